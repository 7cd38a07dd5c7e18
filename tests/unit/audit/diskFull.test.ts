import { renameSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { freeSpaceProblem } from "../../../src-main/core/audit/diskSpace.ts";
import { verifyLog } from "../../../src-main/core/audit/verify.ts";
import { type HomePaths, homePaths } from "../../../src-main/core/home.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome, logLines } from "../../helpers/auditHome.ts";
import { smallDisk } from "../../helpers/smallDisk.ts";

const recordsOf = (home: HomePaths) => logLines(home).map((line) => JSON.parse(line) as AuditRecord);
const refusal = expect.objectContaining({
  code: "audit_unavailable",
  message: expect.stringContaining("the disk is full"),
  hint: expect.stringContaining("Free space"),
});

async function isSound(home: HomePaths): Promise<boolean> {
  let ok: boolean | undefined;
  for await (const { result } of verifyLog(home)) ok = result?.ok;
  return ok!;
}

describe.each([
  ["in one file", 64 * 1024 * 1024],
  ["with rotation", 20_000],
])("an audit log on a full disk, %s", (_name, segmentBytes) => {
  it("refuses new requests, keeps the records of running ones, and recovers by itself when space returns", async () => {
    using disk = smallDisk(1024);
    const home = homePaths({ CLAUDERON_HOME: disk.path });
    const writer = await AuditWriter.open({ home, segmentBytes });
    const running = Array.from({ length: 60 }, () => auditEntry());
    for (const entry of running) writer.intent(entry);
    expect(writer.problem).toBeNull();

    disk.fill();
    let refused = 0;
    for (const entry of running) {
      try {
        writer.append(entry);
      } catch (error) {
        expect(error).toEqual(refusal);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(10);
    expect(writer.problem).toContain("the disk is full");
    const late = auditEntry();
    expect(() => writer.intent(late)).toThrow(refusal);
    expect(() => writer.append({ ...late, decision: "deny", rule: "audit-unavailable" })).toThrow(refusal);
    // No torn line is left behind for a reader of the file.
    expect(await isSound(home)).toBe(true);

    disk.free();
    writer.intent(auditEntry());
    expect(writer.problem).toBeNull();
    await writer.close();
    const records = recordsOf(home);
    expect(records.slice(0, 61).map(({ id }) => id)).toEqual([...running, late].map(({ id }) => id));
    expect(await isSound(home)).toBe(true);

    await (await AuditWriter.open({ home, segmentBytes })).close();
    expect(recordsOf(home).slice(61)).toMatchObject([{ error: "interrupted" }]);
    expect(await isSound(home)).toBe(true);
  });

  it("takes requests again without being asked", async () => {
    using disk = smallDisk(1024);
    const writer = await AuditWriter.open({ home: homePaths({ CLAUDERON_HOME: disk.path }), segmentBytes });
    disk.fill();
    const fillUp = () => {
      for (let n = 0; n < 100; n++) writer.append(auditEntry());
    };
    expect(fillUp).toThrow(refusal);
    disk.free();
    await expect.poll(() => writer.problem).toBeNull();
    await writer.close();
  });

  it("says why it cannot be opened", async () => {
    using disk = smallDisk(1024);
    disk.fill();
    const home = homePaths({ CLAUDERON_HOME: disk.path });
    await expect(AuditWriter.open({ home, segmentBytes })).rejects.toMatchObject({ code: "audit_unavailable" });
    disk.free();
    await (await AuditWriter.open({ home, segmentBytes })).close();
  });
});

describe("an audit log in trouble", () => {
  it("counts what memory does not hold, instead of losing it unseen", async () => {
    using disk = smallDisk(16 * 1024);
    const home = homePaths({ CLAUDERON_HOME: disk.path });
    const writer = await AuditWriter.open({ home, segmentBytes: 64 * 1024 * 1024 });
    const total = 11_000;
    let written = 0;
    disk.fill();
    for (let n = 0; n < total; n++) {
      try {
        writer.append(auditEntry({ decision: "deny" }));
        written++;
      } catch (error) {
        expect(error).toEqual(refusal);
      }
    }
    expect(written).toBeLessThan(10);
    disk.free();
    await writer.close();
    const records = recordsOf(home);
    expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    expect(records.at(-1)).toMatchObject({ rule: "audit-unavailable", error: "audit_unavailable" });
    expect(await isSound(home)).toBe(true);
  });

  it("refuses requests when the file is moved away in use, and goes on when it is back", async () => {
    await using at = auditHome();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 64 * 1024 * 1024 });
    writer.append(auditEntry());
    await writer.flush();
    renameSync(at.home.auditLog, `${at.home.auditLog}.away`);
    writer.append(auditEntry());
    await expect.poll(() => writer.problem).toContain("was moved, deleted or cut");
    expect(() => writer.intent(auditEntry())).toThrow(expect.objectContaining({ code: "audit_unavailable" }));
    renameSync(`${at.home.auditLog}.away`, at.home.auditLog);
    writer.append(auditEntry());
    expect(writer.problem).toBeNull();
    await writer.close();
    expect(at.records()).toHaveLength(3);
    expect(await isSound(at.home)).toBe(true);
  });

  it("keeps a reserve: no session is started into a nearly full disk", async () => {
    using disk = smallDisk(300 * 1024);
    const home = homePaths({ CLAUDERON_HOME: disk.path });
    expect(freeSpaceProblem(home)).toBeNull();
    using small = smallDisk(1024);
    expect(freeSpaceProblem(homePaths({ CLAUDERON_HOME: small.path }))).toMatchObject({
      code: "disk_full",
      message: expect.stringContaining("reserve of 256 MiB"),
    });
  });
});
