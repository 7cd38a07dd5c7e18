import { describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { times } from "../../helpers/times.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

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
