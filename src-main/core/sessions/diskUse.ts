import { spawn } from "node:child_process";
import type { Disk } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const limitMs = 60_000;

export interface DiskLimits {
  /** More than this is shown as a warning. */
  readonly softBytes: number;
  /** More than this stops the session. The engine cannot keep one from writing, so it is looked at every few seconds. */
  readonly hardBytes: number;
}

export const defaultDiskLimits: DiskLimits = { softBytes: 10 * 1024 ** 3, hardBytes: 30 * 1024 ** 3 };

/**
 * Bytes that folders take on disk. What lies there was written by an agent: `du` opens each folder by its parent's
 * handle and follows no link, stays on one file system, counts an inode once and a hole not at all. What the agent
 * closed against us is missing from the sum. Null where it could not be measured.
 */
export function folderBytes(folders: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    // Its complaints are not read: there is one for each folder that the agent closed, as many as it likes.
    const running = spawn("du", ["-s", "-k", "-x", "--", ...folders], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: limitMs,
      killSignal: "SIGKILL",
      env: { PATH: process.env.PATH, LC_ALL: "C" },
    });
    let output = "";
    running.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    running.on("error", () => resolve(null));
    running.on("close", () => resolve(parseDiskUse(output, folders.length)));
  });
}

/** One line a folder: kibibytes, a tab, its name. A sum that is missing makes the whole worthless. */
export function parseDiskUse(output: string, folders: number): number | null {
  const sums = [...output.matchAll(/^(\d+)\t/gm)].map((match) => Number(match[1]) * 1024);
  return sums.length === folders ? sums.reduce((sum, bytes) => sum + bytes, 0) : null;
}

export function diskState(bytes: number, { softBytes, hardBytes }: DiskLimits, at: Date): Disk {
  const state = bytes > hardBytes ? "over" : bytes > softBytes ? "warning" : "ok";
  return { bytes, softBytes, hardBytes, state, at: at.toISOString() };
}

export function overLimit(name: string, disk: Disk, home: string): AppError {
  return new AppError(
    "disk_full",
    `Session ${name} uses ${gibibytes(disk.bytes)} of disk, more than its ${gibibytes(disk.hardBytes)}.`,
    `Remove something below ${home}, or raise \`[sessions] disk_hard_mib\` in config.toml.`,
  );
}

const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
