import { EventEmitter, once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";

export type OutputStream = "stdout" | "stderr";

/*
 * What a print session wrote, from its beginning: frames of one byte (1 output, 2 errors), four bytes of length in big
 * endian, and the payload. A crash can leave the last frame torn; what is torn is written again from the engine's log.
 */

const headerBytes = 5;
const maxFrameBytes = 1024 * 1024;

/** A container must not fill the host's disk: what it writes beyond this is read, told once, and not kept. */
const maxRecordedBytes = 256 * 1024 * 1024;
const cutOff = Buffer.from("\nClauderon: the output is longer than 256 MiB; the rest is not recorded.\n");

export interface OutputFrame {
  readonly stream: OutputStream;
  readonly bytes: Buffer;
  /** Where the next frame begins. */
  readonly end: number;
}

/** Appends frames; `grown` and `closed` wake the readers. */
export class OutputWriter extends EventEmitter<{ grown: []; closed: [] }> {
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  #full = false;
  #position: number;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, position: number, maxBytes: number) {
    super();
    this.setMaxListeners(0);
    this.#file = file;
    this.#position = position;
    this.#maxBytes = maxBytes;
  }

  /** A new file, or the whole frames of an old one with how much each stream has in them. */
  static async open(
    path: string,
    keep: boolean,
    maxBytes = maxRecordedBytes,
  ): Promise<{ writer: OutputWriter; recorded: Record<OutputStream, number> }> {
    const recorded = { stdout: 0, stderr: 0 };
    let full = false;
    let position = 0;
    const file = await open(path, keep ? "a+" : "w+", 0o600);
    await file.close();
    const writable = await open(path, "r+");
    if (keep) {
      for (let frame = await readFrame(writable, 0); frame; frame = await readFrame(writable, position)) {
        recorded[frame.stream] += frame.bytes.length;
        position = frame.end;
        full = frame.bytes.equals(cutOff);
      }
      await writable.truncate(position);
    }
    const opened = new OutputWriter(writable, position, maxBytes);
    opened.#full = full;
    return { writer: opened, recorded };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Records both streams until they end; skips what an earlier recording has. The pace of the disk is the agent's. */
  async record(
    outputs: { readonly stdout: Readable; readonly stderr: Readable },
    skip: Record<OutputStream, number> = { stdout: 0, stderr: 0 },
  ): Promise<void> {
    const copy = async (stream: OutputStream): Promise<void> => {
      let left = skip[stream];
      for await (const chunk of outputs[stream]) {
        const bytes = (chunk as Buffer).subarray(Math.min(left, (chunk as Buffer).length));
        left = Math.max(0, left - (chunk as Buffer).length);
        if (bytes.length > 0) await this.#append(stream, bytes);
      }
    };
    // A connection that breaks ends the recording, not the session.
    await Promise.allSettled([copy("stdout"), copy("stderr")]);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last.catch(() => {});
    await this.#file.close();
    this.emit("closed");
  }

  #append(stream: OutputStream, bytes: Buffer): Promise<void> {
    const next = this.#last.then(async () => {
      if (this.#full) return;
      this.#full = this.#position + bytes.length > this.#maxBytes;
      await (this.#full ? this.#write("stderr", cutOff) : this.#write(stream, bytes));
      this.emit("grown");
    });
    this.#last = next.catch(() => {});
    return next;
  }

  async #write(stream: OutputStream, bytes: Buffer): Promise<void> {
    for (let start = 0; start < bytes.length; start += maxFrameBytes) {
      const part = bytes.subarray(start, start + maxFrameBytes);
      const header = Buffer.alloc(headerBytes);
      header[0] = stream === "stdout" ? 1 : 2;
      header.writeUInt32BE(part.length, 1);
      await this.#file.write(Buffer.concat([header, part]), 0, undefined, this.#position);
      this.#position += headerBytes + part.length;
    }
  }
}

/** How far somebody has read a recording. */
export interface OutputCursor {
  position: number;
}

/**
 * What is recorded from the cursor on, then what is added until the writer closes. `writer` null: only what is there.
 * The cursor moves along.
 */
export async function* replayOutput(
  path: string,
  cursor: OutputCursor,
  writer: () => OutputWriter | null,
  signal: AbortSignal,
): AsyncGenerator<{ stream: OutputStream; bytes: Buffer }> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return;
  try {
    while (!signal.aborted) {
      const live = writer();
      const wasClosed = live === null || live.closed;
      // Listening before reading: what is written in between is not missed.
      const stop = new AbortController();
      const grown = wasClosed ? null : waitForMore(live, AbortSignal.any([signal, stop.signal]));
      let any = false;
      for (let frame = await readFrame(file, cursor.position); frame; frame = await readFrame(file, cursor.position)) {
        any = true;
        cursor.position = frame.end;
        yield { stream: frame.stream, bytes: frame.bytes };
        if (signal.aborted) break;
      }
      if (any || grown === null) stop.abort();
      if (grown === null && !any) return;
      if (!any) await grown;
    }
  } finally {
    await file.close();
  }
}

async function waitForMore(writer: OutputWriter, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  await Promise.race([once(writer, "grown", { signal: both }), once(writer, "closed", { signal: both })]).catch(
    () => {},
  );
  stop.abort();
}

async function readFrame(file: FileHandle, position: number): Promise<OutputFrame | null> {
  const header = Buffer.alloc(headerBytes);
  if ((await file.read(header, 0, headerBytes, position)).bytesRead < headerBytes) return null;
  const length = header.readUInt32BE(1);
  if (length > maxFrameBytes || (header[0] !== 1 && header[0] !== 2)) return null;
  const bytes = Buffer.alloc(length);
  if ((await file.read(bytes, 0, length, position + headerBytes)).bytesRead < length) return null;
  return { stream: header[0] === 1 ? "stdout" : "stderr", bytes, end: position + headerBytes + length };
}
