import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { PlannedInjection } from "./exchange.ts";

/** Fields of one credential: "token", for ChatGPT also "account_id". */
export type SecretFields = Readonly<Record<string, string>>;

const part = /\{(?:basic:([^{}]*)|([a-z_]+))\}/g;

/**
 * Writes the header value: the one place where a secret is joined to a request. Throws `no_credential` when a field is
 * missing or holds what cannot stand in a header; the error never holds the value.
 */
export function renderInjection(planned: PlannedInjection, secret: SecretFields | undefined): string {
  return planned.template.replace(part, (_, user: string | undefined, field: string | undefined) => {
    const value = Object.hasOwn(secret ?? {}, field ?? "token") ? secret?.[field ?? "token"] : undefined;
    if (value === undefined || value === "" || /[^\x21-\x7e]/.test(value)) throw unusable(planned.credentialId);
    return user === undefined ? value : Buffer.from(`${user}:${value}`).toString("base64");
  });
}

function unusable(id: string): AppError {
  return new AppError(
    "no_credential",
    `The credential ${id} has no value that could be sent.`,
    `Set it on the host: \`clauderon credentials set ${id}\`.`,
  );
}
