import type { Client } from "../../../src-shared/rpc/contract.ts";
import type { EngineConnection } from "../engine/connection.ts";
import type { Log } from "../lifecycle/log.ts";
import { startThread, type Thread } from "../lifecycle/thread.ts";
import { terminalThreadContract } from "./threadContract.ts";

type TerminalContract = typeof terminalThreadContract;
type HubClient = Client<TerminalContract>["hub"];
type OpenInput = Parameters<HubClient["open"]>[0];

/** The terminals as the core uses them: the hub's calls, on whichever thread serves them now. */
export interface TerminalHost extends HubClient {}

const restartPauseMs = 500;

/**
 * The thread that holds the terminals, started with the first of them. Should it crash, a new one attaches again to
 * every container from the last saved screens; viewers lose their streams and attach anew.
 */
export function startTerminals(connection: EngineConnection, log: Log): TerminalHost {
  const opened = new Map<string, OpenInput>();
  let closing = false;
  /** Null until the first terminal: a daemon without sessions spares the thread's memory. */
  let thread: Thread<TerminalContract> | null = null;

  const hub = (): HubClient => {
    thread ??= start();
    return thread.client.hub;
  };

  function start(): Thread<TerminalContract> {
    const source = new URL("./terminalThread.ts", import.meta.url);
    const started = startThread("terminalThread", source, terminalThreadContract, { engine: connection });
    started.ended.then(
      (error) => {
        if (closing) return;
        log.error({ error: error.message }, "The terminals' thread ended and is started again.");
        setTimeout(() => void restart(), restartPauseMs);
      },
      log.error.bind(log, {}),
    );
    return started;
  }

  async function restart(): Promise<void> {
    if (closing) return;
    thread = start();
    for (const input of opened.values())
      await hub()
        .open({ ...input, resumed: true })
        .catch((error: Error) => {
          log.warn({ session: input.sessionId, error: error.message }, "A terminal could not be attached again.");
        });
  }

  return {
    async open(input) {
      opened.set(input.sessionId, input);
      try {
        return await hub().open(input);
      } catch (error) {
        opened.delete(input.sessionId);
        throw error;
      }
    },
    ended(input) {
      opened.delete(input.sessionId);
      return hub().ended(input);
    },
    async forget(input) {
      opened.delete(input.sessionId);
      return thread === null ? null : hub().forget(input);
    },
    recall: (input) => hub().recall(input),
    text: (input) => hub().text(input),
    attach: (input) => hub().attach(input),
    exec: (input) => hub().exec(input),
    write: (input) => hub().write(input),
    type: (input) => hub().type(input),
    closeInput: (input) => hub().closeInput(input),
    resize: (input) => hub().resize(input),
    ack: (input) => hub().ack(input),
    async close(input) {
      closing = true;
      await thread?.client.hub.close(input).catch(() => null);
      await thread?.terminate();
      return null;
    },
  };
}
