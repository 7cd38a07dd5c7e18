import type { Credential } from "../../../src-shared/model/credential.ts";
import { chatgptExpiry, parseChatgptLogin } from "./chatgptLogin.ts";
import type { CredentialDefinition } from "./definition.ts";
import type { ProbeResult } from "./probeCredential.ts";
import type { Resolved } from "./resolve.ts";

/** What the vault knows of one credential beside its definition. */
export interface Known {
  readonly resolved: Resolved | undefined;
  /** What the service said of the value that is there now. */
  readonly observed: ProbeResult | undefined;
  readonly lastTest: Credential["lastTest"];
  readonly lastUsedAt: string | null;
}

/** All that may be told. The value is looked at for its end alone. */
export function describeCredential(definition: CredentialDefinition, known: Known): Credential {
  const { id, builtIn, containerVariables, placeholder, injections } = definition;
  const { resolved, lastTest, lastUsedAt } = known;
  const observed = resolved?.value ? known.observed : undefined;
  const sentAs = injections.map(({ host, port, header, template, removeHeaders }) => ({
    host: port === 443 ? host : `${host}:${port}`,
    header,
    form: template.replaceAll(/\{[^}]*\}/g, "…"),
    removes: [...removeHeaders],
  }));
  return {
    id,
    builtIn,
    kind: kinds[id] ?? "token",
    hosts: [...new Set(sentAs.map(({ host }) => host))],
    sentAs,
    env: [...containerVariables],
    placeholder,
    source: resolved?.found?.source ?? null,
    health: observed?.health ?? resolved?.health ?? "not_set",
    problem: observed ? observed.problem : (resolved?.problem ?? null),
    expiresAt: expiryOf(id, resolved),
    lastTest: resolved?.value ? lastTest : null,
    lastUsedAt,
  };
}

const kinds: Readonly<Record<string, string>> = {
  anthropic: "OAuth token of `claude setup-token`",
  chatgpt: "Codex's login, renewed on this machine",
};

/** Only a login says when it ends; other tokens say nothing that anyone could read. */
function expiryOf(id: string, resolved: Resolved | undefined): string | null {
  const login = id === "chatgpt" && resolved?.found ? parseChatgptLogin(resolved.found.text) : null;
  const expiry = login && chatgptExpiry(login);
  return expiry === null ? null : new Date(expiry).toISOString();
}
