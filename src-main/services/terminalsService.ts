import type { terminalsContract } from "../../src-shared/contract/terminals.ts";
import type { CallContext, EventStream, ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { noteRelayedBytes } from "../core/lifecycle/bufferCollector.ts";
import type { TerminalHost } from "../core/terminals/terminalHost.ts";

/** What the terminals need of the sessions. Both throw `session_not_found`. */
export interface TerminalSessions {
  /** By name, id or unique prefix. */
  find(reference: string): { readonly id: string; readonly mode: string };
  /** Makes the last screen of a session that has ended readable. */
  recallTerminal(reference: string): Promise<void>;
  /** Throws `wrong_state` unless the session runs. */
  execTarget(reference: string): { readonly containerId: string; readonly user: string; readonly workdir: string };
}

const maxWriteBytes = 64 * 1024;

export function terminalsService(
  terminals: TerminalHost,
  sessions: TerminalSessions,
): ServiceHandlers<typeof terminalsContract> {
  const interactive = (reference: string): string => {
    const { id, mode } = sessions.find(reference);
    if (mode === "interactive") return id;
    throw new AppError(
      "wrong_state",
      "A print session has no terminal to attach to.",
      "See its output with `clauderon logs`.",
    );
  };
  return {
    async *attach({ session, cols, rows, raw }, context) {
      const id = interactive(session);
      await sessions.recallTerminal(id);
      yield* follow(terminals.attach({ sessionId: id, cols, rows, raw }), context);
    },
    exec({ session, cols, rows, command, tty }, context) {
      const { containerId, user, workdir } = sessions.execTarget(session);
      return follow(terminals.exec({ containerId, user, workdir, command, tty, cols, rows }), context);
    },
    write(input) {
      requireSmall(input.bytes);
      return terminals.write(input);
    },
    type({ session, bytes }) {
      requireSmall(bytes);
      return terminals.type({ sessionId: interactive(session), bytes });
    },
    closeInput: (input) => terminals.closeInput(input),
    resize: (input) => terminals.resize(input),
    ack: (input) => terminals.ack(input),
  };
}

function requireSmall({ length }: Uint8Array): void {
  if (length > maxWriteBytes)
    throw new AppError("usage", "A terminal takes at most 64 KiB a call.", "Send it in pieces.");
}

/** A caller that goes away ends the stream on the thread too, also while no event comes. */
async function* follow<E extends { readonly type: string; readonly bytes?: Uint8Array }>(
  events: EventStream<E>,
  { signal }: CallContext,
): AsyncGenerator<E> {
  const cancel = (): void => events.cancel();
  signal.addEventListener("abort", cancel);
  try {
    for await (const event of events) {
      yield event;
      if ("bytes" in event) noteRelayedBytes(event.bytes.length);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    events.cancel();
  }
}
