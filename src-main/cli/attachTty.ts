import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { DetachWatch, defaultDetachKeys, parseDetachKeys } from "./terminalDetach.ts";
import { followTerminal } from "./terminalFollow.ts";
import { AlternateScreen, restoreTerminal, saveTitle } from "./terminalRestore.ts";

export interface AttachOptions {
  /** Name, id or unique prefix. */
  readonly session: string;
  /** Such as `ctrl-p,ctrl-q`, which is the default. */
  readonly detachKeys?: string | undefined;
  /** Passes everything the program writes, also what can act on this terminal. */
  readonly raw?: boolean;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream & { readonly fd: number };
}

export type AttachEnd =
  | { readonly reason: "exit"; readonly exitCode: number | null }
  | { readonly reason: "detach" }
  /** `exitCode` is 128 and the signal's number. */
  | { readonly reason: "signal"; readonly exitCode: number };

/** A beginning of the detach keys that nothing follows was meant for the program. */
const heldKeyMs = 500;
const maxWriteBytes = 64 * 1024;
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Makes this terminal the session's until it exits or the detach keys are typed. However it ends, the terminal is as
 * it was before. Throws `usage` when stdin or stdout is not a terminal, `daemon_down` when the daemon goes away.
 */
export async function attachTty(client: ClauderonClient, options: AttachOptions): Promise<AttachEnd> {
  const { stdin, stdout, session, raw = false } = options;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new AppError(
      "usage",
      "attach needs a terminal on both standard input and standard output.",
      `Without one, use \`clauderon logs ${session}\` or \`clauderon exec ${session} -- CMD\`.`,
    );
  const watch = new DetachWatch(parseDetachKeys(options.detachKeys ?? defaultDetachKeys));
  // A terminal that was never given a size says 0.
  const size = (): { cols: number; rows: number } => ({ cols: stdout.columns || 80, rows: stdout.rows || 24 });
  const events = client.terminals.attach({ session, ...size(), raw });
  const screen = new AlternateScreen();
  let viewerId: string | null = null;
  const outcome: { end: AttachEnd | null } = { end: null };
  let typed: Promise<unknown> = Promise.resolve();
  let held: NodeJS.Timeout | undefined;

  const finish = (reason: AttachEnd): void => {
    outcome.end ??= reason;
    events.cancel();
  };
  const send = (bytes: Uint8Array): void => {
    for (let start = 0; start < bytes.length && viewerId !== null; start += maxWriteBytes) {
      const piece = new Uint8Array(bytes.subarray(start, start + maxWriteBytes));
      const to = viewerId;
      typed = typed.then(() => client.terminals.write({ viewerId: to, bytes: piece })).catch(() => {});
    }
  };
  const onInput = (bytes: Uint8Array): void => {
    clearTimeout(held);
    const { forward, detached } = watch.push(bytes);
    send(forward);
    if (detached) {
      finish({ reason: "detach" });
      return;
    }
    if (watch.holding) held = setTimeout(() => send(watch.release()), heldKeyMs);
    // A paste is read no faster than the program takes it.
    stdin.pause();
    typed.finally(() => outcome.end === null && stdin.resume());
  };
  const onResize = (): void => {
    if (viewerId === null) return;
    client.terminals.resize({ viewerId, ...size() }).catch(() => {});
  };
  // Also the way out of an exception: written at once, since nothing asynchronous happens after `exit`.
  let restored = true;
  const restore = (): void => {
    if (restored) return;
    restored = true;
    try {
      writeSync(stdout.fd, restoreTerminal(screen));
      stdin.setRawMode(false);
    } catch {
      // The terminal itself is gone.
    }
  };
  const onSignal = (name: NodeJS.Signals): void =>
    finish({ reason: "signal", exitCode: signals[name as keyof typeof signals] });

  const begin = (id: string): void => {
    viewerId = id;
    restored = false;
    stdin.setRawMode(true);
    stdout.write(saveTitle);
    stdin.on("data", onInput);
    stdin.resume();
    stdout.on("resize", onResize);
    process.on("exit", restore);
    for (const name of Object.keys(signals)) process.on(name, onSignal);
    // The size may have changed on the way here.
    onResize();
  };

  try {
    const exit = await followTerminal(client, events, { stdout, screen, onOpened: begin });
    if (exit) outcome.end ??= { reason: "exit", exitCode: exit.exitCode };
  } finally {
    clearTimeout(held);
    stdin.off("data", onInput);
    stdin.pause();
    stdout.off("resize", onResize);
    restore();
    process.off("exit", restore);
    for (const name of Object.keys(signals)) process.off(name, onSignal);
  }
  const { end } = outcome;
  if (!end) throw new AppError("daemon_down", "The terminal's stream ended early.", "Attach again.");
  if (end.reason === "detach")
    stdout.write(`\x1b[${stdout.rows};1H\r\nDetached. Come back with: clauderon attach ${session}\r\n`);
  return end;
}
