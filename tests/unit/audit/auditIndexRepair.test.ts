import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import { openIndexDatabase } from "../../../src-main/core/storage/database.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { allSeqs, indexed } from "../../helpers/indexedHome.ts";
import { times } from "../../helpers/times.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const upTo = (last: number) => times(last, (index) => index + 1);

describe("the audit index", () => {
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
});

function damage(path: string): void {
  const bytes = readFileSync(path);
  // Behind the pages of the schema and of the progress.
  bytes.fill(0x5a, 40_960);
  writeFileSync(path, bytes);
}
