import { setTimeout as delay } from "node:timers/promises";
import type { SelfTestAttempt } from "../../../../src-shared/model/selfTest.ts";
import type { ContainerSpec, Engine, Mount } from "../../engine/engine.ts";
import { judge, parseProbe, type Strictness } from "./judge.ts";
import type { Trial } from "./trials.ts";

const mebibyte = 1024 * 1024;
const maxOutputBytes = 256 * 1024;
/** The engine may be busy; the probe itself needs a fraction of a second. */
const runLimitMs = 20_000;
/** All attempts run at once; only an answer that does not come takes this long. */
const attemptLimitMs = 1_000;
const proxyLimitMs = 15_000;
const retryMs = 50;

export interface ProbeRun {
  readonly engine: Engine;
  readonly name: string;
  /** The relay's image, which carries the probe. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whose network namespace is tested. */
  readonly joins: string;
  /** What the agent will see of the host, for the attempts at sockets. */
  readonly mounts: readonly Mount[];
  readonly trials: readonly Trial[];
  readonly strictness: Strictness;
}

/**
 * Tries everything from inside the namespace that the agent will share, in a container of ours: as root, and with raw
 * sockets and control over the network, which no agent has, so that passing means more. Asks again while only the proxy
 * is not there yet. Throws where the probe does not come to its end.
 */
export async function runProbe(run: ProbeRun): Promise<SelfTestAttempt[]> {
  const until = Date.now() + proxyLimitMs;
  for (;;) {
    const said = parseProbe(await probeOnce(run));
    if (said === null) throw new Error("The probe did not come to its end.");
    const attempts = judge(run.trials, said, run.strictness);
    const failed = attempts.filter(({ ok }) => !ok);
    const isEarly =
      failed.length > 0 && failed.every(({ outcome, kind }) => kind === "control" && outcome === "nobody there");
    if (!isEarly || Date.now() > until) return attempts;
    await delay(retryMs);
  }
}

async function probeOnce(run: ProbeRun): Promise<string> {
  const { engine } = run;
  await removeOld(run);
  const containerId = await engine.create(probeSpec(run));
  const limit = setTimeout(() => void engine.remove(containerId).catch(() => {}), runLimitMs);
  try {
    const { stdout, stderr } = await engine.attachOutput(containerId);
    const output = readBounded(stdout);
    output.catch(() => {});
    stderr.on("error", () => {}).resume();
    await engine.start(containerId);
    return await output;
  } finally {
    clearTimeout(limit);
    await engine.remove(containerId);
  }
}

/** One that a crash of ours left behind. */
async function removeOld({ engine, name }: ProbeRun): Promise<void> {
  const found = await engine.inspect(name);
  if (found) await engine.remove(found.id);
}

function questions(trials: readonly Trial[]): string {
  const lines = trials.flatMap(({ id, line: [verb, ...rest] }) => (verb ? [[verb, id, ...rest].join(" ")] : []));
  const files = ["file file.devices /proc/net/dev", "file file.routes /proc/net/route"];
  return [`limit ${attemptLimitMs}`, ...lines, ...files].join("\n");
}

async function readBounded(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += chunk.toString("latin1");
    if (text.length > maxOutputBytes) throw new Error("The probe said more than it can.");
  }
  return text;
}

function probeSpec(run: ProbeRun): ContainerSpec {
  return {
    name: run.name,
    image: run.image,
    entrypoint: ["/usr/bin/perl"],
    command: ["/usr/lib/clauderon/probe.pl", questions(run.trials)],
    env: {},
    labels: run.labels,
    user: "0:0",
    workdir: "/",
    tty: false,
    openStdin: false,
    mounts: run.mounts.map((mount) => ({ ...mount, readOnly: true })),
    network: { kind: "container", containerId: run.joins },
    extraHosts: [],
    limits: { cpus: 1, memoryBytes: 64 * mebibyte, pids: 16 },
    readOnlyRoot: true,
    tmpfs: [],
    capabilities: ["NET_RAW", "NET_ADMIN"],
    init: false,
    size: null,
    logMaxBytes: mebibyte,
  };
}
