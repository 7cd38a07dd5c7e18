import type { CredentialHealth } from "../../../src-shared/model/credential.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { chatgptSecret, parseChatgptLogin } from "./chatgptLogin.ts";
import type { CredentialDefinition, SecretValue } from "./definition.ts";
import type { Found, Sources } from "./sources.ts";
import { kindProblem, unusedProblem } from "./tokenKind.ts";

/** A credential with its value, as far as it has a usable one. */
export interface Resolved {
  /** What the proxy may put in; null when there is nothing that it should. */
  readonly value: SecretValue | null;
  readonly found: Found | null;
  readonly health: CredentialHealth;
  readonly problem: string | null;
}

/** Asks the sources for a value and checks its kind. Never throws. */
export async function resolveCredential(definition: CredentialDefinition, sources: Sources): Promise<Resolved> {
  let found: Found | null;
  try {
    found = await sources.find(definition);
  } catch (error) {
    return { value: null, found: null, health: "unreadable", problem: sentence(error) };
  }
  if (!found) {
    const unused = sources.unused(definition.id);
    if (unused) return { value: null, found, health: "wrong_kind", problem: unusedProblem(unused) };
    return { value: null, found, health: "not_set", problem: notSet(definition) };
  }
  const value = definition.id === "chatgpt" ? chatgptValue(found.text) : { token: found.text };
  if (!value) return notChatgpt(found);
  const problem = kindProblem(definition, value.token);
  return problem
    ? { value: null, found, health: "wrong_kind", problem }
    : { value, found, health: "untested", problem: null };
}

function chatgptValue(text: string): (SecretValue & { token: string }) | null {
  const login = parseChatgptLogin(text);
  const secret = login && chatgptSecret(login);
  return secret ? { ...secret, token: login.tokens.access_token } : null;
}

/** A login by API key in Codex's own file is nobody's mistake: it is simply no ChatGPT login. */
function notChatgpt(found: Found): Resolved {
  const health = found.source.startsWith("file ") ? "not_set" : "wrong_kind";
  const problem = "No ChatGPT login was found. Run `codex login` on the host, or give Codex an OPENAI_API_KEY.";
  return { value: null, found: null, health, problem };
}

function notSet({ id, hostVariables }: CredentialDefinition): string {
  const [variable] = hostVariables;
  if (id === "chatgpt") return "Codex is not logged in on the host. Run `codex login` there.";
  return `It is not set. Run \`clauderon credentials set ${id}\`${variable ? `, or start the daemon with ${variable}` : ""}.`;
}

/** Only our own sentences are known to hold no value. */
function sentence(error: unknown): string {
  if (error instanceof AppError) return error.hint ? `${error.message} ${error.hint}` : error.message;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return `Its source cannot be read${typeof code === "string" ? ` (${code})` : ""}.`;
}
