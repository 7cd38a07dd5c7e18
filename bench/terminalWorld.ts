import type { Duplex } from "node:stream";
import { resolveEngineConnection } from "../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../src-main/core/engine/dockerEngine.ts";
import type { Engine } from "../src-main/core/engine/engine.ts";
import { assetsFolder, readRecipes } from "../src-main/core/images/recipe.ts";
import type { ClauderonClient } from "../src-shared/contract/index.ts";

const size = { cols: 120, rows: 40 };
const label = "com.clauderon.test";
let serial = 0;

/** A program's terminal as one side of a comparison reaches it. */
export interface Line {
  type(text: string): void;
  /** Called with all that the program writes; of the hub's, also with pictures. */
  onOutput: (bytes: Uint8Array) => void;
  /** Times that a picture took the place of output. */
  pictures(): number;
  close(): void;
}

/** The engine's own attach, read by a client that does nothing else. */
export class BareTerminals {
  readonly engine: Engine = createDockerEngine(resolveEngineConnection(process.env));
  readonly #containers: string[] = [];

  /** Runs a script in the image, the user and the limits of a session. */
  async run(script: string, ready: string): Promise<Line> {
    const { tag } = readRecipes(assetsFolder(), process.arch).agent;
    const image = await this.engine.image(tag);
    if (!image) throw new Error(`${tag} is not built: run \`clauderon image build\``);
    const containerId = await this.engine.create({
      ...{ name: `clauderon-bench-${process.pid}-${serial++}`, image: image.id },
      ...{ entrypoint: ["/bin/sh", "-c"], command: [script], env: { TERM: "xterm-256color" } },
      ...{ labels: { [label]: "bench" }, user: "1000:1000", workdir: "/", tty: true, openStdin: true, mounts: [] },
      ...{ network: { kind: "none" as const }, extraHosts: [], readOnlyRoot: false, tmpfs: [], capabilities: [] },
      ...{ limits: { cpus: 2, memoryBytes: 4 * 1024 ** 3, pids: 1024 }, init: true, size },
      logMaxBytes: 10 * 1024 * 1024,
    });
    this.#containers.push(containerId);
    const stream: Duplex = await this.engine.attachTerminal(containerId);
    const line: Line = {
      type: (text) => void stream.write(text),
      onOutput: () => {},
      pictures: () => 0,
      close: () => void stream.destroy(),
    };
    stream.on("data", (bytes: Uint8Array) => line.onOutput(bytes));
    stream.on("error", () => {});
    const isReady = until(line, ready);
    await this.engine.start(containerId);
    await isReady;
    return line;
  }

  async dispose(): Promise<void> {
    for (const id of this.#containers) await this.engine.remove(id);
  }
}

/** A session that runs a script, watched by a client on the daemon's socket that shows everything at once. */
export async function hubTerminal(client: ClauderonClient, name: string, script: string, ready: string): Promise<Line> {
  await client.sessions.create({ name, agent: "shell", prompt: script, ...size });
  const events = client.terminals.attach({ session: name, ...size });
  let viewerId = "";
  let pictures = 0;
  const line: Line = {
    // What is not taken is missing from the echo; the daemon may end before the last answer.
    type: (text) => void client.terminals.write({ viewerId, bytes: new TextEncoder().encode(text) }).catch(() => {}),
    onOutput: () => {},
    pictures: () => pictures,
    close: () => events.cancel(),
  };
  const isReady = until(line, ready);
  await new Promise<void>((resolve, reject) => {
    const read = async (): Promise<void> => {
      for await (const event of events) {
        if (event.type === "opened") {
          viewerId = event.viewerId;
          resolve();
        } else if (event.type === "snapshot" || event.type === "data") {
          if (event.type === "snapshot") pictures++;
          line.onOutput(event.bytes);
          client.terminals.ack({ viewerId, bytesShown: event.bytes.length }).catch(() => {});
        }
      }
    };
    read().catch(reject);
  });
  await isReady;
  return line;
}

/** Resolves when the program wrote `text`. */
export function until(line: Line, text: string): Promise<void> {
  const needle = Buffer.from(text);
  return new Promise((resolve) => {
    let tail = Buffer.alloc(0);
    line.onOutput = (bytes) => {
      const end = Buffer.concat([tail, bytes.subarray(Math.max(0, bytes.length - 64 * 1024))]);
      if (end.includes(needle)) {
        line.onOutput = () => {};
        resolve();
      }
      tail = Buffer.from(end.subarray(Math.max(0, end.length - needle.length)));
    };
  });
}
