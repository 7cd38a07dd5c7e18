import { type IncomingMessage, request } from "node:http";

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
  readonly #path: string;

  constructor(path: string = process.env.DOCKER_HOST?.replace(/^unix:\/\//, "") ?? "/var/run/docker.sock") {
    this.#path = path;
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
      const call = request({ socketPath: this.#path, method, path, headers: { host: "engine" } }, (response) => {
        const status = response.statusCode ?? 0;
        if (status < 300) return resolve(response);
        response.resume();
        reject(new Error(`The engine answered ${status} to ${method} ${path}.`));
      });
      call.once("error", reject);
      call.end();
    });
  }
}
