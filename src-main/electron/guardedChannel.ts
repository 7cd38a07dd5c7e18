import type { Channel } from "../../src-shared/rpc/channel.ts";
import { AppError, toWireError } from "../../src-shared/rpc/errors.ts";
import { decodeFrame, encodeFrame, type Frame } from "../../src-shared/rpc/frame.ts";

/** A call as a page sent it: not validated. */
export interface PageCall {
  readonly service: string;
  readonly method: string;
  readonly payload: unknown;
}

/**
 * A page's channel behind a question: calls for which `ask` has one reach the core only after a person said yes, outside
 * the page. What passes is encoded again, so that the core reads exactly what was judged here.
 */
export function guardedChannel(channel: Channel, ask: (call: PageCall) => Promise<boolean> | null): Channel {
  return {
    send: (head, tail) => channel.send(head, tail),
    onClose: (listener) => channel.onClose(listener),
    close: () => channel.close(),
    onMessage(listener) {
      channel.onMessage((head, tail) => {
        let frame: Frame;
        try {
          frame = decodeFrame(head, tail);
        } catch {
          channel.close();
          return;
        }
        const pass = (): void => listener(encodeFrame(frame));
        const answer = frame.type === "call" ? ask(frame) : null;
        if (answer === null) return pass();
        answer
          .catch(() => false)
          .then((isYes) => (isYes ? pass() : refuse(channel, frame.id)))
          .catch(() => channel.close());
      });
    },
  };
}

function refuse(channel: Channel, id: number): Promise<void> {
  const error = toWireError(new AppError("aborted", "You said no in the app's own question. Nothing has changed."));
  return channel.send(encodeFrame({ type: "fail", id, error }));
}
