import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * V8 lets buffers outside its heap pile up, by the heap's size from about 12 to 64 MiB, before it looks for dead ones
 * through all of the heap; a download or a flood of output makes that much garbage in a fraction of a second. A young
 * collection takes well under a millisecond here, since hardly anything is alive; done every so many bytes, it keeps a
 * download of any length within a few MiB, and spares a flood the long ones.
 */
const collectEveryBytes = 8 * 1024 * 1024;

type CollectOptions = { readonly type: "minor" } | { readonly type: "major"; readonly flavor: "last-resort" };

setFlagsFromString("--expose-gc");
/** Missing where the program that embeds V8 allows no flags any more: then V8 collects as it sees fit. */
const collect = runInNewContext("globalThis.gc") as ((options: CollectOptions) => void) | undefined;

let sinceLast = 0;

/** Counts bytes that were handed on by this thread, and so became garbage. */
export function noteRelayedBytes(bytes: number): void {
  sinceLast += bytes;
  if (sinceLast < collectEveryBytes) return;
  sinceLast = 0;
  collect?.({ type: "minor" });
}

const startedAfterMs = 2000;

/**
 * Starting fills V8's young generation with what is never used again, some 15 MiB that it keeps for as long as nothing
 * happens. One thorough collection gives them back; it takes some 40 ms, so it waits until the first requests are over.
 */
export function releaseStartupMemory(): void {
  setTimeout(() => collect?.({ type: "major", flavor: "last-resort" }), startedAfterMs).unref();
}
