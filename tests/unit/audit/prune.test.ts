import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { isSegmentName, listSegments } from "../../../src-main/core/audit/segments.ts";
import { auditHome, logLines } from "../../helpers/auditHome.ts";
import { verifyHome } from "../../helpers/verifyHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const times = (count: number) => Array.from({ length: count }, () => ({}));
const segmentBytes = 6_000;
const seqs = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe("pruning the audit log", () => {
  it("removes exactly the records before a number, and leaves a log that verifies and goes on", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(40), segmentBytes);
    const before = at.lines();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    for (const first of [2, 9, 17, 38, 40]) {
      const result = await writer.prune(first);
      expect(result).toMatchObject({ firstSeq: first, checkpoint: { kind: "pruned", seq: first - 1 } });
      expect(result.freedBytes).toBeGreaterThan(0);
      expect(at.lines()).toEqual(before.slice(first - 1));
      const found = await verifyHome(at.home);
      expect(found).toMatchObject({ ok: true, records: 41 - first, prunedTo: first - 1 });
      expect(found.message).toContain(`The records up to #${first - 1} were pruned on `);
    }
    await writer.close();
    await writeAuditLog(at.home, times(3), segmentBytes);
    expect(seqs(at.lines())).toEqual(upTo(40, 43));
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 4, prunedTo: 39 });
  });

  it("can remove all, and goes on from there", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(10), segmentBytes);
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    expect(await writer.prune(1_000)).toMatchObject({ removed: 10, firstSeq: 11 });
    expect(await writer.prune(5)).toMatchObject({ removed: 0, firstSeq: 11, checkpoint: null });
    await writer.close();
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 0, prunedTo: 10 });
    await writeAuditLog(at.home, times(2), segmentBytes);
    expect(seqs(at.lines())).toEqual([11, 12]);
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 2 });
  });

  it("is finished by the next start after a crash in the middle", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(40), segmentBytes);
    const kept = listSegments(at.home).map(({ path }) => path);
    for (const path of kept) copyFileSync(path, `${path}.before`);
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    await writer.prune(17);
    await writer.close();
    // As if the checkpoint was signed, and nothing else came to pass.
    const cut = readdirSync(at.home.auditSegments).find((name) => name.startsWith("17-"))!;
    const copy = join(at.home.auditSegments, cut);
    if (!existsSync(`${copy}.before`)) renameSync(copy, `${copy}.kept`);
    for (const path of kept) copyFileSync(`${path}.before`, path);
    await (await AuditWriter.open({ home: at.home, segmentBytes })).close();
    expect(seqs(logLines(at.home))).toEqual(upTo(17, 40));
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 24, prunedTo: 16 });
    expect(readdirSync(at.home.auditSegments).filter((name) => name.endsWith(".kept"))).toEqual([]);
  });

  it("shows pruned records that come back as copies", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(40), segmentBytes);
    const [first] = readdirSync(at.home.auditSegments)
      .filter(isSegmentName)
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    const path = join(at.home.auditSegments, first!);
    copyFileSync(path, `${path}.old`);
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    await writer.prune(30);
    await writer.close();
    copyFileSync(`${path}.old`, path);
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "replayed", brokenSeq: 1 });
  });

  it("removes nothing where a file does not follow the one before as its name says", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(40), segmentBytes);
    const [first] = listSegments(at.home);
    renameSync(first!.path, first!.path.replace(`-${first!.lastSeq}.`, "-2."));
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    await expect(writer.prune(20)).rejects.toMatchObject({ code: "audit_broken" });
    await writer.close();
    expect(logLines(at.home)).toHaveLength(40);
  });

  it("takes the records out of the index, with what they counted", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(40), segmentBytes);
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes });
    await writer.prune(31);
    await index.forget(31);
    expect(index.survey.bounds()).toEqual({ firstSeq: 31, newestSeq: 40 });
    expect(index.totals()).toMatchObject({ requests: 10 });
    expect(index.query({ limit: 100 })).toMatchObject({ total: 10 });
    await writer.close();
    await writeAuditLog(at.home, times(5), segmentBytes);
    await index.catchUp();
    expect(
      index
        .query({ limit: 100 })
        .records.map(({ seq }) => seq)
        .toReversed(),
    ).toEqual(upTo(31, 45));
    await index.close();
    const again = AuditIndex.open(at.home);
    await again.catchUp();
    expect(again.totals()).toMatchObject({ requests: 15 });
    await again.close();
    expect(readFileSync(at.home.auditCheckpoints, "utf8")).toContain('"kind":"pruned"');
  });
});
