import type { Agent } from "../../../src-shared/model/session.ts";
import { codexMode } from "./codexDummies.ts";
import type { CredentialDefinition, SecretValue } from "./definition.ts";

/** The credential without which an agent does not start at all. */
const agentCredential: Readonly<Record<Agent, string | null>> = {
  claude: "anthropic",
  codex: "openai",
  gemini: "gemini",
  shell: null,
};

/**
 * Variables inside a session: a placeholder for each credential that has a value, so that tools take their
 * authenticated path only where it leads somewhere. Anthropic's and the agent's own are always there, so that a missing
 * token gives the proxy's clear refusal instead of a login screen.
 */
export function placeholderEnv(
  agent: Agent,
  definitions: readonly CredentialDefinition[],
  isSet: (credentialId: string) => boolean,
): Record<string, string> {
  const env: Record<string, string> = {};
  // CODEX_API_KEY would win over the ChatGPT login in auth.json.
  const skipped = agent === "codex" && codexMode(isSet) === "chatgpt" ? "openai" : null;
  for (const { id, containerVariables, placeholder } of definitions) {
    const wanted = id === "anthropic" || id === agentCredential[agent] || isSet(id);
    if (!wanted || id === skipped) continue;
    for (const name of containerVariables) env[name] = placeholder;
  }
  return env;
}

/** Shorter values are too common for a match to mean anything. */
const shortestSecret = 8;

/** Id of the credential whose real value a text holds, plain or in base64; null when it holds none. */
export function containsKnownSecret(text: string, secrets: Readonly<Record<string, SecretValue>>): string | null {
  for (const [id, fields] of Object.entries(secrets)) {
    for (const value of Object.values(fields)) {
      if (value.length < shortestSecret) continue;
      if (text.includes(value) || text.includes(Buffer.from(value).toString("base64").replace(/=+$/, ""))) return id;
    }
  }
  return null;
}
