import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { listSegments } from "../../../src-main/core/audit/segments.ts";
import { createAuditService } from "../../../src-main/services/auditService.ts";
import { auditContract } from "../../../src-shared/contract/audit.ts";
import { memoryChannelPair } from "../../../src-shared/rpc/channel.ts";
import { connectClient } from "../../../src-shared/rpc/client.ts";
import type { EventStream } from "../../../src-shared/rpc/contract.ts";
import { serve } from "../../../src-shared/rpc/server.ts";
import { auditDesk } from "../../helpers/auditDesk.ts";
import { type AuditHome, auditHome } from "../../helpers/auditHome.ts";
import { auditLogOwner } from "../../helpers/auditLogOwner.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const contract = { audit: auditContract };

let at: AuditHome;
let index: AuditIndex;
let client: ReturnType<typeof connectClient<typeof contract>>;
let bugs: unknown[];

beforeEach(async () => {
  at = auditHome();
  bugs = [];
  await writeAuditLog(
    at.home,
    Array.from({ length: 1_200 }, (_, n) => ({
      host: n % 3 === 0 ? "api.github.com" : "api.anthropic.com",
      path: n % 3 === 0 ? "/repos?page=REDACTED&flag" : "/v1/messages",
      method: n === 7 ? null : "POST",
      duration_ms: n / 7,
      session_id: n % 2 ? "aaaaaaaaaaaa" : "bbbbbbbbbbbb",
      session_name: n % 2 ? "odd" : "even",
    })),
    200_000,
  );
  index = AuditIndex.open(at.home);
  const [near, far] = memoryChannelPair();
  const resolveSession = (text: string) => (text === "new-one" ? "nnnnnnnnnnnn" : null);
  const owner = auditLogOwner(at.home);
  const audit = createAuditService({
    desk: auditDesk(at.home, index, "1.2.3", (error) => bugs.push(error)),
    owner,
    inFlight: async () => [],
    resolveSession,
  });
  serve(far, contract, { audit }, { caller: "test", onBug: (error) => bugs.push(error) });
  client = connectClient(near, contract);
});

afterEach(async () => {
  expect(bugs).toEqual([]);
  await index.close();
  await at[Symbol.asyncDispose]();
});

async function textOf(pieces: EventStream<{ bytes: Uint8Array }>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const { bytes } of pieces) chunks.push(bytes);
  return Buffer.concat(chunks).toString("utf8");
}

