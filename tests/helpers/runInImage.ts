import { once } from "node:events";
import type { ContainerSpec, Engine } from "../../src-main/core/engine/engine.ts";

/** Runs a command to its end in a container without network, and removes it. `entrypoint` null keeps the image's. */
export async function runInImage(
  engine: Engine,
  image: string,
  command: readonly string[],
  user = "1000:1000",
  entrypoint: ContainerSpec["entrypoint"] = null,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const id = await engine.create({
    ...{ name: `clauderon-test-${Math.random().toString(36).slice(2)}`, image, entrypoint, command, user },
    ...{ env: { HOME: "/workspace" }, labels: { "com.clauderon.test": "image" }, workdir: "/", mounts: [] },
    ...{ tty: false, openStdin: false, size: null, network: { kind: "none" }, extraHosts: [], tmpfs: [] },
    ...{ limits: { cpus: 2, memoryBytes: 2 ** 31, pids: 256 }, capabilities: [], readOnlyRoot: false, init: true },
    logMaxBytes: 2 ** 20,
  });
  try {
    const { stdout, stderr } = await engine.attachOutput(id);
    const chunks: Buffer[] = [];
    for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ends = Promise.all([stdout, stderr].map((stream) => once(stream, "end")));
    ends.catch(() => {});
    await engine.start(id);
    const exitCode = await engine.wait(id);
    await ends;
    return { exitCode, output: Buffer.concat(chunks).toString() };
  } finally {
    await engine.remove(id);
  }
}
