import { randomUUID } from "node:crypto";
import type { Engine } from "../engine/engine.ts";

/** Marks the processes of one command: the engine tells no process id that holds inside the container. */
export interface ExecMark {
  readonly id: string;
  readonly env: Readonly<Record<string, string>>;
}

export function newExecMark(): ExecMark {
  const id = randomUUID();
  return { id, env: { CLAUDERON_EXEC: id } };
}

const signalMarked = `for folder in /proc/[0-9]*; do
  if grep -q "CLAUDERON_EXEC=$1" "$folder/environ" 2>/dev/null; then kill -s "$2" "\${folder#/proc/}"; fi
done 2>/dev/null`;

/**
 * Ends a command whose reader has gone, as closing a terminal's window does; the engine lets it run on. A program that
 * ignores the signal stays, as it does after `nohup`. An image without these tools, or a container that ended, is no
 * fault: nobody waits for this.
 */
export async function hangUp(
  engine: Engine,
  containerId: string,
  { user, mark, tty }: { readonly user: string; readonly mark: ExecMark; readonly tty: boolean },
): Promise<void> {
  const command = ["sh", "-c", signalMarked, "sh", mark.id, tty ? "HUP" : "TERM"];
  try {
    const { stdin, stdout, stderr } = await engine.exec(containerId, { command, user, tty: false, stdin: false });
    stdin.on("error", () => {});
    for (const output of [stdout, stderr]) output?.on("error", () => {}).resume();
  } catch {
    // The container is gone, and the command with it.
  }
}
