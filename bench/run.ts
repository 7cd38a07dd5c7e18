import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createTestCa } from "../tests/helpers/testCa.ts";
import { type Contestant, clauderon, direct, mitmproxy, type Stage, squid } from "./contestants.ts";
import { delayRelay } from "./delayRelay.ts";
import { distantMeasure, type Measure, measures, strangersARun, warmUp } from "./measures.ts";
import { type MemoryFigures, measureMemory } from "./memory.ts";
import { startUpstream } from "./startUpstream.ts";
import { table } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(`usage: ./dev bench [--quick] [--rounds N] [--json] [WORD...]

Measures the built proxy beside squid, mitmproxy and no proxy at all, interleaved in one run, all on loopback. Every
answer proves that the real token was put in. Ratios count: a machine's own speed changes from minute to minute.
With words, only the measures whose name holds one of them, such as "keep-alive", "tunnel" or "memory".
Terminals and the app have benches of their own: node bench/terminals.ts, node bench/app.ts.`);
  process.exit(0);
}
const rounds = values.quick ? 1 : Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("--rounds takes a whole number from 1.");
  process.exit(2);
}
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.some((word) => name.includes(word));
/** Far beyond what a run takes: one that hangs ends all the same. */
const longestMs = 20 * 60_000;
const scale = values.quick ? 0.5 : 1;
const folder = mkdtempSync(join(tmpdir(), "clauderon-bench-"));
const token = `sk-ant-oat01-bench-${randomBytes(16).toString("hex")}`;
const authority = createTestCa();
/** Each contestant sees each of them in one round only. */
const strangers = Array.from({ length: rounds * strangersARun }, (_, n) => `h${n}.bench.example`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Figures of all rounds, by measure and contestant. */
const figures = new Map<Measure, Map<string, number[]>>();

const upstream = startUpstream(authority, token);
const running = new Set<Contestant>();
setTimeout(() => giveUp(`This took longer than ${longestMs / 60_000} minutes.`), longestMs).unref();
process.once("SIGINT", () => giveUp("Interrupted."));
process.once("SIGTERM", () => giveUp("Interrupted."));
try {
  const apiPort = await upstream.port;
  const stage = { folder, authority, apiPort, token, strangers };
  const near = measures.filter(({ name }) => isWanted(name));
  if (near.length > 0) await compete(stage, near);
  if (isWanted(distantMeasure.name)) {
    const relay = await delayRelay(apiPort, 25);
    await compete({ ...stage, apiPort: relay.port }, [distantMeasure]);
    relay.close();
  }
  const memory = isWanted("memory") ? await ownMemory(stage) : null;
  if (values.json) console.log(JSON.stringify({ figures: plain(), memory }, null, 2));
  else console.log(table(figures, memory));
} finally {
  await tidyUp();
}
process.exit(0);

async function tidyUp(): Promise<void> {
  await Promise.all([...running].map((contestant) => contestant.stop()));
  running.clear();
  upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Others' processes do not end with this one by themselves. */
function giveUp(reason: string): void {
  say(reason);
  tidyUp()
    .catch((error: unknown) => console.error(error))
    .finally(() => process.exit(1));
}

async function ownMemory(stage: Stage): Promise<MemoryFigures> {
  say("memory");
  const ours = await clauderon(stage);
  running.add(ours);
  return measureMemory(ours, 1024, values.quick ? 8 : 64);
}

/** Every measure of every contestant in every round, each round beginning with another one. */
async function compete(stage: Stage, list: readonly Measure[]): Promise<void> {
  const contestants: Contestant[] = [direct(stage)];
  for (const start of [clauderon, squid, mitmproxy]) {
    const contestant = await start(stage);
    if (!contestant) {
      say(`${start.name} is not installed and left out: apt-get install squid-openssl mitmproxy`);
      continue;
    }
    contestants.push(contestant);
    running.add(contestant);
  }
  for (const contestant of contestants) {
    say(`warming up ${contestant.name}`);
    await warmUp(contestant, token);
  }
  for (let round = 0; round < rounds; round++) {
    for (const measure of list) {
      for (let turn = 0; turn < contestants.length; turn++) {
        const contestant = contestants[(round + turn) % contestants.length]!;
        if (contestant.pid === null && !measure.withDirect) continue;
        say(`round ${round + 1} of ${rounds}: ${measure.name}: ${contestant.name}`);
        const own = strangers.slice(round * strangersARun, (round + 1) * strangersARun);
        const figure = await measure.run(contestant, { token, scale, strangers: own });
        note(measure, contestant.name, figure);
      }
    }
  }
  for (const contestant of contestants) {
    running.delete(contestant);
    await contestant.stop();
  }
}

function note(measure: Measure, name: string, figure: number): void {
  const byName = figures.get(measure) ?? new Map<string, number[]>();
  figures.set(measure, byName);
  byName.set(name, [...(byName.get(name) ?? []), figure]);
}

function plain(): Record<string, Record<string, number[]>> {
  return Object.fromEntries([...figures].map(([measure, byName]) => [measure.name, Object.fromEntries(byName)]));
}
