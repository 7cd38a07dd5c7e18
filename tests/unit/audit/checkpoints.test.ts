import { spawnSync } from "node:child_process";
import { generateKeyPairSync, verify } from "node:crypto";
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { canonicalJson } from "../../../src-main/core/audit/canonicalJson.ts";
import { chainEntry } from "../../../src-main/core/audit/chain.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import { type Checkpoint, checkpointFormat, type SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import { type AuditRecord, genesisHash } from "../../../src-shared/model/auditRecord.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { verifyHome } from "../../helpers/verifyHome.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const times = (count: number) => Array.from({ length: count }, () => ({}));
const large = 64 * 1024 * 1024;
const checkpointsOf = (home: HomePaths): Checkpoint[] =>
  readFileSync(home.auditCheckpoints, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

async function headOf(home: HomePaths): Promise<SignedHead> {
  const writer = await AuditWriter.open({ home, segmentBytes: large });
  const head = await writer.signHead();
  await writer.close();
  return head;
}

/** The same entries under a chain of their own, as someone who may write to the home but not sign would make them. */
function rewrite(home: HomePaths, from: number, change: Partial<AuditRecord>): void {
  const lines = readFileSync(home.auditLog, "utf8").trimEnd().split("\n");
  let previous = from > 1 ? (JSON.parse(lines[from - 2]!) as AuditRecord).hash : genesisHash;
  for (let at = from - 1; at < lines.length; at++) {
    const record = { ...(JSON.parse(lines[at]!) as AuditRecord), ...(at === from - 1 ? change : {}) };
    const { line, hash } = chainEntry(record, record.seq, previous);
    lines[at] = line.trimEnd();
    previous = hash;
  }
  writeFileSync(home.auditLog, `${lines.join("\n")}\n`);
  writeFileSync(join(home.auditSegments, "head.json"), "{}");
}

describe("checkpoints of the audit log", () => {
  it("are signed at a rotation, after many records, and at a clean stop, and once for one head", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(30), 6_000);
    const rotated = checkpointsOf(at.home);
    expect(rotated.length).toBeGreaterThan(3);
    expect(rotated.at(-1)).toMatchObject({
      number: rotated.length,
      seq: 30,
      hash: at.records()[29]!.hash,
      kind: "mark",
    });
    await writeAuditLog(at.home, []);
    expect(checkpointsOf(at.home)).toHaveLength(rotated.length);

    const writer = await AuditWriter.open({ home: at.home, segmentBytes: large });
    for (let n = 0; n < 10_000; n++) writer.append(auditEntry());
    await writer.flush();
    expect(checkpointsOf(at.home)).toHaveLength(rotated.length + 1);
    await writer.close();
  });

  it("bear a signature that others can check with the public key beside the log", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(3));
    const [{ signature, ...signed }] = checkpointsOf(at.home) as [Checkpoint];
    const publicKey = readFileSync(at.home.auditPublicKey, "utf8");
    const bytes = Buffer.from(JSON.stringify(signed));
    expect(verify(null, bytes, publicKey, Buffer.from(signature, "base64"))).toBe(true);
    expect(canonicalJson(signed)).toBe(JSON.stringify(signed));
    expect(signed).toMatchObject({ format: checkpointFormat, previous: genesisHash, seq: 3 });
    expect(statSync(at.home.auditKey).mode & 0o777).toBe(0o600);
    const openssl = spawnSync("sh", [
      "-c",
      'openssl pkey -pubin -in "$1" -outform DER | sha256sum',
      "sh",
      at.home.auditPublicKey,
    ]);
    expect(String(openssl.stdout).split(" ")[0]).toBe(signed.key);
  });

  it("show a rewritten log for what it is, and which records still hold", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(5));
    await writeAuditLog(at.home, times(5));
    rewrite(at.home, 8, { decision: "deny" });
    const result = await verifyHome(at.home);
    expect(result).toMatchObject({ ok: false, kind: "forked", brokenSeq: 10, records: 5, brokenCheckpoint: null });
    expect(result.checkpoint?.seq).toBe(5);
    expect(result.message).toBe(
      "Record #10 is not the one that checkpoint 2 signed: the log was rewritten from #6 on or later. " +
        "5 records up to #5 are intact; the 5 after cannot be trusted.",
    );
    await expect(AuditWriter.open({ home: at.home, segmentBytes: large })).rejects.toMatchObject({
      code: "audit_broken",
      message: expect.stringContaining("record #10 is not the one that was signed"),
    });
  });

  it("show a cut end also without the acknowledged head, and keep the daemon from going on", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(6));
    rewrite(at.home, 7, {});
    const lines = readFileSync(at.home.auditLog, "utf8").split("\n");
    writeFileSync(at.home.auditLog, `${lines.slice(0, 4).join("\n")}\n`);
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "truncated", brokenSeq: 5, records: 4 });
    await expect(AuditWriter.open({ home: at.home, segmentBytes: large })).rejects.toThrow("written and signed");
  });

  it("do not pass with another key's signature, nor without any key", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(3));
    const { privateKey } = generateKeyPairSync("ed25519");
    const own = readFileSync(at.home.auditKey);
    writeFileSync(at.home.auditKey, String(privateKey.export({ type: "pkcs8", format: "pem" })));
    const foreign = await verifyHome(at.home);
    expect(foreign).toMatchObject({
      ok: false,
      kind: "bad_signature",
      brokenCheckpoint: 1,
      brokenSeq: null,
      records: 3,
    });
    expect(foreign.message).toMatch(/^Checkpoint 1 does not bear the signature of this log's key/);
    await expect(AuditWriter.open({ home: at.home, segmentBytes: large })).rejects.toMatchObject({
      code: "audit_broken",
    });

    rmSync(at.home.auditKey);
    expect(await verifyHome(at.home)).toMatchObject({ ok: true });
    await expect(AuditWriter.open({ home: at.home, segmentBytes: large })).rejects.toThrow("is missing");
    rmSync(at.home.auditPublicKey);
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "bad_signature" });
    writeFileSync(at.home.auditKey, own, { mode: 0o600 });
    await (await AuditWriter.open({ home: at.home, segmentBytes: large })).close();
    expect(await verifyHome(at.home)).toMatchObject({ ok: true });
  });

  it("are refused a key that others can read", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(1));
    chmodSync(at.home.auditKey, 0o640);
    const opened = AuditWriter.open({ home: at.home, segmentBytes: large });
    await expect(opened).rejects.toMatchObject({ code: "bad_permissions" });
  });

  it("lose a line that a crash left unfinished, and no other", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(2));
    const whole = readFileSync(at.home.auditCheckpoints, "utf8");
    writeFileSync(at.home.auditCheckpoints, `${whole}{"format":"clau`);
    expect(await verifyHome(at.home)).toMatchObject({ ok: false, kind: "torn", brokenCheckpoint: 2 });
    await (await AuditWriter.open({ home: at.home, segmentBytes: large })).close();
    expect(readFileSync(at.home.auditCheckpoints, "utf8")).toBe(whole);
  });
});

