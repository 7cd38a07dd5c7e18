import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Refusal, Verdict } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import { renderInjection, type SecretFields } from "./renderInjection.ts";

export interface InjectedHeaders {
  /** Names and values in turn, ready for the wire. */
  readonly headers: string[];
  /** What must not come back to the client. */
  readonly secrets: readonly string[];
}

/** Joins the secrets to the headers, as the last step before they leave. */
export function injectSecrets(
  verdict: Verdict,
  secrets: Readonly<Record<string, SecretFields>>,
): InjectedHeaders | { readonly refusal: Refusal } {
  const headers: string[] = [];
  for (const [name, value] of verdict.headers) headers.push(name, value);
  if (verdict.injections.length === 0) return { headers, secrets: none };
  const values = new Set<string>();
  try {
    for (const planned of verdict.injections) {
      const secret = Object.hasOwn(secrets, planned.credentialId) ? secrets[planned.credentialId] : undefined;
      const value = renderInjection(planned, secret);
      headers.push(planned.header, value);
      values.add(value);
      for (const field of Object.values(secret ?? {})) if (field.length > 0) values.add(field);
    }
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : null;
    return { refusal: refusal(403, "no-credential", "The credential for this host has no value to send.", hint) };
  }
  return { headers, secrets: [...values] };
}

const none: readonly string[] = [];
