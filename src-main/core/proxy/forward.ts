import { ForwardedExchange } from "./forwardedExchange.ts";
import type { Forwarding } from "./forwarding.ts";
import { injectSecrets } from "./injectSecrets.ts";
import { putIssued } from "./issuedTokens.ts";
import { auditUnavailable, sendRefusal } from "./refusals.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import { secretPatterns } from "./scrub/secretPatterns.ts";
import { findRoute } from "./upstreamRoute.ts";

/** Sends an allowed request on and streams the answer back. From here on exactly one record is the outcome. */
export function forward(forwarding: Forwarding): void {
  const { state, request, verdict, record, response, session } = forwarding;
  const { credentials } = hostPolicy(state.policy, request.host, request.port);
  const ids = new Set(credentials.map(({ credentialId }) => credentialId));
  const rendered = injectSecrets(verdict, state.secrets);
  const injected = "refusal" in rendered ? rendered : putIssued(rendered.headers, session.issued, ids);
  if ("refusal" in injected) {
    record.decision = "deny";
    record.rule = injected.refusal.rule;
    record.reason = injected.refusal.reason;
    record.responseCode = injected.refusal.status;
    sendRefusal(response, injected.refusal, request.hasBody);
    record.end(null);
    return;
  }
  record.credentialId = verdict.injections[0]?.credentialId ?? null;
  try {
    record.writeIntent();
  } catch {
    record.decision = "deny";
    record.rule = auditUnavailable.rule;
    record.reason = auditUnavailable.reason;
    record.credentialId = null;
    record.responseCode = auditUnavailable.status;
    sendRefusal(response, auditUnavailable, request.hasBody);
    record.end("audit_unavailable");
    return;
  }
  const route = findRoute(request, verdict.allowPrivate, state.policy, state.environmentProxy);
  const exchange = new ForwardedExchange(
    forwarding,
    route,
    injected.headers,
    secretPatterns(credentials, state.secrets),
  );
  session.running.add(exchange);
  state.inFlight.add(record);
  exchange.start();
}
