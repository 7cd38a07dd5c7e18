import { setTimeout } from "node:timers/promises";
import type { Contestant } from "./contestants.ts";
import { residentBytes } from "./processes.ts";
import { placeholder, Tunnel } from "./tunnel.ts";

const mebibyte = 1024 * 1024;
/** How long a process may take to give back what only its start needed. */
const settleMs = 10_000;

export interface MemoryFigures {
  readonly idleMiB: number;
  /** Growth of the peak over idle. */
  readonly fastGrowthMiB: number;
  readonly slowGrowthMiB: number;
}

/** A download of `fastMiB` at full speed, then of `slowMiB` to a reader of one MiB a second. */
export async function measureMemory(contestant: Contestant, fastMiB: number, slowMiB: number): Promise<MemoryFigures> {
  const pid = contestant.pid!;
  const idle = await settledBytes(pid);
  const tunnel = await Tunnel.open(contestant.way, placeholder);
  const fast = await peakDuring(pid, () => tunnel.get(`/bytes/${fastMiB * mebibyte}`));
  const before = residentBytes(pid);
  const slow = await peakDuring(pid, () => readSlowly(tunnel, slowMiB));
  tunnel.close();
  const grown = (peak: number, from: number): number => Math.round((peak - from) / mebibyte);
  return { idleMiB: Math.round(idle / mebibyte), fastGrowthMiB: grown(fast, idle), slowGrowthMiB: grown(slow, before) };
}

/** What stays resident once the memory that only starting needed was given back; the last reading where none is. */
async function settledBytes(pid: number): Promise<number> {
  const first = residentBytes(pid);
  const deadline = performance.now() + settleMs;
  let bytes = first;
  while (bytes > first * 0.95 && performance.now() < deadline) {
    await setTimeout(50);
    bytes = residentBytes(pid);
  }
  return bytes;
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
    void setTimeout(aheadMs).then(() => tunnel.resume());
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
