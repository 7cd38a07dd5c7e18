import { type ClauderonClient, contract } from "../../src-shared/contract/index.ts";
import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";
import { memoryChannelPair } from "../../src-shared/rpc/channel.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { EnvironmentSecrets } from "../core/credentials/environment.ts";
import { hostCore, prepareHost } from "../hostCore.ts";

type OnProgress = (text: string, fraction: number | null) => void;

export interface AgentRun {
  readonly session: string;
  readonly prompt: string;
  readonly onProgress: OnProgress;
  readonly onText: (text: string) => void;
}

/** The whole core in this process, in the home that its environment names, used as any client uses it. */
export class DemoCore {
  readonly #client: ClauderonClient;
  readonly #close: () => Promise<void>;
  #session: string | null = null;

  static async start(secrets: EnvironmentSecrets): Promise<DemoCore> {
    const prepared = prepareHost({ toStderr: false });
    const core = await hostCore(prepared, { secrets, port: 0 });
    const [near, far] = memoryChannelPair();
    core.serveOn(far, "demo");
    return new DemoCore(connectClient(near, contract), () => prepared.shutdown.run());
  }

  private constructor(client: ClauderonClient, close: () => Promise<void>) {
    this.#client = client;
    this.#close = close;
  }

  async buildImage(onProgress: OnProgress, signal: AbortSignal): Promise<void> {
    for await (const event of until(signal, this.#client.system.buildImage({}))) {
      if (event.type === "progress") onProgress(event.step, event.fraction);
    }
  }

  /** Resolves when the agent has ended well. */
  async runAgent({ session, prompt, onProgress, onText }: AgentRun, signal: AbortSignal): Promise<void> {
    const { sessions } = this.#client;
    this.#session = session;
    // To its end, also when nobody waits any more: what is still being made could not be cleaned up.
    for await (const event of sessions.createWithProgress({ name: session, mode: "print", agent: "claude", prompt })) {
      if (event.type === "step") onProgress(event.step, null);
    }
    const decoder = new TextDecoder();
    for await (const event of until(signal, sessions.output({ session }))) {
      if (event.type !== "exit") onText(decoder.decode(event.bytes, { stream: true }));
      else if (event.exitCode !== 0)
        throw new AppError("internal", `The agent of the demonstration ended with code ${event.exitCode}.`);
    }
  }

  /** The last model request that the session made. */
  async recordOfTurn(session: string): Promise<AuditRecord | null> {
    const { records } = await this.#client.audit.query({ session, where: 'path ~ "/v1/messages*"', limit: 1 });
    return records[0] ?? null;
  }

  async stop(): Promise<void> {
    try {
      if (this.#session) await this.#client.sessions.delete({ session: this.#session, force: true, purge: true });
    } finally {
      await this.#close();
    }
  }
}

/** A stream that a signal ends, by throwing. */
async function* until<E>(signal: AbortSignal, stream: EventStream<E>): AsyncGenerator<E> {
  const cancel = (): void => stream.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    signal.throwIfAborted();
    yield* stream;
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
