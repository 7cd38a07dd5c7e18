import { randomUUID } from "node:crypto";
import type { Engine } from "../engine/engine.ts";

type ExecKind = "terminal" | "pipe";

/** Marks the processes of one command: the engine tells no process id that holds inside the container. */
export interface ExecMark {
  readonly id: string;
  readonly kind: ExecKind;
  readonly env: Readonly<Record<string, string>>;
}

/** Tells the commands of this run from those of one that is gone. */
const run = randomUUID();

export function newExecMark(kind: ExecKind): ExecMark {
  const id = `${kind}-${run}-${randomUUID()}`;
  return { id, kind, env: { CLAUDERON_EXEC: id } };
}

/** What closing a terminal's window sends, and what asks a program without one to end. */
const signals: Readonly<Record<ExecKind, string>> = { terminal: "HUP", pipe: "TERM" };

/** Signals ($2) every process whose mark begins with $1, unless it holds $3. */
const signalMarked = `for folder in /proc/[0-9]*; do
  if grep -q "CLAUDERON_EXEC=$1" "$folder/environ" && ! { [ "$3" ] && grep -q -e "$3" "$folder/environ"; }
  then kill -s "$2" "\${folder#/proc/}"; fi
done 2>/dev/null`;

/**
 * Ends a command whose reader has gone, as closing a terminal's window does; the engine lets it run on. A program that
 * ignores the signal stays, as it does after `nohup`. An image without these tools, or a container that ended, is no
 * fault: nobody waits for this.
 */
export function hangUp(engine: Engine, containerId: string, user: string, mark: ExecMark): Promise<void> {
  return runQuietly(engine, containerId, user, [mark.id, signals[mark.kind], ""]);
}

/** The same for every command of a run that is gone, as the container's own user, which is who runs commands. */
export async function hangUpOlder(engine: Engine, containerId: string): Promise<void> {
  for (const [kind, signal] of Object.entries(signals))
    await runQuietly(engine, containerId, "", [`${kind}-`, signal, `-${run}-`]);
}

async function runQuietly(engine: Engine, containerId: string, user: string, args: readonly string[]): Promise<void> {
  const command = ["sh", "-c", signalMarked, "sh", ...args];
  try {
    const { stdin, stdout, stderr } = await engine.exec(containerId, { command, user, tty: false, stdin: false });
    stdin.on("error", () => {});
    for (const output of [stdout, stderr]) output?.on("error", () => {}).resume();
  } catch {
    // The container is gone, and the command with it.
  }
}
