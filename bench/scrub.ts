import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestCa } from "../tests/helpers/testCa.ts";
import { type Contestant, clauderon, unsearchedHost } from "./contestants.ts";
import { cpuSeconds } from "./processes.ts";
import { startUpstream } from "./startUpstream.ts";
import { placeholder, Tunnel } from "./tunnel.ts";

/*
 * What it costs to search answers for secrets: event streams and downloads through one and the same daemon, from a host
 * that has a credential and from one that has none, in turn. node bench/scrub.ts [ROUNDS], after a build.
 */
const rounds = Number(process.argv[2] ?? 9);
const downloadBytes = 128 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), "clauderon-bench-"));
const token = `sk-ant-oat01-bench-${randomBytes(40).toString("base64url")}`;
const authority = createTestCa();
const upstream = startUpstream(authority, token);
let ours: Contestant | null = null;
try {
  ours = await clauderon({ folder, authority, apiPort: await upstream.port, token, strangers: [] });
  await compare("CPU per event that comes by itself, us", ours, (open) => eventStreams(open, 48, "/events", 150));
  await compare("CPU per event of a flood, us", ours, (open) => eventStreams(open, 8, "/stream", 6_000));
  await compare("CPU per MiB of a download, us", ours, download);
} finally {
  await ours?.stop();
  upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(
  name: string,
  { pid, way }: Contestant,
  work: (open: () => Promise<Tunnel>) => Promise<number>,
): Promise<void> {
  const searched = (): Promise<Tunnel> => Tunnel.open(way, placeholder);
  // No credential is known there, so the client brings the one that the API wants to see.
  const unsearched = (): Promise<Tunnel> => Tunnel.open(way, token, unsearchedHost);
  const cost = async (open: () => Promise<Tunnel>): Promise<number> => {
    const before = cpuSeconds(pid!);
    const count = await work(open);
    return ((cpuSeconds(pid!) - before) / count) * 1e6;
  };
  for (const open of [searched, unsearched]) await cost(open);
  const figures: { with: number; without: number; ratio: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whichever is first finds another machine than the second, so they change places.
    const first = await cost(round % 2 ? searched : unsearched);
    const second = await cost(round % 2 ? unsearched : searched);
    const [own, other] = round % 2 ? [first, second] : [second, first];
    figures.push({ with: own, without: other, ratio: own / other });
  }
  const median = (key: "with" | "without" | "ratio"): number =>
    figures.map((it) => it[key]).toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!;
  console.log(
    `${name}: searched ${median("with").toFixed(2)}, not ${median("without").toFixed(2)}, ratio ${median("ratio").toFixed(3)}`,
  );
}

async function eventStreams(
  open: () => Promise<Tunnel>,
  streams: number,
  path: string,
  eventsAStream: number,
): Promise<number> {
  const tunnels = await Promise.all(Array.from({ length: streams }, open));
  await Promise.all(tunnels.map((tunnel) => tunnel.get(`${path}/${eventsAStream}`)));
  for (const tunnel of tunnels) tunnel.close();
  return streams * eventsAStream;
}

async function download(open: () => Promise<Tunnel>): Promise<number> {
  const tunnel = await open();
  await tunnel.get(`/bytes/${downloadBytes}`);
  tunnel.close();
  return downloadBytes / (1024 * 1024);
}
