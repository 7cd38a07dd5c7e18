import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Undecidable } from "../../../src-main/core/proxy/inspection/bodyFacts.ts";
import { readPack } from "../../../src-main/core/proxy/inspection/packReader.ts";
import { readPushHead, withoutThinPacks } from "../../../src-main/core/proxy/inspection/pktLines.ts";
import { fc } from "../../helpers/property.ts";

let folder: string;
const git = (input: string, ...args: string[]): Buffer =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.invalid", "-C", folder, ...args], {
    input,
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cld-pack-"));
  git("", "init", "-q");
  for (let round = 0; round < 12; round++) {
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    for (let file = 0; file < 60; file++) {
      const text = round === 0 || file % 12 === round ? randomBytes(900).toString("hex") : null;
      if (text) writeFileSync(join(folder, file % 2 ? "a" : "a/b", `file-with-a-long-name-${file}`), text);
    }
    git("", "add", "-A");
    git("", "commit", "-q", "-m", `round ${round}`);
  }
  git("", "tag", "-a", "v1", "-m", "tag");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept = (): string[] =>
  git("", "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    .toString()
    .split("\n")
    .filter((line) => /commit|tree|tag/.test(line))
    .map((line) => line.slice(0, 40))
    .toSorted();

test.each([
  [["--delta-base-offset"]],
  [[]],
  [["--no-reuse-delta", "--window=50", "--delta-base-offset"]],
  [["--window=0"]],
])("every commit, tree and tag of a pack by git is read by its id: %j", async (options) => {
  const pack = git("", "pack-objects", "--all", "--stdout", "-q", ...options);
  expect([...(await readPack(pack)).keys()].toSorted()).toEqual(kept());
});
test("a thin pack builds on what is not in it, and is not guessed at", async () => {
  const thin = git("HEAD\n^HEAD~1\n", "pack-objects", "--revs", "--stdout", "-q", "--thin", "--delta-base-offset");
  await expect(readPack(thin)).rejects.toThrow("builds on what is not in it");
});
/** A pack of any entries: each a type, what stands before its data, and the data. */
const packOf = (entries: readonly (readonly [type: number, before: Buffer, data: Buffer])[]): Buffer => {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const parts = entries.flatMap(([type, before, data]) => {
    const size = [(type << 4) | (data.length & 15)];
    for (let left = data.length >> 4; left > 0; left >>= 7) {
      size[size.length - 1]! |= 0x80;
      size.push(left & 0x7f);
    }
    return [Buffer.from(size), before, deflateSync(data)];
  });
  return Buffer.concat([head, ...parts, Buffer.alloc(20)]);
};
const hashOf = (content: Buffer): Buffer =>
  createHash("sha1").update(`tag ${content.length}\0`).update(content).digest();

test("objects of which each builds on the one behind it are all read, however many", async () => {
  const count = 20_000;
  const contents = Array.from({ length: count }, (_, at) => Buffer.from(String(at).padStart(5, "0")));
  const entries = contents.map((content, at): [number, Buffer, Buffer] =>
    // From a base of five bytes: five others.
    at === 0
      ? [4, Buffer.alloc(0), content]
      : [7, hashOf(contents[at - 1]!), Buffer.concat([Buffer.from([5, 5, 5]), content])],
  );
  expect((await readPack(packOf(entries.toReversed()))).size).toBe(count);
});
test("a large file is passed over, and one that is larger than it says is refused", async () => {
  const file = Buffer.alloc(3 * 1024 * 1024, "x");
  const tag: [number, Buffer, Buffer] = [4, Buffer.alloc(0), Buffer.from("t")];
  expect([...(await readPack(packOf([[3, Buffer.alloc(0), file], tag]))).values()]).toHaveLength(1);
  const wrong = packOf([[3, Buffer.alloc(0), file], tag]);
  wrong[12]! ^= 1;
  await expect(readPack(wrong)).rejects.toBeInstanceOf(Undecidable);
});
test("a damaged pack is refused, and never anything but read or refused", async () => {
  const pack = git("HEAD\n", "pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset");
  await fc.assert(
    fc.asyncProperty(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const damaged = Buffer.from(pack);
      damaged[at] = damaged[at]! ^ flip;
      await readPack(damaged).catch((error: unknown) => {
        if (!(error instanceof Undecidable)) throw error;
      });
    }),
    { numRuns: 150 },
  );
  for (const cut of [0, 5, 12, 40, pack.length - 21, pack.length - 1]) {
    await expect(readPack(pack.subarray(0, cut))).rejects.toBeInstanceOf(Undecidable);
  }
});

const line = (text: string): string => (text.length + 4).toString(16).padStart(4, "0") + text;
const [zero, id] = ["0".repeat(40), "a".repeat(40)];
const command = `${zero} ${id} refs/heads/x`;

test("commands are read to the flush, with shallow lines and push options", () => {
  const body = `${line(`shallow ${id}`)}${line(`${command}\0report-status push-options agent=x`)}${line(`${id} ${zero} refs/tags/y\n`)}0000${line("ci.skip")}0000PACK`;
  const { commands, packAt } = readPushHead(Buffer.from(body));
  expect(commands).toEqual([
    { before: zero, after: id, ref: "refs/heads/x" },
    { before: id, after: zero, ref: "refs/tags/y" },
  ]);
  expect(body.slice(packAt)).toBe("PACK");
  expect(readPushHead(Buffer.from("0000"))).toEqual({ commands: [], packAt: 4 });
});
test.each([
  ["nothing", ""],
  ["no end", line(command)],
  ["a signed push", `${line("push-cert\0report-status")}0000`],
  ["longer ids", `${line(`${"a".repeat(64)} ${"b".repeat(64)} refs/heads/x`)}0000`],
  ["a ref outside refs", `${line(`${zero} ${id} HEAD`)}0000`],
  ["a length beyond the end", `ffff${command}`],
  ["a length of three", "0003"],
  ["two commands in one line", `${line(`${command}\n${zero} ${id} refs/heads/main`)}0000`],
])("%s is not guessed at", (_name, body) => {
  expect(() => readPushHead(Buffer.from(body))).toThrow(Undecidable);
});
test("any bytes are commands or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        readPushHead(Buffer.from(bytes));
      } catch (error) {
        if (!(error instanceof Undecidable)) throw error;
      }
    }),
  );
});
test("an advertisement asks for whole packs, and is otherwise as it was", () => {
  const answer = Buffer.from(
    `${line("# service=git-receive-pack\n")}0000${line(`${id} refs/heads/x\0report-status\n`)}0000`,
  );
  expect(withoutThinPacks(answer).toString()).toBe(
    `${line("# service=git-receive-pack\n")}0000${line(`${id} refs/heads/x\0no-thin report-status\n`)}0000`,
  );
});
