import { placeholdersIn } from "./findPlaceholder.ts";
import type { HostPolicy } from "./hostPolicy.ts";
import { type Outcome, type Rule, refuse } from "./rule.ts";

/**
 * On a host that we inject, nobody else's key is used: a key that an attacker planted would carry the user's data to the
 * attacker's account. A second credential beside the placeholder never leaves (stripHeaders), so it does no harm.
 */
export const checkForeignCredential: Rule = ({ request, host, names }, draft) => {
  if (!host.injected) return null;
  const seen = new Set<string>();
  let foreign: string | null = null;
  for (const [index, [name, value]] of request.headers.entries()) {
    const lower = names[index] as string;
    // Some servers read "x_api_key" as "x-api-key"; no honest client writes it.
    if (lower.includes("_") && host.credentialHeaders.has(lower.replaceAll("_", "-"))) return lookalike(name);
    if (!host.credentialHeaders.has(lower)) continue;
    if (seen.has(lower)) return duplicate(name);
    seen.add(lower);
    if (!isOurs(value, host)) foreign ??= name;
  }
  if (foreign !== null && host.foreignRefused && draft.arrived.size === 0)
    return pinned(`header ${foreign}`, request.host);
  const parameter = queryCredential(request.target, host.queryNames);
  return parameter === null ? null : pinned(`query parameter ${parameter}`, request.host);
};

function isOurs(value: string, host: HostPolicy): boolean {
  return value.trim() === "" || placeholdersIn(value, host.placeholders).length > 0;
}

function queryCredential(target: string, names: ReadonlySet<string>): string | null {
  const start = names.size === 0 ? -1 : target.indexOf("?");
  if (start === -1) return null;
  for (const name of new URLSearchParams(target.slice(start + 1)).keys()) {
    if (names.has(name.toLowerCase())) return name;
  }
  return null;
}

function pinned(where: string, host: string): Outcome {
  return refuse(
    "foreign-credential",
    `The ${where} carries a credential for ${host} that is not this session's placeholder.`,
    "Use the credential that the session's environment holds; the proxy puts the real one in its place.",
  );
}

function duplicate(name: string): Outcome {
  return refuse("duplicate-credential", `The header ${name} came more than once.`, "Send one credential.");
}

function lookalike(name: string): Outcome {
  return refuse("header-lookalike", `The header ${name} could be read as a credential.`, "Leave it out.");
}
