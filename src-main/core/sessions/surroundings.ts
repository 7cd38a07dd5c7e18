import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { ContainerSpec } from "../engine/engine.ts";
import { sessionPaths } from "../home.ts";
import { inside, proxyHostName, relayPort } from "./containerPaths.ts";
import type { SessionParts } from "./parts.ts";
import { proxyUrl } from "./proxyUrl.ts";
import { readSecret } from "./secretFile.ts";
import type { SessionRecord } from "./sessionStore.ts";

const maxOutputBytes = 64 * 1024;

export interface SurroundedRun {
  /** For `sh`. What it needs to know comes by `variables`, never by text put into it. */
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Ends it, and the container with it. */
  readonly signal: AbortSignal;
  /** Standard error as it comes; written by the untrusted side. */
  readonly onErrorText?: (text: string) => void;
}

/**
 * Runs a script in a throw-away container in a session's own surroundings: its home, its way to the proxy and no other,
 * its placeholders. Git of this machine never talks to a server for a session, and never opens what came from one. The
 * session's relay must run, and the proxy know the session as running. Programs are those of the agent image: the
 * session's own may be without git, or with one that lies.
 */
export async function runInSurroundings(
  parts: SessionParts,
  record: SessionRecord,
  { script, variables, signal, onErrorText = () => {} }: SurroundedRun,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const { engine } = parts.options;
  signal.throwIfAborted();
  const containerId = await engine.create(await helperSpec(parts, record, script, variables));
  let ending: Promise<void> = Promise.resolve();
  const end = (): void => {
    ending = engine.remove(containerId).catch(() => {});
  };
  signal.addEventListener("abort", end);
  try {
    const { stdout, stderr } = await engine.attachOutput(containerId);
    stderr.setEncoding("utf8").on("data", onErrorText);
    stderr.on("error", () => {});
    const output = readCapped(stdout);
    signal.throwIfAborted();
    await engine.start(containerId);
    const text = await output;
    const exitCode = await engine.wait(containerId).catch(() => -1);
    signal.throwIfAborted();
    return { exitCode, output: text };
  } catch (error) {
    // A container that was removed under its streams fails in a way of its own.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
    // A second removal beside the first would be over before it.
    await ending;
    await engine.remove(containerId);
  }
}

async function helperSpec(
  { options, containers }: SessionParts,
  record: SessionRecord,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<ContainerSpec> {
  const { home, images } = options;
  const { relayId } = record;
  const isLocked = record.network === "locked";
  // Never by a network that nobody has tested.
  if (isLocked && relayId === null) throw new AppError("wrong_state", `The relay of session ${record.name} is gone.`);
  const paths = sessionPaths(home, record.id);
  const { agent } = await images.ensure();
  const url = proxyUrl(record.id, await readSecret(paths), isLocked ? relayPort : options.proxy.port);
  return {
    name: `clauderon.helper.${randomBytes(6).toString("hex")}`,
    image: agent,
    entrypoint: ["sh"],
    command: ["-c", script],
    env: {
      // Without the user's own variables: they are for the agent, and could send git elsewhere.
      ...(await containers.variablesFor({ ...record, env: {} }, url, inside.ca)),
      LC_ALL: "C",
      HOME: "/tmp",
      GIT_PAGER: "cat",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...variables,
    },
    labels: containers.labels(record.id, "check"),
    user: containers.user,
    workdir: "/",
    tty: false,
    openStdin: false,
    mounts: [
      { source: paths.home, target: inside.home, readOnly: false },
      { source: home.caCertificate, target: inside.ca, readOnly: true },
    ],
    network: isLocked && relayId !== null ? { kind: "container", containerId: relayId } : { kind: "bridge" },
    extraHosts: isLocked ? [] : [`${proxyHostName}:host-gateway`],
    limits: record.limits,
    readOnlyRoot: true,
    tmpfs: [{ target: "/tmp", bytes: 64 * 1024 * 1024, executable: false }],
    capabilities: [],
    init: true,
    size: null,
    logMaxBytes: 1024 * 1024,
  };
}

/** Reads to the end, keeps the beginning. */
async function readCapped(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (length < maxOutputBytes) chunks.push(chunk.subarray(0, maxOutputBytes - length));
      length += chunk.length;
    }
  } catch {
    // The container is gone; what it said until then is told.
  }
  return Buffer.concat(chunks).toString("utf8");
}
