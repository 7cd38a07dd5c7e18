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
 * Starts the thread that holds the terminals. Should it crash, a new one attaches again to every container from the
 * last saved screens; viewers lose their streams and attach anew.
 */
export function startTerminals(connection: EngineConnection, log: Log): TerminalHost {
  const opened = new Map<string, OpenInput>();
  let closing = false;
  let thread = start();

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
      await thread.client.hub.open({ ...input, resumed: true }).catch((error: Error) => {
        log.warn({ session: input.sessionId, error: error.message }, "A terminal could not be attached again.");
      });
  }

  return {
    async open(input) {
      opened.set(input.sessionId, input);
      try {
        return await thread.client.hub.open(input);
      } catch (error) {
        opened.delete(input.sessionId);
        throw error;
      }
    },
    ended(input) {
      opened.delete(input.sessionId);
      return thread.client.hub.ended(input);
    },
    forget(input) {
      opened.delete(input.sessionId);
      return thread.client.hub.forget(input);
    },
    text: (input) => thread.client.hub.text(input),
    attach: (input) => thread.client.hub.attach(input),
    exec: (input) => thread.client.hub.exec(input),
    write: (input) => thread.client.hub.write(input),
    closeInput: (input) => thread.client.hub.closeInput(input),
    resize: (input) => thread.client.hub.resize(input),
    ack: (input) => thread.client.hub.ack(input),
    async close(input) {
      closing = true;
      await thread.client.hub.close(input).catch(() => null);
      await thread.terminate();
      return null;
    },
  };
}
