import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A socket of its own in front of the real container engine, so that a test can take the engine away. */
export class EngineRelay {
  readonly #folder = mkdtempSync(join(tmpdir(), "cld-engine-"));
  readonly #path = join(this.#folder, "docker.sock");
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${this.#path}`;
  }

  async start(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = createConnection({ path: "/var/run/docker.sock", allowHalfOpen: true });
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.once("close", () => this.#sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  /** As when the engine ends: connections break, and nobody listens. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
