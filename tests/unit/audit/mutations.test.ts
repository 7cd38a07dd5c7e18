import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { canonicalJson } from "../../../src-main/core/audit/canonicalJson.ts";
import { chainEntry } from "../../../src-main/core/audit/chain.ts";
import { listSegments } from "../../../src-main/core/audit/segments.ts";
import type { FaultKind } from "../../../src-shared/contract/audit.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { type AuditHome, auditHome } from "../../helpers/auditHome.ts";
import { fc } from "../../helpers/property.ts";
import { verifyHome } from "../../helpers/verifyHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const script = new URL("../../../docs/verify-audit.mjs", import.meta.url).pathname;

/** A pruned log of several segments, a live file and a checkpoint for each; and its files as they were. */
let at: AuditHome;
let logFiles: string[];
let sound: Map<string, Buffer>;

beforeAll(async () => {
  at = auditHome();
  for (let start = 0; start < 3; start++) {
    await writeAuditLog(
      at.home,
      Array.from({ length: 10 }, () => ({})),
      6_000,
    );
  }
  const writer = await AuditWriter.open({ home: at.home, segmentBytes: 6_000 });
  await writer.prune(4);
  await writer.close();
  logFiles = [...listSegments(at.home).map(({ path }) => path), at.home.auditLog];
  const files = readdirSync(at.home.auditSegments).map((name) => join(at.home.auditSegments, name));
  sound = new Map([...files, at.home.auditLog].map((path) => [path, readFileSync(path)]));
});
afterAll(() => at[Symbol.asyncDispose]());

function restore(): void {
  for (const name of readdirSync(at.home.auditSegments)) {
    const path = join(at.home.auditSegments, name);
    if (!sound.has(path)) rmSync(path);
  }
  for (const [path, bytes] of sound) writeFileSync(path, bytes);
}

const linesOf = (path: string): string[] => sound.get(path)!.toString("utf8").trimEnd().split("\n");
const write = (path: string, lines: readonly string[]): void =>
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));

/** Lines of the whole log, and how to put others in their place, file by file. */
function logLines(): string[] {
  return logFiles.flatMap(linesOf);
}

function writeLog(lines: readonly string[]): void {
  let from = 0;
  for (const path of logFiles) {
    const length = path === at.home.auditLog ? lines.length - from : linesOf(path).length;
    write(path, lines.slice(from, from + length));
    from += length;
  }
}

/** What is done to the files, and the names that fit it. */
interface Mutation {
  readonly what: string;
  readonly names: readonly FaultKind[];
  readonly act: () => void;
}

