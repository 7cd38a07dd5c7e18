import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * V8 lets about 64 MiB of buffers outside its heap pile up before it looks for dead ones, and a download makes that
 * much garbage in a fraction of a second. A young collection takes well under a millisecond here, since hardly
 * anything is alive; done every so many bytes, it keeps a download of any length within a few MiB.
 */
const collectEveryBytes = 8 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;

let sinceLast = 0;

/** Counts bytes of a body that were handed on, and so became garbage. */
export function noteRelayedBytes(bytes: number): void {
  sinceLast += bytes;
  if (sinceLast < collectEveryBytes) return;
  sinceLast = 0;
  collect({ type: "minor" });
}
