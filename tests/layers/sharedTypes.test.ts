import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Finished, run } from "../helpers/run.ts";

const root = resolve(import.meta.dirname, "../..");
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "clauderon-shared-"));
  mkdirSync(join(copy, "src-shared"));
  cpSync(join(root, "src-shared"), join(copy, "src-shared"), { recursive: true });
  for (const name of ["package.json", "tsconfig.json"]) cpSync(join(root, name), join(copy, name));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rmSync(copy, { recursive: true }));

function compile(): Promise<Finished> {
  return run(join(root, "node_modules/.bin/tsc"), ["-p", "src-shared"], { cwd: copy });
}

test("src-shared compiles without the types of Node, a browser or Electron", async () => {
  expect(await compile()).toMatchObject({ code: 0, stdout: "" });
});

test.each([
  ["Node's", "export const planted = process.env;"],
  ["a browser's", "export const planted = document.title;"],
])("a shared file that uses %s globals does not compile", async (_, content) => {
  writeFileSync(join(copy, "src-shared", "planted.ts"), `${content}\n`);
  const { code, stdout } = await compile();
  expect(stdout).toContain("planted.ts");
  expect(code).not.toBe(0);
});
