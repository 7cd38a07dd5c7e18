import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { verifyLog } from "../../../src-main/core/audit/verify.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import type { VerifyResult } from "../../../src-shared/contract/audit.ts";
import { auditHome } from "../../helpers/auditHome.ts";

const program = new URL("../../helpers/auditLoad.ts", import.meta.url).pathname;

interface Said {
  readonly intents: Set<string>;
  readonly records: Set<string>;
  ackedSeq: number;
}

/** Runs the load until it has heard `acks` acknowledgements, kills it with -9, and returns all that it said. */
async function runAndKill(home: HomePaths, segmentBytes: number, acks: number): Promise<Said> {
  const child: ChildProcess = spawn(process.execPath, [program, String(segmentBytes)], {
    env: { ...process.env, CLAUDERON_HOME: home.root },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: Said = { intents: new Set(), records: new Set(), ackedSeq: 0 };
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    const [what, value = ""] = line.split(" ");
    if (what === "intent") said.intents.add(value);
    if (what === "record") said.records.add(value);
    if (what === "acked") {
      said.ackedSeq = Number(value);
      if (++heard === acks) child.kill("SIGKILL");
    }
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return said;
}

async function verify(home: HomePaths): Promise<VerifyResult> {
  let result: VerifyResult | null = null;
  for await (const progress of verifyLog(home)) result = progress.result;
  return result!;
}

describe("an audit writer that is killed in the middle of load", () => {
  it.each([
    ["within one file", 64 * 1024 * 1024, 6],
    ["while it rotates all the time", 12_000, 6],
  ])("loses and tears nothing that was written, %s", async (_where, segmentBytes, rounds) => {
    await using at = auditHome();
    const intents = new Set<string>();
    for (let round = 1; round <= rounds; round++) {
      const said = await runAndKill(at.home, segmentBytes, round);
      for (const id of said.intents) intents.add(id);

      // What was acknowledged is in the log as the crash left it, before anything is repaired.
      const left = at.records();
      expect(left.length).toBeGreaterThanOrEqual(said.ackedSeq);
      const ids = new Set(left.map(({ id }) => id));
      expect([...said.records].filter((id) => !ids.has(id))).toEqual([]);

      await (await AuditWriter.open({ home: at.home, segmentBytes })).close();
      expect(await verify(at.home)).toMatchObject({ ok: true });
      const records = at.records();
      const counted = new Map<string, number>();
      for (const { id } of records) counted.set(id, (counted.get(id) ?? 0) + 1);
      expect([...intents].filter((id) => counted.get(id) !== 1)).toEqual([]);
      const interrupted = records.filter(({ id, error }) => said.intents.has(id) && error === "interrupted");
      expect(interrupted.every(({ id }) => !said.records.has(id))).toBe(true);
      expect(interrupted.length).toBeGreaterThan(0);
    }
  });
});
