import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { TerminalEvent } from "../../src-shared/contract/terminals.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { followTerminal } from "./terminalFollow.ts";
import { AlternateScreen, restoreTerminal, saveTitle } from "./terminalRestore.ts";

const maxWriteBytes = 64 * 1024;

/** Runs a command on a terminal of its own in the session's container; every key goes to it. */
export async function execTty(client: ClauderonClient, session: string, command: readonly string[]): Promise<number> {
  const { stdin, stdout } = process;
  const size = (): { cols: number; rows: number } => ({ cols: stdout.columns || 80, rows: stdout.rows || 24 });
  // With a terminal there is no separate error output, so its events are those of any terminal.
  const events = client.terminals.exec({
    session,
    command: [...command],
    tty: true,
    ...size(),
  }) as EventStream<TerminalEvent>;
  const screen = new AlternateScreen();
  let viewerId = "";
  let typed: Promise<unknown> = Promise.resolve();
  let begun = false;

  const onInput = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length; at += maxWriteBytes) {
      const bytes = new Uint8Array(chunk.subarray(at, at + maxWriteBytes));
      typed = typed.then(() => client.terminals.write({ viewerId, bytes })).catch(() => {});
    }
    // A paste is read no faster than the command takes it.
    stdin.pause();
    typed.finally(() => begun && stdin.resume());
  };
  const onResize = (): void => {
    client.terminals.resize({ viewerId, ...size() }).catch(() => {});
  };
  const onSignal = (): void => events.cancel();
  const restore = (): void => {
    if (!begun) return;
    begun = false;
    stdin.off("data", onInput);
    stdin.pause();
    stdin.setRawMode(false);
    stdout.off("resize", onResize);
    stdout.write(restoreTerminal(screen));
  };
  const begin = (id: string): void => {
    viewerId = id;
    begun = true;
    stdin.setRawMode(true);
    stdout.write(saveTitle);
    stdin.on("data", onInput);
    stdin.resume();
    stdout.on("resize", onResize);
  };

  process.on("exit", restore).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  try {
    const exit = await followTerminal(client, events, { stdout, screen, onOpened: begin });
    if (!exit) throw new AppError("aborted", "The command was left before it ended.");
    return exit.exitCode ?? 1;
  } finally {
    restore();
    process.off("exit", restore).off("SIGTERM", onSignal).off("SIGHUP", onSignal);
  }
}
