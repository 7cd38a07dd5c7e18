import type { Channel } from "./channel.ts";
import type { Client, Contract, EventStream } from "./contract.ts";
import { AppError, type ErrorCode, fromWireError } from "./errors.ts";
import { decodeFrame, encodeFrame, type Frame } from "./frame.ts";

/** Turns a channel into typed methods. Calls in flight fail with `daemon_down` when the channel ends. */
export function connectClient<C extends Contract>(channel: Channel, contract: C): Client<C> {
  const pending = new Map<number, (frame: Frame | null) => void>();
  let nextId = 1;
  let closed = false;

  channel.onMessage((head, tail) => {
    const frame = decodeFrame(head, tail);
    pending.get(frame.id)?.(frame);
  });
  channel.onClose(() => {
    closed = true;
    for (const listener of [...pending.values()]) listener(null);
    pending.clear();
  });

  const send = (frame: Frame): void => {
    channel.send(encodeFrame(frame)).catch(() => channel.close());
  };

  const callMethod = (service: string, method: string, payload: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(lost());
      const id = nextId++;
      pending.set(id, (frame) => {
        pending.delete(id);
        if (frame?.type === "reply") resolve(frame.payload);
        else reject(failure(frame));
      });
      send({ type: "call", id, service, method, payload });
    });

  const openStream = (service: string, method: string, payload: unknown): EventStream<unknown> => {
    const id = nextId++;
    const queue = new EventQueue();
    const finish = (error: AppError | null): void => {
      pending.delete(id);
      queue.finish(error);
    };
    if (closed) finish(lost());
    else {
      pending.set(id, (frame) => {
        if (frame?.type === "event") queue.push(frame.payload);
        else finish(frame?.type === "end" ? null : failure(frame));
      });
      send({ type: "call", id, service, method, payload });
    }
    const cancel = (): void => {
      if (pending.delete(id) && !closed) send({ type: "cancel", id });
      queue.finish(null);
    };
    return { cancel, [Symbol.asyncIterator]: () => queue.iterate(cancel) };
  };

  const client: Record<string, Record<string, unknown>> = {};
  for (const [service, methods] of Object.entries(contract)) {
    const entry: Record<string, unknown> = {};
    for (const [method, spec] of Object.entries(methods)) {
      const invoke = spec.kind === "call" ? callMethod : openStream;
      entry[method] = (payload: unknown) => invoke(service, method, payload);
    }
    client[service] = entry;
  }
  return client as Client<C>;
}

function lost(): AppError {
  return new AppError(
    "daemon_down",
    "The connection to the daemon was lost.",
    "Start it again with `clauderon daemon`.",
  );
}

function failure(frame: Frame | null): AppError {
  if (frame?.type !== "fail") return lost();
  return fromWireError({ ...frame.error, code: frame.error.code as ErrorCode });
}

/** Events that arrived and were not read yet. Bounded by the server, which stops sending to a slow reader. */
class EventQueue {
  readonly #events: unknown[] = [];
  #done: { error: AppError | null } | null = null;
  #wake: (() => void) | null = null;

  push(event: unknown): void {
    if (this.#done) return;
    this.#events.push(event);
    this.#wake?.();
  }

  finish(error: AppError | null): void {
    this.#done ??= { error };
    this.#wake?.();
  }

  async *iterate(cancel: () => void): AsyncGenerator<unknown, void> {
    try {
      while (true) {
        while (this.#events.length > 0) yield this.#events.shift();
        if (this.#done) {
          if (this.#done.error) throw this.#done.error;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      cancel();
    }
  }
}