describe("a head that was kept elsewhere", () => {
  it("is found again in the log that goes on from it, also where nothing was written yet", async () => {
    await using at = auditHome();
    const empty = await headOf(at.home);
    expect(empty).toMatchObject({ seq: 0, hash: genesisHash });
    await writeAuditLog(at.home, times(4));
    const head = await headOf(at.home);
    await writeAuditLog(at.home, times(4));
    for (const anchor of [empty, head]) {
      expect(await verifyHome(at.home, anchor)).toMatchObject({ ok: true, anchoredTo: anchor.seq, records: 8 });
    }
    expect((await verifyHome(at.home, head)).message).toContain("#4, is part of this log");
  });

  it("does not pass in a log that was replaced whole, with its key", async () => {
    await using at = auditHome();
    await using other = auditHome();
    await writeAuditLog(at.home, times(4));
    await writeAuditLog(other.home, times(4));
    const result = await verifyHome(other.home, await headOf(at.home));
    expect(result).toMatchObject({ ok: false, kind: "other_key", anchoredTo: null });
  });

  it("does not pass in a log that was begun anew under the same key", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(4));
    const head = await headOf(at.home);
    for (const path of [at.home.auditLog, at.home.auditSegments]) rmSync(path, { recursive: true });
    expect(await verifyHome(at.home, head)).toMatchObject({ ok: false, kind: "truncated" });
    await writeAuditLog(at.home, times(6));
    expect(await verifyHome(at.home)).toMatchObject({ ok: true });
    expect(await verifyHome(at.home, head)).toMatchObject({ ok: false, kind: "forked" });
  });

  it("does not pass when it was changed itself", async () => {
    await using at = auditHome();
    await writeAuditLog(at.home, times(4));
    const head = await headOf(at.home);
    const changes: Partial<SignedHead>[] = [
      { seq: 3 },
      { hash: genesisHash },
      { key: genesisHash },
      { signature: `${head.signature} ` },
      { public_key: "none" },
    ];
    for (const change of changes) {
      const result = await verifyHome(at.home, { ...head, ...change });
      expect(result).toMatchObject({ ok: false, kind: "bad_signature" });
    }
  });
});
