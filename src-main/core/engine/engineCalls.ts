import type { Readable } from "node:stream";
import type { BuildProgress } from "./engine.ts";

/* Small parts of the calls to the engine. */

/** One line of the engine's progress while it builds, pulls or imports. */
export interface BuildLine {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string };
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

export function pullProgress({ status, progressDetail }: BuildLine): BuildProgress {
  const { current, total } = progressDetail ?? {};
  return { step: status ?? "pulling", fraction: current !== undefined && total ? Math.min(1, current / total) : null };
}

export function labelFilter(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}

/** Statuses that mean "it is so already". */
export async function tolerate(statuses: readonly number[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  }
}

export function destroyOnAbort(stream: Readable, signal: AbortSignal): void {
  if (signal.aborted) stream.destroy();
  else signal.addEventListener("abort", () => stream.destroy(), { once: true });
}

export async function untilAborted(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Tries of the first size, and the pause between them: the engine takes none until the command really runs. */
const sizeTries = 20;
const sizePauseMs = 50;

/** Gives a command its terminal's size as soon as the engine takes it; gives up when the command has ended. */
export async function firstResize(
  exec: { resize(size: { w: number; h: number }): Promise<unknown>; inspect(): Promise<{ ExitCode: number | null }> },
  { cols, rows }: { readonly cols: number; readonly rows: number },
): Promise<void> {
  for (let left = sizeTries; left > 0; left--) {
    try {
      await exec.resize({ w: cols, h: rows });
      return;
    } catch (error) {
      // Podman's word for yes.
      if ((error as { statusCode?: number }).statusCode === 201) return;
      if ((await exec.inspect()).ExitCode !== null) return;
      await new Promise((resolve) => setTimeout(resolve, sizePauseMs));
    }
  }
}
