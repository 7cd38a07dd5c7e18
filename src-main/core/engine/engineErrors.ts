import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { EngineConnection } from "./connection.ts";

const downCodes = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "EACCES",
  "EPERM",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

const maxMessage = 500;

/** Turns what the engine's client throws into an error for a person; `doing` is "creating the container". */
export function engineError(error: unknown, doing: string, connection: EngineConnection): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (statusCode === undefined && code !== undefined && downCodes.has(code)) return engineDown(code, connection, error);
  const words = engineWords(error);
  const cause = { cause: error };
  if (statusCode === 404 && /no such image|image .*not found|manifest unknown|pull access denied/i.test(words)) {
    return new AppError("image_missing", words, "`clauderon image build` makes the default image.", cause);
  }
  if (statusCode === 404 && /no such (container|exec)/i.test(words)) {
    return new AppError("not_found", words, null, cause);
  }
  if (statusCode === 409) return new AppError("conflict", words, null, cause);
  if (/no space left on device/i.test(words)) {
    return new AppError(
      "disk_full",
      `The container engine has no space left (${doing}).`,
      "Free some disk space.",
      cause,
    );
  }
  return new AppError("engine_failed", `The container engine failed while ${doing}: ${words}`, null, cause);
}

export function engineDown(code: string, connection: EngineConnection, cause?: unknown): AppError {
  const where = connection.socketPath ?? `${connection.host}:${connection.port}`;
  if (code === "EACCES" || code === "EPERM") {
    return new AppError(
      "engine_down",
      `The container engine's socket ${where} may not be used by you.`,
      "Add yourself to its group (`sudo usermod -aG docker $USER`) and log in again.",
      { cause },
    );
  }
  return new AppError(
    "engine_down",
    `The container engine does not answer at ${where} (${connection.source}, ${code}).`,
    "Start Docker, or point DOCKER_HOST or the Docker context to a running engine.",
    { cause },
  );
}

function engineWords(error: unknown): string {
  const { json, message } = error as { json?: { message?: string } | null; message?: string };
  const words = (json?.message ?? message ?? String(error)).trim();
  return words.length > maxMessage ? `${words.slice(0, maxMessage)}…` : words;
}
