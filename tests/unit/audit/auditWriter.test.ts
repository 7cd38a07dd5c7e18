import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { canonicalJson } from "../../../src-main/core/audit/canonicalJson.ts";
import { isSegmentName } from "../../../src-main/core/audit/segments.ts";
import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";

const large = 64 * 1024 * 1024;

describe("the audit writer", () => {
  it("writes one canonical line a record, each hashed over itself and its predecessor", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    for (let n = 0; n < 5; n++) writer.append(auditEntry({ path: `/v1/messages/${n}` }));
    await writer.close();

    let previous = genesisHash;
    const records = at.records();
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    for (const [index, record] of records.entries()) {
      const { hash, ...hashed } = record;
      expect(at.lines()[index]).toBe(canonicalJson(record));
      expect(createHash("sha256").update(canonicalJson(hashed)).digest("hex")).toBe(hash);
      expect(record.prev_hash).toBe(previous);
      previous = hash;
    }
  });

  it("keeps the log and its folder from other users", async () => {
    await using at = auditHome();
    await (await AuditWriter.open({ home: at.home, segmentBytes: large })).close();
    expect(statSync(at.home.auditLog).mode & 0o777).toBe(0o600);
    expect(statSync(at.home.intentLog).mode & 0o777).toBe(0o600);
    expect(statSync(at.home.auditSegments).mode & 0o777).toBe(0o700);
  });

  it("goes on with the chain after a restart", async () => {
    await using at = auditHome();
    for (let run = 0; run < 3; run++) {
      const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
      writer.append(auditEntry());
      writer.append(auditEntry());
      await writer.close();
    }
    const records = at.records();
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const [index, record] of records.entries()) {
      expect(record.prev_hash).toBe(records[index - 1]?.hash ?? genesisHash);
    }
  });

  it("acknowledges a record once it is on the disk", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    const acknowledged: number[] = [];
    writer.onSynced((seq) => acknowledged.push(seq));
    writer.append(auditEntry());
    writer.append(auditEntry());
    expect(acknowledged).toEqual([]);
    await expect.poll(() => acknowledged.at(-1)).toBe(2);
    await writer.close();
  });

  it("has written intent and record when the call returns", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    const entry = auditEntry();
    writer.intent(entry);
    expect(readFileSync(at.home.intentLog, "utf8")).toContain(entry.id);
    expect(at.lines()).toEqual([]);
    writer.append(entry);
    expect(at.records()[0]).toMatchObject({ id: entry.id, seq: 1 });
    await writer.close();
  });

  it("rotates by size and names each segment by its first and last record", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 5_000 });
    for (let n = 0; n < 40; n++) writer.append(auditEntry());
    await writer.close();

    const names = readdirSync(at.home.auditSegments).filter(isSegmentName);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const records = readFileSync(`${at.home.auditSegments}/${name}`, "utf8").trimEnd().split("\n");
      const [first, last] = [records.at(0)!, records.at(-1)!].map((line) => (JSON.parse(line) as { seq: number }).seq);
      expect(name).toBe(`${first}-${last}.jsonl`);
    }
    expect(at.records().map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it("keeps the segments' names right when it is restarted within one", async () => {
    await using at = auditHome();
    for (let run = 0; run < 12; run++) {
      const writer = await AuditWriter.open({ home: at.home, segmentBytes: 5_000 });
      for (let n = 0; n < 3; n++) writer.append(auditEntry());
      await writer.close();
    }
    expect(at.records().map(({ seq }) => seq)).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
  });

  it("percent-encodes what is not printable ASCII, whoever sent it", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    writer.append(
      auditEntry({ host: "exämple\u202e.test", path: "/a\nb\u0000c", method: "GET\u001b[2J", error: "💥" }),
    );
    await writer.close();
    expect(at.lines()[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(at.records()[0]).toMatchObject({
      host: "ex%C3%A4mple%E2%80%AE.test",
      path: "/a%0Ab%00c",
      method: "GET%1B[2J",
      error: "%F0%9F%92%A5",
    });
  });

  it("does not let two writers open one log", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    await expect(AuditWriter.open({ home: at.home, segmentBytes: large })).rejects.toMatchObject({
      code: "already_running",
    });
    writer.append(auditEntry());
    await writer.close();
    await (await AuditWriter.open({ home: at.home, segmentBytes: large })).close();
    expect(at.records()).toHaveLength(1);
  });

  it.each([
    ["nothing in flight", 0],
    ["a request in flight all the time", 1],
  ])("begins the intent log anew behind many records of refused requests, with %s", async (_, inFlight) => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    const long = auditEntry();
    if (inFlight === 1) writer.intent(long);
    for (let n = 0; n < 10_000; n++) writer.append(auditEntry({ decision: "deny" }));
    await writer.flush();
    const [header, ...intents] = readFileSync(at.home.intentLog, "utf8").trimEnd().split("\n");
    expect(JSON.parse(header!)).toEqual({ after_seq: 10_000 });
    expect(intents.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(inFlight === 1 ? [long.id] : []);
    await writer.close();
  });

  it("keeps the intent log small, under load without a pause too", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    const path = `/${"x".repeat(4_000)}`;
    const inFlight = [auditEntry({ path })];
    writer.intent(inFlight[0]!);
    for (let round = 0; round < 30; round++) {
      for (let n = 0; n < 100; n++) {
        const next = auditEntry({ path });
        writer.intent(next);
        inFlight.push(next);
        writer.append(inFlight.shift()!);
      }
      await writer.flush();
    }
    expect(statSync(at.home.intentLog).size).toBeLessThan(5 * 1024 * 1024);
    expect(readFileSync(at.home.intentLog, "utf8")).toContain(inFlight[0]!.id);
    writer.append(inFlight[0]!);
    await writer.flush();
    expect(statSync(at.home.intentLog).size).toBeLessThan(1024);
    expect(existsSync(`${at.home.intentLog}.new`)).toBe(false);
    await writer.close();
  });
});
