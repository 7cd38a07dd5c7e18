import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { searchFolder, searchStream } from "../../../src-main/demo/secretSearch.ts";

const secret = "a-secret:of some length/with+signs";

test.each([
  ["as it is", secret],
  ["URL-encoded", encodeURIComponent(secret)],
  ...[0, 1, 2].map((shift) => [
    `in base64, ${shift} bytes in`,
    Buffer.from(`${"x".repeat(shift)}${secret} and more`).toString("base64"),
  ]),
])("a secret is found %s, also where it is cut in two", async (_, written) => {
  for (const cut of [1, 10, written.length - 1]) {
    const stream = Readable.from([
      Buffer.from(`before ${written.slice(0, cut)}`),
      Buffer.from(`${written.slice(cut)} after`),
    ]);
    expect((await searchStream(stream, secret)).found).toBe(true);
  }
});

test("what does not hold the secret is read to its end and found clean", async () => {
  const stream = Readable.from([Buffer.from(secret.slice(0, -1)), Buffer.from("other")]);
  expect(await searchStream(stream, secret)).toEqual({ found: false, bytes: secret.length + 4 });
});

test("a folder is searched to its depth, and links out of it are not followed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clauderon-search-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const inside = join(folder, "inside");
  mkdirSync(join(inside, "deep"), { recursive: true });
  writeFileSync(join(folder, "outside"), secret);
  symlinkSync(join(folder, "outside"), join(inside, "link"));
  expect((await searchFolder(inside, secret)).found).toBe(false);
  writeFileSync(join(inside, "deep", "file"), `x${secret}`);
  expect((await searchFolder(inside, secret)).found).toBe(true);
});
