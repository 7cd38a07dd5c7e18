import type { WriteStream } from "node:tty";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { TerminalEvent } from "../../src-shared/contract/terminals.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";
import { type AlternateScreen, prepareForSnapshot } from "./terminalRestore.ts";

/** The hub lets a viewer have 1 MiB unshown; telling it every 64 KiB keeps the output flowing. */
const ackEveryBytes = 64 * 1024;
const ackIdleMs = 20;

/** Shows a terminal's events until it exits; null when the stream was ended before. */
export async function followTerminal(
  client: ClauderonClient,
  events: EventStream<TerminalEvent>,
  { stdout, screen, onOpened }: { stdout: WriteStream; screen: AlternateScreen; onOpened: (viewerId: string) => void },
): Promise<{ readonly exitCode: number | null } | null> {
  let viewerId = "";
  let shown = 0;
  let first = true;
  let timer: NodeJS.Timeout | undefined;

  const ack = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (shown > 0) client.terminals.ack({ viewerId, bytesShown: shown }).catch(() => {});
    shown = 0;
  };
  const show = async (bytes: Uint8Array): Promise<void> => {
    screen.see(bytes);
    if (!stdout.write(bytes)) await drained(stdout);
    shown += bytes.length;
    if (shown >= ackEveryBytes) ack();
    else timer ??= setTimeout(ack, ackIdleMs);
  };

  try {
    for await (const event of events) {
      if (event.type === "opened") {
        viewerId = event.viewerId;
        onOpened(viewerId);
      } else if (event.type === "snapshot") {
        stdout.write(prepareForSnapshot(screen, { rows: stdout.rows, first }));
        screen.onAlternate = false;
        first = false;
        await show(event.bytes);
      } else if (event.type === "data") await show(event.bytes);
      else if (event.type === "exit") return { exitCode: event.exitCode };
    }
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves also when the terminal goes away: the stream's end then ends the loop. */
function drained(stdout: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdout.off("drain", done);
      stdout.off("close", done);
      stdout.off("error", done);
      resolve();
    };
    stdout.once("drain", done).once("close", done).once("error", done);
  });
}
