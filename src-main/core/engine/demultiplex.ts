import { PassThrough, type Readable } from "node:stream";

export interface FramePiece {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

/**
 * Takes apart the engine's framing of output without a terminal: eight bytes (stream number, three zeros, big-endian
 * length), then the payload. Chunks may end anywhere.
 */
export class FrameReader {
  #header = Buffer.alloc(0);
  #left = 0;
  #stream: "stdout" | "stderr" = "stdout";

  push(chunk: Buffer): FramePiece[] {
    const pieces: FramePiece[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        const missing = 8 - this.#header.length;
        this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.#header.length < 8) break;
        this.#stream = this.#header[0] === 2 ? "stderr" : "stdout";
        this.#left = this.#header.readUInt32BE(4);
        this.#header = Buffer.alloc(0);
        continue;
      }
      const bytes = rest.subarray(0, this.#left);
      this.#left -= bytes.length;
      rest = rest.subarray(bytes.length);
      pieces.push({ stream: this.#stream, bytes });
    }
    return pieces;
  }
}

/** Splits a framed stream in two, at the pace of the slower reader. */
export function demultiplex(source: Readable): { readonly stdout: Readable; readonly stderr: Readable } {
  const outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
  const reader = new FrameReader();
  const pump = async (): Promise<void> => {
    for await (const chunk of source) {
      for (const { stream, bytes } of reader.push(chunk as Buffer)) {
        const output = outputs[stream];
        if (output.destroyed || output.write(bytes)) continue;
        await new Promise<void>((resolve) => {
          const go = (): void => {
            output.off("drain", go);
            output.off("close", go);
            resolve();
          };
          output.once("drain", go).once("close", go);
        });
      }
    }
  };
  pump().then(
    () => {
      outputs.stdout.end();
      outputs.stderr.end();
    },
    (error: Error) => {
      outputs.stdout.destroy(error);
      outputs.stderr.destroy(error);
    },
  );
  // A reader that leaves must not keep the connection to the engine open.
  const leave = (): void => {
    if (outputs.stdout.destroyed && outputs.stderr.destroyed) source.destroy();
  };
  outputs.stdout.on("close", leave);
  outputs.stderr.on("close", leave);
  return outputs;
}
