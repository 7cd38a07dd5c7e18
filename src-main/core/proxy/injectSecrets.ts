import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Refusal, Verdict } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import { renderInjection, type SecretFields } from "./renderInjection.ts";
import { shortestScrubbed } from "./scrub/encodings.ts";
import { secretValues } from "./scrub/secretPatterns.ts";

/** Joins the secrets to the headers, as the last step before they leave: names and values in turn. */
export function injectSecrets(
  verdict: Verdict,
  secrets: Readonly<Record<string, SecretFields>>,
): { readonly headers: string[] } | { readonly refusal: Refusal } {
  const headers: string[] = [];
  for (const [name, value] of verdict.headers) headers.push(name, value);
  try {
    for (const planned of verdict.injections) {
      const secret = Object.hasOwn(secrets, planned.credentialId) ? secrets[planned.credentialId] : undefined;
      headers.push(planned.header, renderInjection(planned, secret));
      if (secretValues(secret).some(({ length }) => length > 0 && length < shortestScrubbed)) {
        return { refusal: tooShort };
      }
    }
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : null;
    return { refusal: refusal(403, "no-credential", "The credential for this host has no value to send.", hint) };
  }
  return { headers };
}

/** An answer could not be cleared of it: its letters are everywhere. */
const tooShort = refusal(
  403,
  "no-credential",
  `The credential for this host has fewer than ${shortestScrubbed} characters, too few to be found in an answer.`,
  "Set one of the usual length on the host.",
);
