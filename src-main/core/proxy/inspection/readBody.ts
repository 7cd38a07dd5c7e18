import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import { ByteCollector } from "../byteCollector.ts";
import type { Refusal } from "../exchange.ts";
import { refusal } from "../refusals.ts";
import type { BodyKind } from "./bodyFacts.ts";

const mebibyte = 1024 * 1024;
/** Largest bodies that are held to be looked at. */
export const bodyLimits: Readonly<Record<BodyKind, number>> = {
  graphql: mebibyte,
  messages: 32 * mebibyte,
  push: 64 * mebibyte,
};
const sessionLimit = 128 * mebibyte;
const totalLimit = 384 * mebibyte;

/** Bytes that are held just now: a session that sends many large bodies at once must not fill the memory of all. */
export class HeldBytes {
  readonly #bySession = new Map<string, number>();
  #total = 0;

  /** False when it would be too much. */
  take(session: string, bytes: number): boolean {
    const held = this.#bySession.get(session) ?? 0;
    if (held + bytes > sessionLimit || this.#total + bytes > totalLimit) return false;
    this.#bySession.set(session, held + bytes);
    this.#total += bytes;
    return true;
  }

  give(session: string, bytes: number): void {
    const left = (this.#bySession.get(session) ?? 0) - bytes;
    if (left > 0) this.#bySession.set(session, left);
    else this.#bySession.delete(session);
    this.#total -= bytes;
  }
}

/** Reads a whole body, as it was sent. Null when the client went away. */
export function readBody(
  incoming: IncomingMessage,
  kind: BodyKind,
  session: string,
  held: HeldBytes,
): Promise<{ readonly body: Buffer } | { readonly refusal: Refusal } | null> {
  return new Promise((resolve) => {
    const body = new ByteCollector();
    const end = (result: { body: Buffer } | { refusal: Refusal } | null): void => {
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      if (!result || "refusal" in result) held.give(session, body.length);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      if (body.length + chunk.length > bodyLimits[kind]) end({ refusal: tooLarge(kind) });
      else if (!held.take(session, chunk.length)) end({ refusal: tooMuchHeld });
      else body.add(chunk);
    };
    const onEnd = (): void => end({ body: body.bytes });
    const onClose = (): void => end(null);
    incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

const decoders = new Map([
  ["gzip", promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ["x-gzip", promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ["deflate", promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
  ["br", promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)],
  ["zstd", promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress)],
]);

/** The body without its Content-Encoding; null when it cannot be undone for certain. */
export async function decodeBody(body: Buffer, encodings: readonly string[], kind: BodyKind): Promise<Buffer | null> {
  const named = encodings.map((it) => it.trim().toLowerCase()).filter((it) => it !== "" && it !== "identity");
  if (named.length === 0) return body;
  const decode = named.length === 1 ? decoders.get(named[0] as string) : undefined;
  if (!decode) return null;
  try {
    return await decode(body, { maxOutputLength: bodyLimits[kind] });
  } catch {
    return null;
  }
}

const what: Readonly<Record<BodyKind, string>> = {
  graphql: "GraphQL request",
  messages: "request to the model",
  push: "push",
};

function tooLarge(kind: BodyKind): Refusal {
  return refusal(
    403,
    "body-too-large",
    `This ${what[kind]} is larger than ${bodyLimits[kind] / mebibyte} MiB, too large to be looked at before it leaves.`,
    kind === "push" ? "Push in smaller steps, or ask the user for a rule that allows this path." : "Send less at once.",
  );
}

const tooMuchHeld = refusal(
  503,
  "bodies-held",
  "Too many requests are being looked at just now.",
  "Wait a second and retry.",
  true,
);
