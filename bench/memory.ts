import type { Contestant } from "./contestants.ts";
import { residentBytes } from "./processes.ts";
import { placeholder, Tunnel } from "./tunnel.ts";

const mebibyte = 1024 * 1024;

export interface MemoryFigures {
  readonly idleMiB: number;
  /** Growth of the peak over idle. */
  readonly fastGrowthMiB: number;
  readonly slowGrowthMiB: number;
}

/** A download of `fastMiB` at full speed, then of `slowMiB` to a reader of one MiB a second. */
export async function measureMemory(contestant: Contestant, fastMiB: number, slowMiB: number): Promise<MemoryFigures> {
  const pid = contestant.pid!;
  const idle = residentBytes(pid);
  const tunnel = await Tunnel.open(contestant.way, placeholder);
  const fast = await peakDuring(pid, () => tunnel.get(`/bytes/${fastMiB * mebibyte}`));
  const before = residentBytes(pid);
  const slow = await peakDuring(pid, () => readSlowly(tunnel, slowMiB));
  tunnel.close();
  const grown = (peak: number, from: number): number => Math.round((peak - from) / mebibyte);
  return { idleMiB: Math.round(idle / mebibyte), fastGrowthMiB: grown(fast, idle), slowGrowthMiB: grown(slow, before) };
}

/** Reads a second's worth, then stops reading for what is left of the second. */
async function readSlowly(tunnel: Tunnel, slowMiB: number): Promise<void> {
  const start = performance.now();
  let received = 0;
  await tunnel.get(`/bytes/${slowMiB * mebibyte}`, (piece) => {
    received += piece.length;
    const aheadMs = (received / mebibyte) * 1000 - (performance.now() - start);
    if (aheadMs < 5) return;
    tunnel.pause();
    setTimeout(() => tunnel.resume(), aheadMs);
  });
}

async function peakDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = residentBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 50);
  try {
    await work();
    return Math.max(peak, residentBytes(pid));
  } finally {
    clearInterval(timer);
  }
}
