import { spawnSync } from "node:child_process";
import { readFileSync, renameSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { firstSeqOf, segmentPath } from "../../../src-main/core/audit/segments.ts";
import { verifyLog } from "../../../src-main/core/audit/verify.ts";
import type { VerifyResult } from "../../../src-shared/contract/audit.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { times } from "../../helpers/times.ts";
import { verifyByScript, verifyScript } from "../../helpers/verifyByScript.ts";
import { verifyHome } from "../../helpers/verifyHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

describe("verifying the audit log", () => {
  it("passes a sound log over segments and the live file, with progress and its head", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(2_000, () => ({})),
      200_000,
    );
    const checked: number[] = [];
    let result: VerifyResult | null = null;
    for await (const progress of verifyLog(at.home)) {
      checked.push(progress.checked);
      result = progress.result;
    }
    const head = at.records().at(-1)!.hash;
    expect(result).toMatchObject({ ok: true, records: 2_000, brokenSeq: null, headHash: head });
    expect(result!.message).toMatch(
      /^2,000 records are complete and unaltered since .* UTC\. Last checkpoint #2,000 is signed\. A local chain/,
    );
    expect(checked.length).toBeGreaterThan(3);
    expect(checked).toEqual(checked.toSorted((left, right) => left - right));
    expect(verifyByScript(at.home)).toEqual({
      status: 0,
      says: expect.stringMatching(
        new RegExp(`^2000 records are complete and unaltered, \\d+ checkpoints are signed. Head: ${head}\n$`),
      ),
    });
  });

  it("passes a log without records, and a home without a log", async () => {
    await using at = auditHome();
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 0 });
    expect(verifyByScript(at.home).status).toBe(0);
    await (await AuditWriter.open({ home: at.home, segmentBytes: 5_000 })).close();
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: 0 });
    expect(verifyByScript(at.home).status).toBe(0);
  });

  it("passes a log that is appended to and rotated meanwhile", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(500, () => ({})),
      30_000,
    );
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 30_000 });
    let writing = true;
    const load = (async () => {
      for (let turn = 0; turn < 200; turn++) {
        for (let n = 0; n < 10; n++) writer.append(auditEntry());
        await new Promise((resolve) => setImmediate(resolve));
      }
      writing = false;
    })();
    while (writing) expect(await verifyHome(at.home)).toMatchObject({ ok: true });
    await load;
    await writer.close();
    expect(await verifyHome(at.home)).toMatchObject({ ok: true, records: at.records().length });
  });

  it("ends where the log ended when it began, however much is written meanwhile", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      times(200, () => ({})),
      30_000,
    );
    // The first step of a rotation: its second one, the new file, comes after the verification has begun.
    renameSync(at.home.auditLog, segmentPath(at.home, firstSeqOf(at.home.auditLog)!, 200));
    const verification = verifyLog(at.home);
    await verification.next();
    const writer = await AuditWriter.open({ home: at.home, segmentBytes: 30_000 });
    let result: VerifyResult | null = null;
    for await (const progress of verification) {
      for (let n = 0; n < 50; n++) writer.append(auditEntry());
      result = progress.result;
    }
    expect(result).toMatchObject({ ok: true, records: 200 });
    await writer.close();
  });

  // Live file of a log of 10 records; each case spoils it and says what is to be found.
});

describe("the verifier of the documentation", () => {
  it("is short, and needs nothing but Node", () => {
    const source = readFileSync(verifyScript, "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(65);
    const imports = [...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    expect(imports.every((name) => name?.startsWith("node:"))).toBe(true);
  });

  it("agrees with what two tools of the system say of a record", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, [{}]);
    const [record] = at.records();
    const command = `sed 's/,"hash":"[0-9a-f]*"//' "$1" | tr -d '\\n' | sha256sum`;
    const { stdout } = spawnSync("sh", ["-c", command, "sh", at.home.auditLog], { encoding: "utf8" });
    expect(stdout.split(" ")[0]).toBe(record!.hash);
  });
});
