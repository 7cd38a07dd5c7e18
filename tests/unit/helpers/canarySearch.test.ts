import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { formsIn, searchFolder, searchStream, writtenForms } from "../../helpers/canarySearch.ts";

const secret = "canary/+value with spaces=42";
const forms = writtenForms(secret);

describe("the canary search", () => {
  it.each([
    ["raw", secret],
    ["URL-encoded", encodeURIComponent(secret)],
    ["percent-encoded whole", [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join("")],
    ["hex", Buffer.from(secret).toString("hex")],
    ...[0, 1, 2, 3, 4, 5].map((n): [string, string] => [
      `base64 behind ${n} bytes`,
      Buffer.from(`${"x".repeat(n)}${secret}tail`).toString("base64"),
    ]),
  ])("finds it %s", (_form, text) => {
    expect(formsIn(Buffer.from(`before ${text} after`), forms)).not.toEqual([]);
  });

  it("finds it split at any place of a stream", async () => {
    const text = Buffer.from(`before ${secret} after`);
    for (let split = 1; split < text.length; split++) {
      expect(await searchStream(Readable.from([text.subarray(0, split), text.subarray(split)]), forms)).toBe(true);
    }
  });

  it("finds the file that holds it and no other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clauderon-canary-"));
    writeFileSync(join(folder, "clean"), "nothing here");
    writeFileSync(join(folder, "planted"), `x${secret}`);
    expect(await searchFolder(folder, forms)).toEqual([join(folder, "planted")]);
    rmSync(folder, { recursive: true });
  });

  it("does not find what is not there", () => {
    expect(formsIn(Buffer.from("canary value, but another one"), forms)).toEqual([]);
  });
});
