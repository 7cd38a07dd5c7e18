import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { trustBundle } from "../certs/trustBundle.ts";
import type { ContainerSpec, Engine } from "../engine/engine.ts";
import type { HomePaths } from "../home.ts";
import { inside } from "./containerPaths.ts";
import { writeShared } from "./homeFiles.ts";

/** Debian's whole bundle has 220 kB. */
const maxBundleBytes = 4 * 1024 * 1024;

/**
 * The authorities that a container of this image trusts: the image's own and ours. The image's are read from a
 * container that is made and never started, so nothing of the image runs. Returns the host path.
 */
export async function provideCaBundle(options: {
  readonly engine: Engine;
  readonly home: HomePaths;
  readonly imageId: string;
  readonly caPem: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
}): Promise<string> {
  const { engine, home, imageId, caPem } = options;
  const path = join(home.caBundles, caBundleName(imageId));
  const cached = await readFile(path, "utf8").catch(() => null);
  // With another authority of ours than now, it is of no use.
  if (cached?.endsWith(`${caPem.trimEnd()}\n`)) return path;
  const containerId = await engine.create(unstarted(imageId, options.name, options.labels));
  try {
    const roots = await engine.readFile(containerId, inside.caBundle, maxBundleBytes);
    await writeShared(path, trustBundle(roots && Buffer.from(roots).toString("utf8"), caPem));
  } finally {
    await engine.remove(containerId);
  }
  return path;
}

export function caBundleName(imageId: string): string {
  return `${imageId.replace(/^sha256:/, "").replace(/[^a-zA-Z0-9]/g, "-")}.pem`;
}

function unstarted(image: string, name: string, labels: Readonly<Record<string, string>>): ContainerSpec {
  return {
    name,
    image,
    entrypoint: ["/never-started"],
    command: [],
    env: {},
    labels,
    user: "65534:65534",
    workdir: "/",
    tty: false,
    openStdin: false,
    mounts: [],
    network: { kind: "none" },
    extraHosts: [],
    limits: { cpus: 1, memoryBytes: 64 * 1024 * 1024, pids: 16 },
    readOnlyRoot: true,
    tmpfs: [],
    capabilities: [],
    init: false,
    size: null,
    logMaxBytes: 1024 * 1024,
  };
}
