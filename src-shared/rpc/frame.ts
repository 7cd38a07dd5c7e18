import { z } from "zod";
import { joined } from "./channel.ts";
import { AppError } from "./errors.ts";

/*
 * One message on a carrier: 4 bytes big-endian length of the JSON, the JSON, then raw bytes to the end.
 * The raw bytes are the top-level field `bytes` of the frame's payload; `hasBytes` tells an empty array from none.
 *
 *   client > server   call    { type, id, service, method, payload }
 *                     cancel  { type, id }
 *   server > client   reply   { type, id, payload }       the answer to a call; ends the id
 *                     fail    { type, id, error }         ends the id, call or stream
 *                     event   { type, id, payload }       one event of a stream
 *                     end     { type, id }                the stream is complete
 */

const id = z.number().int().nonnegative();
const wireError = z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() });

const frameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("call"), id, service: z.string(), method: z.string(), payload: z.unknown() }),
  z.object({ type: z.literal("cancel"), id }),
  z.object({ type: z.literal("reply"), id, payload: z.unknown() }),
  z.object({ type: z.literal("fail"), id, error: wireError }),
  z.object({ type: z.literal("event"), id, payload: z.unknown() }),
  z.object({ type: z.literal("end"), id }),
]);

export type Frame = z.infer<typeof frameSchema>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const headerBytes = 4;

export function encodeFrame(frame: Frame): Uint8Array {
  const { head, tail } = splitFrame(frame);
  return joined(head, tail);
}

/** The same message in two parts: `tail` is the payload's own `bytes`, not a copy. */
export function splitFrame(frame: Frame): { readonly head: Uint8Array; readonly tail: Uint8Array | undefined } {
  const { json, bytes } = liftBytes(frame);
  const text = encoder.encode(JSON.stringify(json));
  const head = new Uint8Array(headerBytes + text.length);
  new DataView(head.buffer).setUint32(0, text.length);
  head.set(text, headerBytes);
  return { head, tail: bytes ?? undefined };
}

/** Throws `usage` for anything that is not a frame. A `tail` that came by itself becomes the payload's bytes as it is. */
export function decodeFrame(message: Uint8Array, tail?: Uint8Array): Frame {
  try {
    const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0);
    if (headerBytes + length > message.length) throw new Error("length exceeds the message");
    const json: unknown = JSON.parse(decoder.decode(message.subarray(headerBytes, headerBytes + length)));
    const frame = frameSchema.parse(json);
    if ("payload" in frame && isRecord(json) && json.hasBytes === true) {
      const payload = isRecord(frame.payload) ? frame.payload : {};
      const bytes = tail ?? new Uint8Array(message.subarray(headerBytes + length));
      return { ...frame, payload: { ...payload, bytes } };
    }
    return frame;
  } catch (error) {
    throw new AppError("usage", "A message on the control channel is not a frame.", null, { cause: error });
  }
}

function liftBytes(frame: Frame): { json: object; bytes: Uint8Array | null } {
  if (!("payload" in frame) || !isRecord(frame.payload)) return { json: frame, bytes: null };
  const { bytes, ...rest } = frame.payload;
  if (!(bytes instanceof Uint8Array)) return { json: frame, bytes: null };
  return { json: { ...frame, payload: rest, hasBytes: true }, bytes };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