describe("the audit service", () => {
  it("answers a query with records, newest first, and their number", async () => {
    const { records, total } = await client.audit.query({ where: "host = api.github.com", limit: 2 });
    expect(records.map(({ seq }) => seq)).toEqual([1198, 1195]);
    expect(total).toBe(400);
    expect((await client.audit.query({ session: "odd", limit: 1 })).total).toBe(600);
    expect((await client.audit.query({ session: "new-one" })).total).toBe(0);
  });

  it("answers a wrong filter with the place and the way out", async () => {
    const answer = client.audit.query({ where: "hots = a" });
    await expect(answer).rejects.toMatchObject({ code: "usage", hint: expect.stringContaining("Did you mean host?") });
    await expect(client.audit.query({ session: "nobody" })).rejects.toMatchObject({ code: "session_not_found" });
  });

  it("takes times in every filter: from one on, before another", async () => {
    // Neighbours may share a millisecond: the end is the first time after the start, or just beyond the last record.
    const from = at.records()[99]!.timestamp;
    const end = at.records()[199]!.timestamp;
    const to = end > from ? end : new Date(Date.parse(at.records().at(-1)!.timestamp) + 1).toISOString();
    const inside = at.records().filter(({ timestamp }) => timestamp >= from && timestamp < to);
    expect((await client.audit.query({ from, to })).total).toBe(inside.length);
    const exported = await textOf(client.audit.export({ format: "jsonl", from, to }));
    expect(exported.trimEnd().split("\n")).toHaveLength(inside.length);
    const found: number[] = [];
    for await (const { bytes } of client.audit.match({ from, to, where: "session_name = odd" }))
      found.push(...new Uint32Array(bytes.slice().buffer));
    expect(found).toEqual(
      inside
        .filter(({ session_name }) => session_name === "odd")
        .map(({ seq }) => seq)
        .toReversed(),
    );
    const { buckets } = await client.audit.timeline({ from, to, buckets: 10 });
    expect(buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(inside.length);
    expect((await client.audit.query({ from: "2999-01-01T00:00:00Z" })).total).toBe(0);
  });

  it("counts the values of a field, the most frequent first, as far as it may look", async () => {
    await client.audit.query({});
    const hosts = await client.audit.values({ field: "host", begins: "API." });
    expect(hosts).toEqual({
      complete: true,
      values: [
        { value: "api.anthropic.com", records: 800, lastAt: at.records().at(-1)!.timestamp },
        { value: "api.github.com", records: 400, lastAt: at.records()[1_197]!.timestamp },
      ],
    });
    const few = await client.audit.values({ field: "host", begins: "api.g", most: 10 });
    expect(few).toMatchObject({ complete: false, values: [{ value: "api.github.com", records: 3 }] });
    const codes = await client.audit.values({ field: "response_code", where: "session_name = odd" });
    expect(codes.values).toMatchObject([{ value: "200", records: 600 }]);
    expect((await client.audit.values({ field: "error", begins: "%" })).values).toEqual([]);
  });

  it("counts what was injected, refused and scrubbed, also only of what is newer than a record", async () => {
    const last = async (input: Parameters<typeof client.audit.tally>[0]) => {
      let tally = null;
      for await (const event of client.audit.tally(input)) tally = event;
      return tally;
    };
    expect(await last({})).toMatchObject({ records: 1_200, refused: 0, newestSeq: 1_200, done: true });
    expect(await last({ where: "session_name = odd", after: 1_000 })).toMatchObject({ records: 100, done: true });
  });

  it("says of a record whether its hash fits and what covers it", async () => {
    await client.audit.query({});
    expect(await client.audit.proof({ seq: 1 })).toMatchObject({ hash: "fits", previous: "first" });
    const { seq } = await client.audit.head({});
    const proof = await client.audit.proof({ seq: 700 });
    expect(proof).toMatchObject({ hash: "fits", previous: "fits" });
    expect(proof.checkpoint!.seq).toBeGreaterThanOrEqual(700);
    expect(proof.checkpoint!.seq).toBeLessThanOrEqual(seq);
    await expect(client.audit.proof({ seq: 9_999 })).rejects.toMatchObject({ code: "not_found" });
  });

  it("exports JSON lines that are the log's own bytes", async () => {
    expect(await textOf(client.audit.export({ format: "jsonl" }))).toBe(`${at.lines().join("\n")}\n`);
    const some = await textOf(client.audit.export({ format: "jsonl", where: "seq <= 700 and session_name = odd" }));
    expect(some.trimEnd().split("\n")).toEqual(at.lines().filter((_, n) => n < 700 && n % 2 === 1));
  });

  it("exports an HTTP archive without header values and bodies", async () => {
    const { log } = JSON.parse(await textOf(client.audit.export({ format: "har" })));
    expect(log).toMatchObject({ version: "1.2", creator: { name: "clauderon", version: "1.2.3" } });
    expect(log.entries).toHaveLength(1_199);
    expect(log.entries[3]).toMatchObject({
      request: {
        method: "POST",
        url: "https://api.github.com/repos?page=REDACTED&flag",
        httpVersion: "HTTP/1.1",
        headers: [],
        queryString: [
          { name: "page", value: "REDACTED" },
          { name: "flag", value: "" },
        ],
      },
      response: { status: 200, content: { size: 20_480 } },
      _seq: 4,
    });
    const none = await textOf(client.audit.export({ format: "har", where: "seq < 0" }));
    expect(JSON.parse(none).log.entries).toEqual([]);
  });

  it("verifies with progress, and tells the result last", async () => {
    const events = [];
    for await (const event of client.audit.verify({})) events.push(event);
    expect(events.slice(0, -1).every(({ result }) => result === null)).toBe(true);
    expect(events.at(-1)).toMatchObject({ checked: 1_200, result: { ok: true, records: 1_200 } });
  });

  it("signs the head, and finds it again", async () => {
    const head = await client.audit.head({});
    expect(head).toMatchObject({ seq: 1_200, hash: at.records().at(-1)?.hash });
    const events = [];
    for await (const event of client.audit.verify({ head })) events.push(event);
    expect(events.at(-1)?.result).toMatchObject({ ok: true, anchoredTo: 1_200, key: head.key });
  });

  it("prunes after a check, by number or time, and tells before what would go", async () => {
    const prune = async (input: Parameters<typeof client.audit.prune>[0]) => {
      let last = null;
      for await (const { result } of client.audit.prune(input)) last = result;
      return last;
    };
    const would = await prune({ beforeSeq: 701, dryRun: true });
    expect(would).toMatchObject({ removed: 700, firstSeq: 701, checkpoint: null });
    expect(at.lines()).toHaveLength(1_200);
    const did = await prune({ beforeSeq: 701 });
    expect(did).toMatchObject({ removed: 700, firstSeq: 701, checkpoint: { kind: "pruned", seq: 700 } });
    expect(Math.abs((would?.freedBytes ?? 0) - (did?.freedBytes ?? 0))).toBeLessThan(5_000);
    expect((await client.audit.query({ limit: 1 })).total).toBe(500);
    expect((await client.audit.timeline({})).firstSeq).toBe(701);

    const since = at.records()[100]?.timestamp ?? "";
    const first = at.records().find(({ timestamp }) => timestamp >= since)?.seq ?? 0;
    expect(await prune({ beforeTime: since })).toMatchObject({ removed: first - 701, firstSeq: first });
    await expect(prune({})).rejects.toMatchObject({ code: "usage" });
    await expect(prune({ beforeSeq: 1, beforeTime: since })).rejects.toMatchObject({ code: "usage" });
  });

  it("prunes nothing of a log that does not hold", async () => {
    const { path } = listSegments(at.home)[0] as { path: string };
    writeFileSync(path, readFileSync(path, "utf8").replace('"method":"POST"', '"method":"PUT"'));
    const pruning = (async () => {
      for await (const _ of client.audit.prune({ beforeSeq: 900 }));
    })();
    await expect(pruning).rejects.toMatchObject({
      code: "audit_broken",
      message: expect.stringMatching(/^Nothing was pruned\. Record #1 was changed/),
    });
    expect(at.lines()).toHaveLength(1_200);
  });

  it("watches until the caller goes", async () => {
    await index.catchUp();
    const watching = client.audit.watch({ tail: 3 });
    const seen: number[] = [];
    const ended = (async () => {
      for await (const { records } of watching) seen.push(...records.map(({ seq }) => seq));
    })().catch(() => {});
    await expect.poll(() => seen).toEqual([1198, 1199, 1200]);
    await writeAuditLog(at.home, [{}]);
    await index.catchUp();
    await expect.poll(() => seen).toEqual([1198, 1199, 1200, 1201]);
    watching.cancel();
    await ended;
  });
});
