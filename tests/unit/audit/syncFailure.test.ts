import fs from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";

afterEach(() => vi.restoreAllMocks());

// A disk that fails a sync cannot be had without a kernel module: the system's answer is played here.
it("a sync that the disk failed acknowledges nothing, and its bytes are written again before the next", async () => {
  await using at = auditHome();
  const writer = await AuditWriter.open({ home: at.home, segmentBytes: 64 * 1024 * 1024 });
  const acknowledged: number[] = [];
  writer.onSynced((seq) => acknowledged.push(seq));
  const failure = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
  vi.spyOn(fs, "fdatasync").mockImplementation((_fd, done) => done(failure));
  const stillFailing = vi.spyOn(fs, "fdatasyncSync").mockImplementation(() => {
    throw failure;
  });

  writer.append(auditEntry());
  await expect.poll(() => writer.problem).toContain("EIO");
  expect(() => writer.intent(auditEntry())).toThrow(expect.objectContaining({ code: "audit_unavailable" }));
  expect(acknowledged).toEqual([]);

  stillFailing.mockRestore();
  vi.restoreAllMocks();
  const rewritten = vi.spyOn(fs, "writeSync");
  writer.intent(auditEntry());
  const bytesOfLog = Buffer.byteLength(`${at.lines()[0]}\n`);
  expect(rewritten.mock.results.map(({ value }) => value)).toContain(bytesOfLog);
  expect(writer.problem).toBeNull();
  await expect.poll(() => acknowledged).toEqual([1]);
  await writer.close();
});
