import { minMemoryBytes } from "../../src-shared/model/session.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";

const powers: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of `512m`, `4g`, `4GiB`, `1.5g`: binary, as container engines read them. Throws `usage`. */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  if (!match) throw new AppError("usage", `--memory takes a size such as 512m or 4g, not "${text}".`);
  const bytes = Math.round(Number(match[1]) * 1024 ** (powers[(match[2] ?? "").toLowerCase()] ?? 0));
  if (bytes >= minMemoryBytes) return bytes;
  throw new AppError("usage", `--memory takes at least ${minMemoryBytes / 1024 ** 2}m, not "${text}".`);
}

export function parseCpus(text: string): number {
  const cpus = Number(text);
  if (text.trim() !== "" && Number.isFinite(cpus) && cpus > 0) return cpus;
  throw new AppError("usage", `--cpus takes a number over 0 such as 2 or 0.5, not "${text}".`);
}

export function parseCount(option: string, text: string, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= most) return count;
  throw new AppError("usage", `--${option} takes a number from 0 to ${most}, not "${text}".`);
}

/** `KEY=value` pairs; the value may hold more equal signs and may be empty. */
export function parseVariables(pairs: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const pair of pairs) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(pair);
    // The text is not repeated: what was mistyped may be a secret.
    if (!match) throw new AppError("usage", "--env takes KEY=value.", "For example `--env LOG_LEVEL=debug`.");
    variables[match[1] as string] = match[2] as string;
  }
  return variables;
}
