import { type IncomingMessage, request } from "node:http";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { EngineConnection } from "../core/engine/connection.ts";
import { engineDown } from "../core/engine/engineErrors.ts";

/** What the engine tells of a container, as far as a secret could be in it. */
export interface Inspected {
  readonly Id: string;
  readonly Config: { readonly Env: readonly string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly Mounts: readonly { readonly Source: string }[];
}

/**
 * The engine's own interface, asked directly: what the demonstration shows of a container must not come from the
 * program that made it.
 */
export class EngineSocket {
  readonly #connection: EngineConnection;

  constructor(connection: EngineConnection) {
    if (connection.socketPath === null) {
      throw new AppError(
        "engine_unsupported",
        `The demonstration looks into its container through the engine's socket, which ${connection.source} has not.`,
        "Run it where the engine is on this machine.",
      );
    }
    this.#connection = connection;
  }

  /** Rejects with `engine_down` when nobody answers. */
  async ping(): Promise<void> {
    try {
      (await this.#ask("GET", "/_ping")).resume();
    } catch (error) {
      throw engineDown((error as NodeJS.ErrnoException).code ?? "no sound answer", this.#connection, error);
    }
  }

  inspect(container: string): Promise<Inspected> {
    return this.#json(`/containers/${container}/json`);
  }

  /** The container's file system as a tar, its mounts aside. */
  export(container: string): Promise<IncomingMessage> {
    return this.#ask("GET", `/containers/${container}/export`);
  }

  /** Removes every container that mounts something below the folder: of one home, whatever state it was left in. */
  async removeOfHome(folder: string): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ label: ["com.clauderon.home"] }));
    const found = await this.#json<Inspected[]>(`/containers/json?all=1&filters=${filters}`);
    const own = found.filter(({ Mounts }) => Mounts.some(({ Source }) => Source.startsWith(`${folder}/`)));
    for (const { Id } of own) (await this.#ask("DELETE", `/containers/${Id}?force=1&v=1`)).resume();
  }

  async #json<T>(path: string): Promise<T> {
    const chunks: Buffer[] = [];
    for await (const chunk of (await this.#ask("GET", path)) as AsyncIterable<Buffer>) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString()) as T;
  }

  #ask(method: string, path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const call = request(
        { socketPath: this.#connection.socketPath ?? undefined, method, path, headers: { host: "engine" } },
        (response) => {
          const status = response.statusCode ?? 0;
          if (status < 300) return resolve(response);
          response.resume();
          reject(new Error(`The engine answered ${status} to ${method} ${path}.`));
        },
      );
      call.once("error", reject);
      call.end();
    });
  }
}
