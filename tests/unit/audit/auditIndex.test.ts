import { describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { allSeqs, indexed } from "../../helpers/indexedHome.ts";
import { times } from "../../helpers/times.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

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
