import { join } from "node:path";
import type { Engine } from "../../src-main/core/engine/engine.ts";
import type { TerminalHost } from "../../src-main/core/terminals/terminalHost.ts";

const size = { cols: 80, rows: 24 };
const images = ["clauderon-base:bookworm", "clauderon-base:keep", "clauderon-agent:dev"];
let serial = 0;

/** A container on a terminal of 80x24, attached by the hub and then started, running a shell script. */
export async function startTerminalContainer(
  engine: Engine,
  host: TerminalHost,
  folder: string,
  script: string,
): Promise<{ sessionId: string; containerId: string; snapshotPath: string }> {
  const found = await Promise.all(images.map((image) => engine.image(image)));
  const image = found.find((one) => one !== null)?.id ?? "clauderon-base:bookworm";
  const sessionId = `terminal${process.pid}x${serial++}`;
  const containerId = await engine.create({
    name: `clauderon-test-${sessionId}`,
    image,
    entrypoint: ["/bin/bash", "-c"],
    command: [script],
    env: { TERM: "xterm-256color", LANG: "C.UTF-8" },
    labels: { "com.clauderon.test": "terminals" },
    user: "1000:1000",
    workdir: "/",
    tty: true,
    openStdin: true,
    mounts: [],
    network: { kind: "none" },
    extraHosts: [],
    limits: { cpus: 2, memoryBytes: 512 * 1024 * 1024, pids: 256 },
    readOnlyRoot: false,
    tmpfs: [],
    capabilities: [],
    init: true,
    size,
    logMaxBytes: 1024 * 1024,
  });
  const snapshotPath = join(folder, `${sessionId}.screen`);
  await host.open({ sessionId, containerId, ...size, snapshotPath, resumed: false });
  await engine.start(containerId);
  return { sessionId, containerId, snapshotPath };
}
