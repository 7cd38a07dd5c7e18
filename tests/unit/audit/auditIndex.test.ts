import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import { openIndexDatabase } from "../../../src-main/core/storage/database.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

async function indexed<T>(home: HomePaths, use: (index: AuditIndex) => T | Promise<T>): Promise<T> {
  const index = AuditIndex.open(home);
  try {
    await index.catchUp();
    return await use(index);
  } finally {
    await index.close();
  }
}

const allSeqs = (home: HomePaths) =>
  indexed(home, (index) => index.query({ after: 0, limit: 1000 }).records.map(({ seq }) => seq));
const upTo = (last: number) => times(last, (index) => index + 1);

describe("the audit index", () => {
  it("gives back every record as it stands in the log, over segments and the live file", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(50, (n) => ({ duration_ms: n / 3, usage: n % 2 ? null : auditEntry().usage })),
      6_000,
    );
    await indexed(at.home, (index) => {
      const { records, total } = index.query({ after: 0, limit: 1000 });
      expect(records).toEqual(at.records());
      expect(total).toBe(50);
      expect(index.newestSeq).toBe(50);
    });
  });

  it("pages: newest first before a cursor, oldest first after one", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(10, () => ({})),
    );
    await indexed(at.home, (index) => {
      const page = (query: object) => index.query({ limit: 3, ...query }).records.map(({ seq }) => seq);
      expect(page({})).toEqual([10, 9, 8]);
      expect(page({ before: 8 })).toEqual([7, 6, 5]);
      expect(page({ after: 0 })).toEqual([1, 2, 3]);
      expect(page({ after: 3 })).toEqual([4, 5, 6]);
      expect(page({ after: 10 })).toEqual([]);
    });
  });

  it("filters by a session's id, name or unique prefix", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, [
      { session_id: "aaaaaaaaaaaa", session_name: "fix-one" },
      { session_id: "bbbbbbbbbbbb", session_name: "fix-two" },
      { session_id: "cccccccccccc", session_name: "other_" },
      { session_id: null, session_name: null },
    ]);
    await indexed(at.home, (index) => {
      const seqs = (session: string) => index.query({ session, after: 0, limit: 10 }).records.map(({ seq }) => seq);
      expect(seqs("fix-one")).toEqual([1]);
      expect(seqs("bbbbbbbbbbbb")).toEqual([2]);
      expect(seqs("oth")).toEqual([3]);
      expect(seqs("cccc")).toEqual([3]);
      expect(index.query({ session: "oth", limit: 1 }).total).toBe(1);
      expect(() => seqs("fix")).toThrow(/may be fix-one, fix-two/);
      expect(() => seqs("nobody")).toThrow(expect.objectContaining({ code: "session_not_found" }));
      expect(() => seqs("%")).toThrow(expect.objectContaining({ code: "session_not_found" }));
      expect(index.query({ session: "not-yet", sessionIsKnown: true, limit: 1 })).toEqual({ records: [], total: 0 });
    });
  });

  it("goes on where it stopped, over restarts and rotation", async () => {
    await using at = auditHome();
    for (let run = 1; run <= 6; run++) {
      await writeAuditLog(
        at.home,
        times(7, () => ({})),
        6_000,
      );
      expect(await allSeqs(at.home)).toEqual(upTo(run * 7));
    }
  });

  it("follows a log that is rotated while it reads", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 5_000 });
    const index = AuditIndex.open(at.home);
    for (let n = 1; n <= 300; n++) {
      writer.append(auditEntry());
      if (n % 3 === 0) void index.catchUp();
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await index.catchUp();
    await index.catchUp();
    expect(index.query({ after: 0, limit: 1000 }).records).toEqual(at.records());
    await index.close();
    await writer.close();
  });

  it("shows nothing beyond what was acknowledged when it is told how far that is", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(20, () => ({})),
    );
    const index = AuditIndex.open(at.home);
    await index.catchUp(5);
    expect(index.newestSeq).toBe(5);
    await index.catchUp(12);
    expect(index.newestSeq).toBe(12);
    await index.catchUp(3);
    expect(index.newestSeq).toBe(12);
    await index.catchUp();
    expect(index.query({ after: 0, limit: 100 }).records).toEqual(at.records());
    await index.close();
  });

  it("leaves no gap when records could not be stored for a while", async () => {
    await using at = auditHome();
    const fiveMore = () =>
      writeAuditLog(
        at.home,
        times(5, () => ({})),
      );
    await fiveMore();
    const index = AuditIndex.open(at.home);
    const other = openIndexDatabase(at.home.auditIndex);
    other.exec("BEGIN IMMEDIATE");
    await expect(index.catchUp()).rejects.toThrow(/locked/);
    other.close();
    await fiveMore();
    await index.catchUp();
    expect(index.query({ after: 0, limit: 100 }).records).toEqual(at.records());
    expect(index.totals().requests).toBe(10);
    await index.close();
  });

  it.each([
    ["missing", (home: HomePaths) => rmSync(home.auditIndex)],
    ["no database", (home: HomePaths) => writeFileSync(home.auditIndex, "not a database, but quite long ".repeat(500))],
    [
      "of another version",
      (home: HomePaths) => {
        const database = openIndexDatabase(home.auditIndex);
        database.exec("DROP TABLE records");
        database.pragma("user_version = 99");
        database.close();
      },
    ],
    [
      "of another log",
      (home: HomePaths) => {
        const database = openIndexDatabase(home.auditIndex);
        database.exec("UPDATE progress SET hash = 'f'; UPDATE records SET host = 'made.up'");
        database.close();
      },
    ],
  ])("is made anew when it is %s", async (_state, spoil) => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(200, () => ({})),
      20_000,
    );
    expect(await allSeqs(at.home)).toEqual(upTo(200));
    spoil(at.home);
    await indexed(at.home, (index) => {
      expect(index.query({ after: 0, limit: 1000 }).records).toEqual(at.records());
      expect(index.totals().requests).toBe(200);
    });
  });

  it("is made anew when a search meets damage within it", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(200, () => ({})),
    );
    expect(await allSeqs(at.home)).toEqual(upTo(200));
    damage(at.home.auditIndex);
    await indexed(at.home, async (index) => {
      const query = () => index.query({ after: 0, limit: 1000 });
      expect(query).toThrow(expect.objectContaining({ code: "unavailable" }));
      await index.catchUp();
      expect(query().records).toEqual(at.records());
      expect(index.totals().requests).toBe(200);
    });
  });

  it("leaves an unfinished line alone until it is whole", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(3, () => ({})),
    );
    const whole = readFileSync(at.home.auditLog);
    writeFileSync(at.home.auditLog, whole.subarray(0, whole.length - 40));
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    expect(index.newestSeq).toBe(2);
    appendFileSync(at.home.auditLog, whole.subarray(whole.length - 40));
    await index.catchUp();
    expect(index.newestSeq).toBe(3);
    await index.close();
  });

  it("counts requests, refusals, tokens and cost of each session", async () => {
    await using at = auditHome();
    const usage = {
      model: "m",
      input_tokens: 10,
      output_tokens: 5,
      cache_creation_input_tokens: 2,
      cache_read_input_tokens: 3,
    };
    await writeAuditLog(at.home, [
      { session_id: "a", usage, cost_usd: 0.25 },
      { session_id: "a", usage, cost_usd: 0.5 },
      { session_id: "a", usage: null, cost_usd: null, decision: "deny", count: 4 },
      { session_id: "b", usage: null, cost_usd: null },
    ]);
    await indexed(at.home, (index) => {
      const a = { requests: 6, denials: 4, inputTokens: 20, outputTokens: 10, cacheTokens: 10, costUsd: 0.75 };
      expect(index.totals("a")).toEqual(a);
      expect(index.totals()).toEqual({ ...a, requests: 7 });
      expect(index.totals("nobody").requests).toBe(0);
    });
  });
});

