import type { CredentialDefinition } from "./definition.ts";

/** Why a value cannot be the credential that it was given for, in one sentence with the next step; null when it can. */
export function kindProblem(
  { id, placeholder }: Pick<CredentialDefinition, "id" | "placeholder">,
  token: string,
): string | null {
  if (token === placeholder) return `The value of ${id} is Clauderon's own placeholder: set the real one.`;
  if (/[^\x21-\x7e]/.test(token)) {
    return `The value of ${id} holds spaces, line breaks or characters that no header can carry: set the bare token.`;
  }
  if (id !== "anthropic" || token.startsWith("sk-ant-oat01-")) return null;
  const what = token.startsWith("sk-ant-api") ? "an API key (sk-ant-api…)" : "no OAuth token";
  return `The Anthropic credential is ${what}, ${needsOauth}`;
}

/** The same for a variable that is never taken as the credential. */
export function unusedProblem(variable: string): string {
  return `${variable} is set, which is not used, ${needsOauth}`;
}

const needsOauth =
  "but Claude Code in a session needs an OAuth token (sk-ant-oat01-…): a token and a header of different kinds are what " +
  'the API answers with "OAuth authentication is currently not supported". Run `claude setup-token` and set what it ' +
  "prints as CLAUDE_CODE_OAUTH_TOKEN, or by `clauderon credentials set anthropic`.";
