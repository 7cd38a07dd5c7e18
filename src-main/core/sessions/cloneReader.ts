import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { Repository } from "../../../src-shared/model/session.ts";
import type { ContainerSpec, Engine } from "../engine/engine.ts";
import type { SessionPaths } from "../home.ts";
import { inside } from "./containerPaths.ts";
import type { Owner } from "./ports.ts";

const timeLimitMs = 60_000;
const maxOutputBytes = 1024 * 1024;

export interface CloneToRead {
  readonly engine: Engine;
  readonly paths: SessionPaths;
  readonly repository: Repository;
  readonly owner: Owner;
  /** An image with git and sh. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
}

/**
 * What a script of git commands says in a session's clone. The clone's configuration can make git run anything, so it
 * runs in a throw-away container without network that sees the home read-only. Null where it failed, took too long, or
 * said more than anybody asked for.
 */
export async function readClone(
  clone: CloneToRead,
  script: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Buffer | null> {
  const { engine } = clone;
  const containerId = await engine.create(readerSpec(clone, script, variables));
  const timer = setTimeout(() => {
    void engine.remove(containerId).catch(() => {});
  }, clone.timeLimitMs ?? timeLimitMs);
  try {
    const { stdout, stderr } = await engine.attachOutput(containerId);
    stderr.resume();
    stderr.on("error", () => {});
    const output = readBounded(stdout);
    await engine.start(containerId);
    const bytes = await output;
    const code = bytes === null ? -1 : await engine.wait(containerId).catch(() => -1);
    return code === 0 ? bytes : null;
  } finally {
    clearTimeout(timer);
    await engine.remove(containerId);
  }
}

function readerSpec(
  { repository, owner, image, labels, paths }: CloneToRead,
  script: readonly string[],
  variables: Readonly<Record<string, string>>,
): ContainerSpec {
  const settings: [string, string][] = [
    ["safe.directory", "*"],
    ["core.fsmonitor", "false"],
    ["core.hooksPath", "/dev/null"],
    ["log.showSignature", "false"],
    ["core.quotePath", "false"],
  ];
  return {
    name: `clauderon.check.${randomBytes(6).toString("hex")}`,
    image,
    entrypoint: ["sh"],
    command: ["-c", ["set -e", 'cd -- "$CLONE"', ...script].join("\n")],
    env: {
      HOME: "/tmp",
      LC_ALL: "C.UTF-8",
      CLONE: posix.join(inside.home, repository.name),
      BASE: repository.base,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_PAGER: "cat",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(settings.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
      ...Object.fromEntries(settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
      ...variables,
    },
    labels,
    user: `${owner.uid}:${owner.gid}`,
    // The engine makes a missing working directory, and fails at a link in its place.
    workdir: "/",
    tty: false,
    openStdin: false,
    // The whole home: a link that the agent put in the clone's place must be followed inside, not by the engine.
    mounts: [{ source: paths.home, target: inside.home, readOnly: true }],
    network: { kind: "none" },
    extraHosts: [],
    limits: { cpus: 1, memoryBytes: 1024 ** 3, pids: 128 },
    readOnlyRoot: true,
    tmpfs: [{ target: "/tmp", bytes: 64 * 1024 * 1024, executable: false }],
    capabilities: [],
    init: true,
    size: null,
    logMaxBytes: 1024 * 1024,
  };
}

/** Null where there was more than a report can need, or the stream broke. */
async function readBounded(stream: Readable): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > maxOutputBytes) return null;
    }
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}
