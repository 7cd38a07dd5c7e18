import type { ServerResponse } from "node:http";
import { withoutThinPacks } from "./pktLines.ts";

/** A first line holds one ref and the server's capabilities. */
const maxHeld = 128 * 1024;

/**
 * Adds `no-thin` to what a server says it can do when a push begins. Git then sends packs that need nothing the server
 * has, which is what lets them be looked at here. An answer of another form passes as it is, and the pack that follows
 * it is refused if it cannot be read.
 */
export function askForWholePacks(response: ServerResponse): void {
  let held: Buffer | null = Buffer.alloc(0);
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  const end = response.end.bind(response) as () => ServerResponse;
  const flush = (final: boolean): boolean => {
    if (held === null || held.length === 0) return true;
    const changed = tryChange(held);
    if (changed === null && !final && held.length < maxHeld) return true;
    const piece = changed ?? held;
    held = null;
    return write(piece);
  };
  response.writeHead = ((status: number, text: string, fields: string[]) => {
    if (status !== 200) held = null;
    // One word longer: how long is left to the framing.
    const kept = fields.flatMap((name, at) =>
      at % 2 === 0 && !(held && /^content-length$/i.test(name)) ? [name, fields[at + 1] as string] : [],
    );
    return writeHead(status, text, kept);
  }) as ServerResponse["writeHead"];
  response.write = ((chunk: Buffer) => {
    if (held === null) return write(chunk);
    held = Buffer.concat([held, chunk]);
    return flush(false);
  }) as ServerResponse["write"];
  response.end = ((chunk?: Buffer) => {
    if (chunk) response.write(chunk);
    flush(true);
    return end();
  }) as ServerResponse["end"];
}

/** Null while the line has not come whole, or has no such form. */
function tryChange(answer: Buffer): Buffer | null {
  try {
    const changed = withoutThinPacks(answer);
    return changed === answer ? null : changed;
  } catch {
    return null;
  }
}
