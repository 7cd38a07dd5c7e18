import type { PolicyRule } from "../../../../src-shared/model/policy.ts";
import { redactPath } from "../../audit/redact.ts";
import { pathProblem } from "../../config/readRule.ts";
import type { ProxyRequest, Verdict } from "../exchange.ts";
import type { Question } from "./approvalBook.ts";

/** What the user is asked about a request. `ahead` is what would become of it with a yes. */
export function questionOf(
  request: ProxyRequest,
  sessionName: string,
  asks: Verdict,
  ahead: Verdict,
  rules: readonly PolicyRule[],
): Question {
  const length = headerOf(request, "content-length");
  return {
    sessionId: request.sessionId,
    sessionName,
    method: request.method,
    scheme: request.scheme,
    host: request.host,
    port: request.port,
    target: request.target,
    path: redactPath(request.target),
    rulePath: exactRulePath(request.target),
    rule: asks.rule,
    reason: rules.find(({ source }) => source === asks.rule)?.reason ?? asks.reason ?? "",
    credentialId: ahead.injections[0]?.credentialId ?? null,
    contentType: headerOf(request, "content-type")?.slice(0, 100) ?? null,
    contentLength: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
  };
}

/**
 * The pattern that covers exactly this target's path; null where there is none, where it would keep a secret, and where
 * the path does not tell calls apart: what a GraphQL request does stands in its body.
 */
export function exactRulePath(target: string): string | null {
  const query = target.indexOf("?");
  const path = query === -1 ? target : target.slice(0, query);
  if (/\/graphql\/?$/i.test(path)) return null;
  return pathProblem(path) === null && !path.includes("*") && redactPath(path) === path ? path : null;
}

function headerOf(request: ProxyRequest, name: string): string | null {
  return request.headers.find(([key]) => key.toLowerCase() === name)?.[1].trim() ?? null;
}