describe("watching the audit log", () => {
  it("gives the newest records, then each new one, without gap or repeat, however they race", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 20_000 });
    for (let n = 0; n < 30; n++) writer.append(auditEntry());
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    writer.onSynced((seq) => void index.catchUp(seq));

    const controller = new AbortController();
    const seen: number[] = [];
    const watching = (async () => {
      for await (const records of index.watch({ tail: 10 }, controller.signal)) {
        seen.push(...records.map(({ seq }) => seq));
        if (seen.at(-1)! >= 1_000) controller.abort();
      }
    })();
    for (let n = 30; n < 1_000; n++) {
      writer.append(auditEntry());
      if (n % 50 === 0) await writer.flush();
    }
    await writer.flush();
    await watching;
    expect(seen).toEqual(times(980, (n) => n + 21));
    await index.close();
    await writer.close();
  });

  it("filters what it gives, and ends when the listener goes", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(10, (n) => ({ decision: n % 2 ? "deny" : "allow" })),
    );
    const index = AuditIndex.open(at.home);
    await index.catchUp();
    const controller = new AbortController();
    const seen: number[] = [];
    const watching = (async () => {
      for await (const records of index.watch({ tail: 2, where: "decision = deny" }, controller.signal)) {
        seen.push(...records.map(({ seq }) => seq));
      }
    })();
    await expect.poll(() => seen).toEqual([8, 10]);
    await writeAuditLog(at.home, [{ decision: "deny" }, {}, { decision: "deny" }]);
    await index.catchUp();
    await expect.poll(() => seen).toEqual([8, 10, 11, 13]);
    controller.abort();
    await watching;
    await index.close();
  });

  it("ends with the index", async () => {
    await using at = auditHome();
    const index = AuditIndex.open(at.home);
    const watching = index.watch({ tail: 5 }, new AbortController().signal).next();
    await index.close();
    expect(await watching).toEqual({ done: true, value: undefined });
  });
});

function damage(path: string): void {
  const bytes = readFileSync(path);
  // Behind the pages of the schema and of the progress.
  bytes.fill(0x5a, 40_960);
  writeFileSync(path, bytes);
}
