import type { Approval, DecidedApproval } from "../../../src-shared/model/approval.ts";
import { traffic } from "../../format/formats.ts";

type Place = Pick<Approval, "host" | "port" | "scheme">;

/** The host, with the port where it is not the scheme's own. */
export function hostText({ host, port, scheme }: Place): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === (scheme === "https" ? 443 : 80) ? name : `${name}:${port}`;
}

/** `1m 22s`, `38s`; never below zero. */
export function leftText(expiresAt: string, now: number): string {
  return spanText(Date.parse(expiresAt) - now);
}

/** `2m`, `1m 22s`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
}

const verbs: Readonly<Record<string, string>> = {
  GET: "read from",
  HEAD: "read from",
  POST: "send something to",
  PUT: "put something on",
  PATCH: "change something on",
  DELETE: "delete something on",
};

/** What the request would do, as far as its method tells. */
export function purpose({ method, host }: Pick<Approval, "method" | "host">): string {
  return `${verbs[method] ?? `send ${method} to`} ${host}`;
}

/** The body as the head declares it. */
export function bodyText({ contentType, contentLength }: Pick<Approval, "contentType" | "contentLength">): string {
  if (contentType === null && contentLength === null) return "none declared";
  const size = contentLength === null ? "of unknown size" : traffic(contentLength);
  return `${contentType ?? "of no declared type"}, ${size}`;
}

export const outcomeWords: Readonly<Record<DecidedApproval["outcome"], string>> = {
  once: "once",
  session: "session",
  always: "always",
  deny: "denied",
  timeout: "timed out",
  withdrawn: "withdrawn",
};

/** How a question ended, as a sentence. */
export function outcomeSentence({ outcome, decidedBy }: DecidedApproval): string {
  const by = decidedBy ? ` from the ${decidedBy}` : "";
  switch (outcome) {
    case "once":
      return `Allowed once${by}`;
    case "session":
      return `Allowed for the session${by}`;
    case "always":
      return `Allowed always${by}`;
    case "deny":
      return `Denied${by}`;
    case "timeout":
      return "Denied, because nobody answered in time";
    case "withdrawn":
      return "Withdrawn: the agent gave up, its session ended, or the rules changed";
  }
}
