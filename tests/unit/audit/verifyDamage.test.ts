import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chainEntry } from "../../../src-main/core/audit/chain.ts";
import { isSegmentName } from "../../../src-main/core/audit/segments.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { fc } from "../../helpers/property.ts";
import { times } from "../../helpers/times.ts";
import { verifyByScript } from "../../helpers/verifyByScript.ts";
import { verifyHome } from "../../helpers/verifyHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");
const writeLines = (path: string, lines: readonly string[]) =>
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));

/** The same content with another field and a hash that fits it: what someone who knows the format would write. */
function forge(line: string, change: Partial<AuditRecord>): string {
  const record = { ...(JSON.parse(line) as AuditRecord), ...change };
  return chainEntry(record, record.seq, record.prev_hash).line.trimEnd();
}

describe("verifying the audit log", () => {
  const cases: [what: string, spoil: (home: HomePaths) => void, brokenSeq: number, kind: string, says: RegExp][] = [
    [
      "a field was changed",
      ({ auditLog }) => replace(auditLog, 4, (line) => line.replace('"decision":"allow"', '"decision":"deny"')),
      4,
      "edited",
      /^Record #4 was changed after it was written\. 3 records before it are intact; the 6 after it cannot be trusted\.$/,
    ],
    [
      "spaces were added",
      ({ auditLog }) => replace(auditLog, 4, (line) => line.replace(":", ": ")),
      4,
      "edited",
      /changed/,
    ],
    [
      "a key was repeated, which parsers read in different ways",
      ({ auditLog }) => replace(auditLog, 2, (line) => `{"auth_injected":false,${line.slice(1)}`),
      2,
      "edited",
      /changed/,
    ],
    [
      "a line is no JSON",
      ({ auditLog }) => replace(auditLog, 1, () => "rubbish"),
      1,
      "edited",
      /^Record #1 .* 0 records/,
    ],
    ["an empty line came in", ({ auditLog }) => replace(auditLog, 5, (line) => `\n${line}`), 5, "edited", /changed/],
    [
      "a record was changed and hashed anew",
      ({ auditLog }) => replace(auditLog, 4, (line) => forge(line, { decision: "deny" })),
      5,
      "forked",
      /^Record #5 does not continue the record before it/,
    ],
    [
      "the last record was changed and hashed anew",
      ({ auditLog }) => replace(auditLog, 10, (line) => forge(line, { decision: "deny" })),
      10,
      "forked",
      /^Record #10 is not the one that checkpoint 1 signed: the log was rewritten from #1 on or later\. No checkpoint covers a part of it: none of its 10 records can be trusted\.$/,
    ],
    [
      "records were removed",
      ({ auditLog }) => writeLines(auditLog, linesOf(auditLog).toSpliced(3, 2)),
      4,
      "gap",
      /^Records #4 to #5 are missing: removed after being written\. 3 records before them are intact; the 5 after them/,
    ],
    [
      "the first was removed",
      ({ auditLog }) => writeLines(auditLog, linesOf(auditLog).slice(1)),
      1,
      "gap",
      /^Record #1 is/,
    ],
    ["two were swapped", ({ auditLog }) => swap(auditLog, 3, 4), 3, "reordered", /^Record #3 does not stand where/],
    [
      "one is there twice",
      ({ auditLog }) => replace(auditLog, 6, (line) => `${line}\n${line}`),
      6,
      "replayed",
      /^Record #6 is in the log a second time/,
    ],
    [
      "an early one came back later",
      ({ auditLog }) => replace(auditLog, 6, (line) => `${line}\n${linesOf(auditLog)[1]}`),
      2,
      "replayed",
      /^Record #2 is in the log a second time/,
    ],
    [
      "the end was cut off",
      ({ auditLog }) => writeLines(auditLog, linesOf(auditLog).slice(0, 7)),
      8,
      "truncated",
      /^Records #8 to #10 are missing: the end of the log was cut off\. 7 records/,
    ],
    ["the live file was deleted", ({ auditLog }) => rmSync(auditLog), 1, "truncated", /cut off/],
  ];

  it.each(cases)("finds that %s", async (_what, spoil, brokenSeq, kind, says) => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(10, () => ({})),
    );
    spoil(at.home);
    const result = await verifyHome(at.home);
    expect(result).toMatchObject({ ok: false, brokenSeq, kind });
    expect(result.message).toMatch(says);
    expect(verifyByScript(at.home)).toMatchObject({
      status: 1,
      says: expect.stringContaining("records before it are intact"),
    });
  });

  it("finds a missing, renamed or changed segment", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(40, () => ({})),
      6_000,
    );
    const names = readdirSync(at.home.auditSegments)
      .filter(isSegmentName)
      .sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
    const [first, last] = names[1]!.split(/[-.]/).map(Number) as [number, number];
    const path = join(at.home.auditSegments, names[1]!);

    renameSync(path, `${path}.gone`);
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "gap", brokenSeq: first });
    expect((await verifyHome(at.home)).message).toContain(`Records #${first} to #${last} are missing`);
    expect(verifyByScript(at.home).status).toBe(1);

    renameSync(`${path}.gone`, path);
    replace(path, 1, (line) => line.replace("POST", "PUT"));
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "edited", brokenSeq: first });
  });

  it("finds a line that a crash left unfinished", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(3, () => ({})),
    );
    appendFileSync(at.home.auditLog, '{"auth_injected":tr');
    const result = await verifyHome(at.home);
    expect(result).toMatchObject({ ok: false, kind: "torn", brokenSeq: 4, records: 3 });
    expect(result.message).toContain("as after a crash; the next start removes it");
    expect(verifyByScript(at.home).status).toBe(1);
    await writeAuditLog(at.home, [{}]);
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 4 });
  });

  it("finds any change of any byte", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(6, () => ({})),
      3_000,
    );
    const segment = join(at.home.auditSegments, readdirSync(at.home.auditSegments).find(isSegmentName)!);
    for (const path of [at.home.auditLog, segment]) {
      const sound = readFileSync(path);
      await fc.assert(
        fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
          const spoiled = Buffer.from(sound);
          spoiled[place]! ^= flip;
          writeFileSync(path, spoiled);
          expect((await verifyHome(at.home)).ok).toBe(false);
        }),
        { numRuns: 30 },
      );
      writeFileSync(path, sound);
    }
    expect((await verifyHome(at.home)).ok).toBe(true);
  });

  it("finds any cut, and none where nothing was cut", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(5, () => ({})),
    );
    const sound = readFileSync(at.home.auditLog);
    for (let length = sound.length - 1; length >= 0; length -= 397) {
      truncateSync(at.home.auditLog, length);
      expect((await verifyHome(at.home)).ok).toBe(false);
    }
    writeFileSync(at.home.auditLog, sound);
    expect((await verifyHome(at.home)).ok).toBe(true);
  });
});

function replace(path: string, number: number, change: (line: string) => string): void {
  writeLines(path, linesOf(path).with(number - 1, change(linesOf(path)[number - 1]!)));
}

function swap(path: string, first: number, second: number): void {
  const lines = linesOf(path);
  writeLines(path, lines.with(first - 1, lines[second - 1]!).with(second - 1, lines[first - 1]!));
}
