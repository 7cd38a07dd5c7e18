import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const segmentBytes = 64 * 1024 * 1024;
const open = (home: HomePaths) => AuditWriter.open({ home, segmentBytes });
const times = (count: number) => Array.from({ length: count }, () => ({}));

describe("opening an audit log after a crash", () => {
  it("records each intent without a record as interrupted, once, and no other", async () => {
    await using at = auditHome();
    const first = await open(at.home);
    const [done, open1, open2] = [auditEntry(), auditEntry({ path: "/v1/messages/\u00e9" }), auditEntry()];
    for (const entry of [done, open1, open2]) first.intent(entry);
    first.append(done);
    await first.close();

    for (let restart = 0; restart < 2; restart++) {
      await (await open(at.home)).close();
      const records = at.records();
      expect(records.map(({ id, error }) => [id, error])).toEqual([
        [done.id, null],
        [open1.id, "interrupted"],
        [open2.id, "interrupted"],
      ]);
      expect(records[1]).toMatchObject({
        timestamp: open1.timestamp,
        host: "api.anthropic.com",
        path: "/v1/messages/%C3%A9",
        auth_injected: true,
        response_code: null,
        duration_ms: null,
        usage: null,
      });
    }
  });

  it("finds the records of old intents behind a rotation", async () => {
    await using at = auditHome();
    const small = { home: at.home, segmentBytes: 3_000 };
    const first = await AuditWriter.open(small);
    const [long, ...others] = [auditEntry(), ...times(30).map(() => auditEntry())];
    first.intent(long!);
    for (const entry of others) {
      first.intent(entry);
      first.append(entry);
    }
    await first.close();
    await (await AuditWriter.open(small)).close();
    const records = at.records();
    expect(records).toHaveLength(31);
    expect(records.filter(({ error }) => error === "interrupted").map(({ id }) => id)).toEqual([long!.id]);
  });

  it("forgets an intent that was not written to its end: that request never left", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(1));
    appendFileSync(at.home.intentLog, JSON.stringify(auditEntry()).slice(0, 100));
    await (await open(at.home)).close();
    expect(at.records()).toHaveLength(1);
  });

  it("says so when the disk lost an intent", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(1));
    appendFileSync(at.home.intentLog, `${"\0".repeat(300)}\n${JSON.stringify(auditEntry({ host: "b.test" }))}\n`);
    await (await open(at.home)).close();
    expect(at.records().slice(1)).toMatchObject([
      { host: "b.test", error: "interrupted" },
      { host: null, rule: "unreadable-intent", error: "interrupted" },
    ]);
  });

  it.each([
    ["a line without its end", '{"auth_injected":true,"cost'],
    ["zeros", "\0".repeat(5_000)],
    ["zeros and what came after them", `${"\0".repeat(700)}ash":"0"}\n{"auth_inj`],
  ])("cuts off %s, which was never acknowledged", async (_what, torn) => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(3));
    const sound = readFileSync(at.home.auditLog, "utf8");
    appendFileSync(at.home.auditLog, torn);
    await writeAuditLog(at.home, times(1));
    expect(at.records().map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(readFileSync(at.home.auditLog, "utf8").startsWith(sound)).toBe(true);
  });

  it("goes on where a rotation was interrupted between its two steps", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(5));
    renameSync(at.home.auditLog, join(at.home.auditSegments, "1-5.jsonl"));
    await writeAuditLog(at.home, times(2));
    expect(at.records().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("goes on from the last segment when the live file is still empty", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(5));
    renameSync(at.home.auditLog, join(at.home.auditSegments, "1-5.jsonl"));
    writeFileSync(at.home.auditLog, "");
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 1_500 });
    for (let n = 0; n < 5; n++) writer.append(auditEntry());
    await writer.close();
    expect(at.records().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each([
    [
      "an acknowledged record lost its end",
      ({ auditLog }: HomePaths) => truncateSync(auditLog, readFileSync(auditLog).length - 20),
    ],
    ["acknowledged records are gone", ({ auditLog }: HomePaths) => truncateSync(auditLog, 0)],
    ["the live file is gone", ({ auditLog }: HomePaths) => rmSync(auditLog)],
    [
      "the last record was changed",
      ({ auditLog }: HomePaths) => edit(auditLog, (text) => text.replace(/POST(?!.*POST)/s, "PUT")),
    ],
    [
      "an earlier record was changed",
      ({ auditLog }: HomePaths) => edit(auditLog, (text) => text.replace("POST", "PUT")),
    ],
    [
      "a record in the middle is gone",
      ({ auditLog }: HomePaths) => edit(auditLog, (text) => text.split("\n").toSpliced(3, 1).join("\n")),
    ],
  ])("refuses to go on when %s, and says what to do", async (_what, spoil) => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(8));
    spoil(at.home);
    await expect(open(at.home)).rejects.toMatchObject({
      code: "audit_broken",
      message: expect.stringMatching(/^The audit log cannot be continued: .*#?\d|^The audit log cannot be continued: /),
      hint: expect.stringMatching(/clauderon audit verify.*move .*audit\.jsonl and .*audit elsewhere/),
    });
    // The advice works, and the evidence stays.
    renameSync(at.home.auditSegments, `${at.home.root}/evidence`);
    rmSync(at.home.auditLog, { force: true });
    await writeAuditLog(at.home, times(1));
    expect(at.records().map(({ seq }) => seq)).toEqual([1]);
    expect(readdirSync(`${at.home.root}/evidence`)).toContain("head.json");
  });

  it("checks what came after the newest signed record, and leaves what is signed to the verification", async () => {
    await using at = auditHome();
    const writer = await open(at.home);
    for (const _ of times(100)) writer.append(auditEntry());
    expect(await writer.signHead()).toMatchObject({ seq: 100 });
    const signed = readFileSync(at.home.auditCheckpoints);
    for (const _ of times(100)) writer.append(auditEntry());
    await writer.close();
    const sound = readFileSync(at.home.auditLog, "utf8");
    const spoil = (seq: number): void => {
      // As a crash leaves it: the end is not signed.
      writeFileSync(at.home.auditCheckpoints, signed);
      const lines = sound.split("\n");
      writeFileSync(at.home.auditLog, lines.with(seq - 1, lines[seq - 1]!.replace("POST", "PUT")).join("\n"));
    };
    spoil(101);
    await expect(open(at.home)).rejects.toMatchObject({ code: "audit_broken" });
    spoil(3);
    await (await open(at.home)).close();
  });

  it("gives the log back when the thread that wrote it dies", async () => {
    await using at = auditHome();
    const source = `
      const { AuditWriter } = await import(${JSON.stringify(new URL("../../../src-main/core/audit/auditWriter.ts", import.meta.url).href)});
      const { auditEntry } = await import(${JSON.stringify(new URL("../../helpers/auditEntry.ts", import.meta.url).href)});
      const { homePaths } = await import(${JSON.stringify(new URL("../../../src-main/core/home.ts", import.meta.url).href)});
      const writer = await AuditWriter.open({ home: homePaths(), segmentBytes: 1e6 });
      const entry = auditEntry();
      writer.intent(entry);
      writer.append(entry);
      writer.intent(auditEntry());
      throw new Error("the thread dies");`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      env: { ...process.env, CLAUDERON_HOME: at.home.root },
    });
    const died = new Promise<Error>((resolve) => worker.on("error", resolve));
    const exited = new Promise((resolve) => worker.on("exit", resolve));
    expect((await died).message).toBe("the thread dies");
    await exited;
    await (await open(at.home)).close();
    expect(at.records().map(({ error }) => error)).toEqual([null, "interrupted"]);
  });
});

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}
