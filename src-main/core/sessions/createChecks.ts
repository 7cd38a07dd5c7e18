import { defaultLimits, type Limits } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CredentialsPort } from "./ports.ts";
import { reservedVariable } from "./sessionVariables.ts";

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `--env` and the prompt must carry no real credential: inside, only placeholders exist. */
export function checkForSecrets(
  env: Readonly<Record<string, string>>,
  prompt: string | null,
  credentials: CredentialsPort,
): void {
  for (const [name, value] of Object.entries(env)) {
    if (!variableName.test(name)) throw new AppError("usage", `${JSON.stringify(name)} is no name of a variable.`);
    const reserved = reservedVariable(name);
    if (reserved !== null) throw new AppError("usage", `${name} cannot be set: ${reserved}.`, "Leave it away.");
    if (value.includes("\0")) throw new AppError("usage", `The value of ${name} has a zero byte in it.`);
    const id = credentials.containsKnownSecret(value);
    if (id === null) continue;
    throw new AppError(
      "usage",
      `The value of ${name} holds your real ${id} credential, which must not be in a container.`,
      "Leave it away: the session has a placeholder, and the proxy puts the real one in.",
    );
  }
  if (prompt === null) return;
  if (prompt.includes("\0")) throw new AppError("usage", "The prompt has a zero byte in it.");
  const id = credentials.containsKnownSecret(prompt);
  if (id !== null) {
    throw new AppError("usage", `The prompt holds your real ${id} credential, which must not be in a container.`);
  }
  // One argument of a program may have 128 KiB on Linux.
  if (Buffer.byteLength(prompt) >= 128 * 1024) {
    throw new AppError(
      "usage",
      "The prompt is longer than a command line allows (128 KiB).",
      "Put the text into a file of the repository or of the uploads, and name the file in the prompt.",
    );
  }
}

/** An image's own variables come into every container of it. */
export function requireCleanImage(
  image: { readonly env: readonly string[] },
  reference: string,
  credentials: CredentialsPort,
): void {
  for (const line of image.env) {
    const id = credentials.containsKnownSecret(line);
    if (id === null) continue;
    const name = line.slice(0, line.indexOf("="));
    throw new AppError(
      "usage",
      `The image ${reference} sets ${name}, which holds your real ${id} credential.`,
      "Build the image without it: the session has a placeholder, and the proxy puts the real one in.",
    );
  }
}

export function fullLimits(given: { [K in keyof Limits]?: Limits[K] | undefined }): Limits {
  return {
    cpus: given.cpus ?? defaultLimits.cpus,
    memoryBytes: given.memoryBytes ?? defaultLimits.memoryBytes,
    pids: given.pids ?? defaultLimits.pids,
  };
}
