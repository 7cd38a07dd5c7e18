import type { Channel } from "./channel.ts";
import type { CallContext, Contract, Handlers, MethodSpec } from "./contract.ts";
import { AppError, toWireError } from "./errors.ts";
import { decodeFrame, type Frame, splitFrame } from "./frame.ts";

export interface ServeOptions {
  /** Name of the caller for logs. */
  readonly caller: string;
  /** Hears every failure that is not an AppError: those are bugs. */
  readonly onBug?: (error: unknown, where: string) => void;
}

type AnyHandler = (input: unknown, context: CallContext) => unknown;

/**
 * Answers a contract's methods on one channel until it closes. Inputs are validated before a handler sees them;
 * every running handler hears of the channel's end through its signal. The `bytes` of an event or answer are given
 * away: the carrier may take their memory.
 */
export function serve<C extends Contract>(
  channel: Channel,
  contract: C,
  handlers: Handlers<C>,
  options: ServeOptions,
): void {
  const running = new Map<number, AbortController>();

  const send = (frame: Frame): Promise<void> => {
    const { head, tail } = splitFrame(frame);
    return channel.send(head, tail);
  };

  const run = async (frame: Extract<Frame, { type: "call" }>, controller: AbortController): Promise<void> => {
    const where = `${frame.service}.${frame.method}`;
    const context: CallContext = { caller: options.caller, signal: controller.signal };
    try {
      const spec = lookUp(contract, frame.service, frame.method);
      const handler = lookUpHandler(handlers, frame.service, frame.method);
      const input = validate(spec, frame.payload, where);
      if (spec.kind === "call") {
        const value = await handler(input, context);
        await send({ type: "reply", id: frame.id, payload: value ?? null });
        return;
      }
      for await (const event of handler(input, context) as AsyncIterable<unknown>) {
        if (controller.signal.aborted) break;
        await send({ type: "event", id: frame.id, payload: event });
      }
      await send({ type: "end", id: frame.id });
    } catch (error) {
      if (!(error instanceof AppError)) options.onBug?.(error, where);
      await send({ type: "fail", id: frame.id, error: toWireError(error) });
    } finally {
      running.delete(frame.id);
    }
  };

  channel.onMessage((head, tail) => {
    let frame: Frame;
    try {
      frame = decodeFrame(head, tail);
    } catch {
      channel.close();
      return;
    }
    if (frame.type === "cancel") {
      running.get(frame.id)?.abort();
      return;
    }
    if (frame.type !== "call" || running.has(frame.id)) {
      channel.close();
      return;
    }
    const controller = new AbortController();
    running.set(frame.id, controller);
    run(frame, controller).catch((error: unknown) => options.onBug?.(error, "rpc"));
  });

  channel.onClose(() => {
    for (const controller of running.values()) controller.abort();
  });
}

function lookUp(contract: Contract, service: string, method: string): MethodSpec {
  const spec = Object.hasOwn(contract, service) ? contract[service] : undefined;
  const found = spec && Object.hasOwn(spec, method) ? spec[method] : undefined;
  if (!found)
    throw new AppError("usage", `There is no method ${service}.${method}.`, "Update the older of client and daemon.");
  return found;
}

function lookUpHandler(handlers: object, service: string, method: string): AnyHandler {
  const table = handlers as Record<string, Record<string, AnyHandler>>;
  return table[service]![method]!.bind(table[service]);
}

function validate(spec: MethodSpec, payload: unknown, where: string): unknown {
  const result = spec.input.safeParse(payload);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join(".") || "input";
  throw new AppError("usage", `${where}: ${path}: ${issue?.message ?? "invalid"}.`);
}
