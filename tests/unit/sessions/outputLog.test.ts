import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OutputWriter, replayOutput } from "../../../src-main/core/sessions/outputLog.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-output-"));
  path = join(folder, "output.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function replay(writer: OutputWriter | null): Promise<string> {
  let text = "";
  const signal = AbortSignal.timeout(60_000);
  for await (const { stream, bytes } of replayOutput(path, { position: 0 }, () => writer, signal))
    text += `${stream}:${bytes} `;
  return text;
}

test("what was recorded is replayed, then what comes live, until the end", async () => {
  const { writer } = await OutputWriter.open(path, false);
  const stdout = new PassThrough();
  const recording = writer.record({ stdout, stderr: Readable.from([]) });
  stdout.write("early");
  const replayed = replay(writer);
  stdout.write("late");
  stdout.end();
  await recording;
  await writer.close();
  expect((await replayed).replaceAll(/stdout:| /g, "")).toBe("earlylate");
  expect(await replay(null)).toContain("late");
});

test("a recording that was cut short goes on where it ended, without the torn frame", async () => {
  const first = await OutputWriter.open(path, false);
  await first.writer.record({ stdout: Readable.from([Buffer.from("one")]), stderr: Readable.from([]) });
  await first.writer.close();
  appendFileSync(path, Buffer.from([1, 0, 0, 0, 9, 120]));
  const { writer, recorded } = await OutputWriter.open(path, true);
  expect(recorded).toEqual({ stdout: 3, stderr: 0 });
  const whole = { stdout: Readable.from([Buffer.from("onetwo")]), stderr: Readable.from([Buffer.from("e")]) };
  await writer.record(whole, recorded);
  await writer.close();
  const parts = (await replay(null)).trim().split(" ");
  expect(parts[0]).toBe("stdout:one");
  expect(parts.slice(1).sort()).toEqual(["stderr:e", "stdout:two"]);
});

test("beyond its limit output is read and not kept, which is said once, also after a restart", async () => {
  const chunks = (): Readable => Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(100, "x")));
  for (const keep of [false, true]) {
    const { writer, recorded } = await OutputWriter.open(path, keep, 1000);
    await writer.record({ stdout: chunks(), stderr: Readable.from([]) }, recorded);
    await writer.close();
  }
  const text = await replay(null);
  expect(text.split("is not recorded")).toHaveLength(2);
  expect(text.length).toBeLessThan(1200);
});
