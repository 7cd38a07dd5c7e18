import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startAudit } from "../../../src-main/core/audit/auditHost.ts";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { ReadingSurvey } from "../../../src-main/core/audit/readingSurvey.ts";
import { searchInPieces } from "../../../src-main/core/audit/search.ts";
import { auditDesk } from "../../helpers/auditDesk.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const hosts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ host: n % 7 === 0 ? "api.github.com" : "api.anthropic.com" }));
const numbersOf = (bytes: Uint8Array): number[] => [...new Uint32Array(bytes.slice().buffer)];

describe("the audit's thread", () => {
  it("indexes by itself what is there, and what is acknowledged later", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, hosts(50));
    const audit = startAudit(at.home, "1.2.3", silent);
    try {
      expect((await audit.desk().query({ where: "host = api.github.com" })).total).toBe(8);
      expect(await audit.recorded.newestSeq).toBe(50);
      const page = await audit.recorded.page({ before: 20, limit: 2 });
      expect(page.map(({ seq }) => seq)).toEqual([19, 18]);
      await writeAuditLog(at.home, hosts(1));
      audit.noteSynced(51);
      await expect.poll(async () => (await audit.desk().progress({})).done).toBe(51);
      const answer = audit.desk().query({ where: "hots = a" });
      await expect(answer).rejects.toMatchObject({
        code: "usage",
        hint: expect.stringContaining("Did you mean host?"),
      });
    } finally {
      await audit.close();
    }
  });

  it("lets screens see what is done while the index is made, and says how far that is", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, hosts(4_000));
    const index = AuditIndex.open(at.home);
    const desk = auditDesk(at.home, index, "1.2.3")();
    // The first question begins the work; it is answered before that is done.
    const { newestSeq } = await desk.timeline({});
    expect(newestSeq).toBeLessThan(4_000);
    expect((await desk.progress({})).total).toBe(4_000);
    // What must be whole waits for it.
    expect((await desk.query({ limit: 1 })).total).toBe(4_000);
    expect(await desk.progress({})).toEqual({ done: 4_000, total: 4_000 });
    expect((await desk.timeline({})).newestSeq).toBe(4_000);
    await index.close();
  });
});

describe("a search in pieces", () => {
  it("tells the newest matches first, with their records, and all of them once, in order", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, hosts(5_000));
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    const pieces = [];
    const { signal } = new AbortController();
    for await (const piece of searchInPieces(index.survey, { where: "host = api.github.com" }, signal))
      pieces.push(piece);
    const expected = at.records().filter(({ host }) => host === "api.github.com");
    expect(pieces.flatMap(({ bytes }) => numbersOf(bytes))).toEqual(expected.map(({ seq }) => seq).toReversed());
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces[0]?.records.map(({ seq }) => seq)).toEqual(numbersOf(pieces[0]!.bytes).slice(0, 60));
    expect(pieces.slice(1).every(({ records }) => records.length === 0)).toBe(true);
    expect(pieces.at(-1)).toMatchObject({ firstSeq: 1, newestSeq: 5_000, bytes: new Uint8Array(0) });
    await index.close();
  });

  it("ends at once when nobody listens any more, and with one empty piece when nothing matches", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, hosts(5_000));
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    const controller = new AbortController();
    const pieces = [];
    for await (const piece of searchInPieces(index.survey, {}, controller.signal)) {
      pieces.push(piece);
      controller.abort();
    }
    expect(pieces.flatMap(({ bytes }) => numbersOf(bytes)).length).toBeLessThan(5_000);
    const none = [];
    for await (const piece of searchInPieces(index.survey, { where: "host = nobody" }, new AbortController().signal)) {
      none.push(piece);
    }
    expect(none).toEqual([{ bytes: new Uint8Array(0), records: [], firstSeq: 1, newestSeq: 5_000 }]);
    await index.close();
  });
});

describe("the core's own look at the index", () => {
  it("is empty while there is none, and follows one that is made anew", async () => {
    await using at = auditHome();
    const reading = new ReadingSurvey(at.home);
    expect(reading.survey.bounds()).toEqual({ firstSeq: 0, newestSeq: 0 });
    await writeAuditLog(at.home, hosts(10));
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    expect(reading.survey.bounds()).toEqual({ firstSeq: 1, newestSeq: 10 });
    await index.close();

    for (const suffix of ["", "-wal", "-shm"]) rmSync(at.home.auditIndex + suffix, { force: true });
    await writeAuditLog(at.home, hosts(5));
    const again = AuditIndex.open(at.home);
    await again.catchUp();
    expect(reading.survey.rows([15])).toMatchObject([{ seq: 15 }]);
    expect(reading.survey.bounds()).toEqual({ firstSeq: 1, newestSeq: 15 });
    reading.close();
    await again.close();
  });
});