/** Numbers from 0 to 1 pick the place, so that every mutation fits whatever the log holds. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const pick = (share: number, length: number): number => Math.min(length - 1, Math.floor(share * length));
const other = (index: number, share: number, length: number): number => (index + 1 + pick(share, length - 1)) % length;

function flip(path: string, share: number, mask: number): void {
  const bytes = Buffer.from(sound.get(path)!);
  bytes[pick(share, bytes.length)]! ^= mask;
  writeFileSync(path, bytes);
}

function swap(lines: readonly string[], first: number, second: number): string[] {
  return lines.with(first, lines[second]!).with(second, lines[first]!);
}

function rewriteFrom(index: number): void {
  const lines = logLines();
  let previous = (JSON.parse(lines[index]!) as AuditRecord).prev_hash;
  for (let at_ = index; at_ < lines.length; at_++) {
    const record = JSON.parse(lines[at_]!) as AuditRecord;
    const changed = at_ === index ? { ...record, decision: "deny" as const } : record;
    const { line, hash } = chainEntry(changed, record.seq, previous);
    lines[at_] = line.trimEnd();
    previous = hash;
  }
  writeLog(lines);
}

function resign(index: number, change: object): void {
  const { privateKey } = generateKeyPairSync("ed25519");
  const lines = linesOf(at.home.auditCheckpoints);
  const { signature: _, ...rest } = { ...JSON.parse(lines[index]!), ...change };
  const signature = sign(null, Buffer.from(canonicalJson(rest)), privateKey).toString("base64");
  write(at.home.auditCheckpoints, lines.with(index, canonicalJson({ ...rest, signature })));
}

const mutations: fc.Arbitrary<Mutation> = fc
  .tuple(place, place, fc.integer({ min: 1, max: 255 }), fc.nat(14))
  .map(([first, second, mask, kind]): Mutation => {
    const { auditCheckpoints: signed, auditLog, auditSegments } = at.home;
    const log = logLines();
    const marks = linesOf(signed);
    const file = logFiles[pick(second, logFiles.length)]!;
    const line = pick(first, log.length);
    const mark = pick(first, marks.length);
    const endOr = (isLast: boolean, name: FaultKind): FaultKind[] => [isLast ? "truncated" : name];
    const all: Mutation[] = [
      { what: `byte of ${file}`, names: ["edited", "torn", "gap", "truncated"], act: () => flip(file, first, mask) },
      {
        what: `record ${line} removed`,
        names: endOr(line === log.length - 1, "gap"),
        act: () => writeLog(log.toSpliced(line, 1)),
      },
      {
        what: `record ${line} swapped`,
        names: ["reordered"],
        act: () => writeLog(swap(log, line, other(line, second, log.length))),
      },
      {
        what: `record ${line} copied to a later place`,
        names: ["replayed"],
        act: () => writeLog(log.toSpliced(line + 1 + pick(second, log.length - line), 0, log[line]!)),
      },
      { what: `rewritten from ${line} on`, names: ["forked"], act: () => rewriteFrom(line) },
      {
        what: "end cut off",
        names: ["truncated", "torn"],
        act: () => writeFileSync(auditLog, sound.get(auditLog)!.subarray(0, pick(first, sound.get(auditLog)!.length))),
      },
      { what: `${file} removed`, names: endOr(file === auditLog, "gap"), act: () => rmSync(file) },
      {
        what: `${file} copied in as a segment`,
        names: ["replayed"],
        act: () => {
          const last = listSegments(at.home).at(-1)!.lastSeq;
          writeFileSync(join(auditSegments, `${last + 1}-${last + 9}.jsonl`), sound.get(logFiles[0]!)!);
        },
      },
      { what: "byte of the checkpoints", names: ["bad_signature", "torn"], act: () => flip(signed, first, mask) },
      {
        what: `checkpoint ${mark} removed`,
        names: endOr(mark === marks.length - 1, "gap"),
        act: () => write(signed, marks.toSpliced(mark, 1)),
      },
      {
        what: `checkpoint ${mark} swapped`,
        names: ["reordered"],
        act: () => write(signed, swap(marks, mark, other(mark, second, marks.length))),
      },
      {
        what: `checkpoint ${mark} copied to a later place`,
        names: ["replayed"],
        act: () => write(signed, marks.toSpliced(mark + 1 + pick(second, marks.length - mark), 0, marks[mark]!)),
      },
      { what: `checkpoint ${mark} signed by another`, names: ["bad_signature"], act: () => resign(mark, {}) },
      {
        what: `checkpoint ${mark} about another record, signed by another`,
        names: ["bad_signature"],
        act: () => resign(mark, { seq: 1 + line, hash: "1".repeat(64) }),
      },
      {
        what: "end of the checkpoints cut off",
        names: ["truncated", "torn"],
        act: () => writeFileSync(signed, sound.get(signed)!.subarray(0, pick(first, sound.get(signed)!.length))),
      },
    ];
    return all[kind]!;
  });

describe("any one change to the log or its checkpoints", () => {
  it("is found, and named", async () => {
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 27, prunedTo: 3 });
    expect(linesOf(at.home.auditCheckpoints).length).toBeGreaterThan(5);
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(mutations, async ({ what, names, act }) => {
        act();
        const { ok, kind, brokenSeq, brokenCheckpoint, message } = await verifyHome(at.home);
        restore();
        expect({ what, ok, named: names.includes(kind!) ? "rightly" : kind, message }).toMatchObject({
          ok: false,
          named: "rightly",
        });
        expect(brokenSeq !== null || brokenCheckpoint !== null).toBe(true);
        seen.add(kind!);
      }),
      { numRuns: 400 },
    );
    expect(await verifyHome(at.home)).toMatchObject({ ok: true });
    const all: FaultKind[] = ["edited", "reordered", "replayed", "gap", "truncated", "torn", "forked", "bad_signature"];
    expect([...seen].toSorted()).toEqual(all.toSorted());
  }, 400_000);

  it("is found by the verifier of the documentation too", async () => {
    const verify = () => spawnSync(process.execPath, [script, at.home.root], { encoding: "utf8" });
    expect(verify()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^27 records are complete/) });
    await fc.assert(
      fc.property(mutations, ({ act }) => {
        act();
        const { status, stdout } = verify();
        restore();
        expect(status).toBe(1);
        expect(stdout).toMatch(/^(Record #|Checkpoint )\d+ /);
      }),
      { numRuns: 40 },
    );
    expect(verify().status).toBe(0);
  }, 400_000);
});
