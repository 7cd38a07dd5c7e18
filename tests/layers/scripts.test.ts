import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { run } from "../helpers/run.ts";

const root = resolve(import.meta.dirname, "../..");
const parts = readdirSync(join(root, "scripts/dev")).map((name) => `scripts/dev/${name}`);

test.each(["dev", ...parts])("%s is a script that any POSIX shell can read", async (path) => {
  expect(await run("sh", ["-n", path], { cwd: root })).toMatchObject({ code: 0, stderr: "" });
});

test("an unknown command or test layer is a usage error that names what there is", async () => {
  const command = await run("./dev", ["tset"], { cwd: root });
  expect(command.code).toBe(2);
  expect(command.stderr).toContain("usage: ./dev COMMAND");
  const layer = await run("./dev", ["test", "unti"], { cwd: root });
  expect(layer.code).not.toBe(0);
  expect(layer.stderr).toContain("no layer unti");
});
