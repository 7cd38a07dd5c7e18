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
  return (
    `The Anthropic credential is ${what}, but Claude Code in a session needs an OAuth token (sk-ant-oat01-…): ` +
    "token and header of different kinds are what the API answers with " +
    '"OAuth authentication is currently not supported". Run `claude setup-token` and set what it prints.'
  );
}
