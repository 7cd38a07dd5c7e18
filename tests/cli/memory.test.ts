import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Contestant, clauderon, strangerHosts } from "../../bench/contestants.ts";
import { type MemoryFigures, measureMemory } from "../../bench/memory.ts";
import { apiHost } from "../../bench/tunnel.ts";
import { createTestCa } from "../helpers/testCa.ts";

let folder: string;
let daemon: Contestant;
let figures: MemoryFigures;
let stopUpstream: () => void;

// The slow reader gets 8 MiB here; `./dev bench` takes the whole minute that 64 MiB need.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-memory-"));
  const authority = createTestCa();
  const { key, cert } = authority.issue(apiHost, strangerHosts);
  const token = "sk-ant-oat01-memory-test";
  const script = new URL("../../bench/upstream.ts", import.meta.url).pathname;
  const fold = (pem: string): string => pem.replaceAll("\n", "|");
  const upstream = spawn(process.execPath, [script, fold(key), fold(cert), token], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  stopUpstream = () => upstream.stdin.end();
  const [port] = (await once(createInterface({ input: upstream.stdout }), "line")) as [string];
  daemon = await clauderon({ folder, authority, apiPort: Number(port), token, strangers: [] });
  figures = await measureMemory(daemon, 1024, 8);
}, 600_000);
afterAll(async () => {
  await daemon?.stop();
  stopUpstream?.();
  rmSync(folder, { recursive: true, force: true });
});

describe("the daemon's memory", () => {
  it("is under 150 MiB while nothing happens", () => {
    expect(figures.idleMiB).toBeLessThan(150);
  });

  it("grows by less than 64 MiB in a download of one GiB at full speed", () => {
    expect(figures.fastGrowthMiB).toBeLessThan(64);
  });

  it("grows by less than 64 MiB while a reader takes one MiB a second", () => {
    expect(figures.slowGrowthMiB).toBeLessThan(64);
  });
});
