import { constants, createReadStream, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** The ways in which a secret is likely to be written: as it is, in base64 at each alignment, URL-encoded. */
function formsOf(secret: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString("base64");
    // The first and last characters also carry bits of what stands around the secret.
    return text.slice(4, -4);
  });
  return [secret, encodeURIComponent(secret), ...base64].map((text) => Buffer.from(text));
}

export interface SearchResult {
  readonly found: boolean;
  readonly bytes: number;
}

/** Searches a stream to its end, also across its chunks. */
export async function searchStream(stream: Readable, secret: string): Promise<SearchResult> {
  const forms = formsOf(secret);
  const overlap = Math.max(...forms.map((form) => form.length)) - 1;
  let tail: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let found = false;
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const window = Buffer.concat([tail, chunk]);
    found ||= forms.some((form) => window.includes(form));
    tail = window.subarray(-overlap);
  }
  return { found, bytes };
}

const unfollowed = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Searches every file below a folder; links are not followed. */
export async function searchFolder(folder: string, secret: string): Promise<SearchResult> {
  let found = false;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    // What was a file a moment ago may be a link or a pipe by now: neither is followed or waited for.
    const fd = openSync(join(entry.parentPath, entry.name), unfollowed);
    const result = await searchStream(createReadStream("", { fd }), secret);
    found ||= result.found;
    bytes += result.bytes;
  }
  return { found, bytes };
}
