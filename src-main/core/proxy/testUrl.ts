import type { RuleStep } from "../../../src-shared/contract/rules.ts";
import type { Decision } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Policy } from "../policy.ts";
import { catalogue } from "./catalogue/catalogue.ts";
import type { HeaderList, ProxyRequest, SessionFacts } from "./exchange.ts";
import { whatToInspect } from "./inspection/whatToInspect.ts";
import { decide, tunnelRule } from "./pipeline.ts";
import { ruleSteps } from "./ruleSteps.ts";
import { normaliseHost } from "./rules/hostMatch.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";

export interface UrlTest {
  readonly decision: Decision;
  readonly rule: string;
  readonly reason: string | null;
  /** Where the deciding rule is written: "config.toml:41", "grant 3", for the catalogue its source; null otherwise. */
  readonly source: string | null;
  /** Credential that is added when the request carries its placeholder. */
  readonly credentialId: string | null;
  /** The user's rules up to the one that decides. */
  readonly steps: readonly RuleStep[];
  /** Its body is looked at before it is sent. */
  readonly inspected: boolean;
}

/** What would happen to a request that an honest client sends, without sending it. */
export function testUrl(
  url: string,
  method: string,
  policy: Policy,
  session: SessionFacts & { readonly id?: string },
): UrlTest {
  const { scheme, host, port, target } = parse(url);
  const request: ProxyRequest = {
    sessionId: session.id ?? "test",
    accessMode: session.accessMode,
    workspace: session.workspace,
    scheme,
    host,
    port,
    sni: scheme === "https" ? host : null,
    method: method.toUpperCase(),
    target,
    headers: scheme === "https" ? placeholderHeaders(policy, host, port) : [],
    upgrade: false,
    hasBody: false,
    body: "unseen",
  };
  const steps = ruleSteps(request, policy);
  const tunnel = scheme === "https" ? tunnelRule(host, port, policy) : null;
  if (tunnel) {
    const { source, reason } = tunnel;
    return { decision: "tunnel", rule: source, reason, source, credentialId: null, steps, inspected: false };
  }
  const verdict = decide(request, policy);
  const written = policy.rules.find(({ source }) => source === verdict.rule)?.source;
  const entry = catalogue.find(({ id }) => id === verdict.rule)?.source;
  return {
    decision: verdict.decision,
    rule: verdict.rule,
    reason: verdict.refusal ? verdict.refusal.reason : verdict.reason,
    source: written ?? entry ?? null,
    credentialId: verdict.injections[0]?.credentialId ?? null,
    steps,
    inspected: whatToInspect(request, policy) !== null,
  };
}

function parse(url: string): Pick<ProxyRequest, "scheme" | "host" | "port" | "target"> {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`;
  const parsed = URL.canParse(full) ? new URL(full) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw new AppError(
      "usage",
      `"${url}" is not an http or https URL.`,
      "Example: https://api.github.com/repos/a/b/keys",
    );
  }
  const scheme = parsed.protocol === "https:" ? "https" : "http";
  // The path as it was written: what `..` and encodings do is part of the question.
  const written = full.replace(/^[^:]+:\/\/[^/?#]*/, "").replace(/#.*$/s, "");
  return {
    scheme,
    host: normaliseHost(parsed.hostname),
    port: parsed.port === "" ? (scheme === "https" ? 443 : 80) : Number(parsed.port),
    target: written.startsWith("/") ? written : `/${written}`,
  };
}

/** What an honest client of the host's first credential sends: its placeholder in each header that it goes into. */
export function placeholderHeaders(policy: Policy, host: string, port: number): HeaderList {
  const { injections } = hostPolicy(policy, host, port);
  const headers = new Map<string, string>();
  for (const { credentialId, header, template, placeholder } of injections) {
    if (credentialId !== injections[0]?.credentialId || headers.has(header)) continue;
    headers.set(header, template.replace(/\{[^}]*\}/, placeholder));
  }
  return [...headers];
}
