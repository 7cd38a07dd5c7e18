import { createReadStream, statSync, unwatchFile, watchFile } from "node:fs";

const tailBytes = 256 * 1024;
const pollMs = 250;

/** The last part of a file, whole lines only, then with `follow` what is appended, until the signal aborts. */
export async function* followFile(
  path: string,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let offset = Math.max(0, sizeOf(path) - tailBytes);
  let skipPartial = offset > 0;
  while (!signal.aborted) {
    const size = sizeOf(path);
    // A shorter file is a new one: rotated or emptied.
    if (size < offset) offset = 0;
    if (size > offset) {
      for await (const chunk of createReadStream(path, { start: offset, end: size - 1 })) {
        const bytes = chunk as Buffer;
        offset += bytes.length;
        const lineEnd = skipPartial ? bytes.indexOf(0x0a) + 1 : 0;
        if (skipPartial && lineEnd === 0) continue;
        skipPartial = false;
        if (bytes.length > lineEnd) yield new Uint8Array(bytes.subarray(lineEnd));
      }
      continue;
    }
    if (!follow) return;
    await changed(path, signal);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function changed(path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unwatchFile(path, done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    watchFile(path, { interval: pollMs }, done);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
