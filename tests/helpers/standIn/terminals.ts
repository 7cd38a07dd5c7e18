import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";
import type { FakeHandlers } from "../fakeDaemon.ts";
import { Said } from "./said.ts";

/** Terminals that show a fixed screen, echo what is typed, and note it. */
export function terminalHandlers(
  screen: string,
  typed: string[],
  ended: Said<number>,
): NonNullable<FakeHandlers["terminals"]> {
  const viewers = new Map<string, Said<TerminalEvent>>();
  let count = 0;
  async function* show(text: string, size: { cols: number; rows: number }, signal: AbortSignal) {
    const viewerId = `viewer-${++count}`;
    const events = new Said<TerminalEvent>();
    viewers.set(viewerId, events);
    yield { type: "opened" as const, viewerId, cols: size.cols, rows: size.rows };
    yield { type: "snapshot" as const, bytes: Buffer.from(text.replaceAll("\n", "\r\n")) };
    const unheard = ended.listen((exitCode) => events.say({ type: "exit", exitCode }));
    try {
      yield* events.hear(signal);
    } finally {
      unheard();
    }
  }
  return {
    attach: ({ cols, rows }, { signal }) => show(screen, { cols, rows }, signal),
    exec: ({ cols, rows }, { signal }) => show("dev@session:/workspace$ ", { cols, rows }, signal),
    write: ({ viewerId, bytes }) => {
      typed.push(Buffer.from(bytes).toString());
      viewers.get(viewerId)?.say({ type: "data", bytes: Buffer.from(bytes) });
      return null;
    },
    type: ({ bytes }) => {
      typed.push(Buffer.from(bytes).toString());
      for (const viewer of viewers.values()) viewer.say({ type: "data", bytes: Buffer.from(bytes) });
      return null;
    },
    closeInput: () => null,
    resize: ({ viewerId, cols, rows }) => {
      viewers.get(viewerId)?.say({ type: "resized", cols, rows });
      return null;
    },
    ack: () => null,
  };
}
