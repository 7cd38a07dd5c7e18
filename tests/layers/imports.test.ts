import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Finished, run } from "../helpers/run.ts";

const root = resolve(import.meta.dirname, "../..");

function cruise(folder: string): Promise<Finished> {
  const args = [
    "--config",
    join(root, ".dependency-cruiser.cjs"),
    "--preserve-symlinks",
    "src-main",
    "src-shared",
    "src-renderer",
  ];
  return run(join(root, "node_modules/.bin/depcruise"), args, { cwd: folder });
}

// A cruiser that cannot read TypeScript finds no violation and says so cheerfully: the number of modules tells.
test("the sources keep to the layers, and the tool has really read them", async () => {
  const { code, stdout } = await cruise(root);
  expect(stdout).toMatch(/no dependency violations found \(\d{2,} modules/);
  expect(code).toBe(0);
});

const planted = [
  ["a core file that imports a carrier", "core-looks-down", "src-main/core/planted1.ts", "../transports/socketPath.ts"],
  ["a core file that imports electron", "no-electron-below-the-shell", "src-main/core/planted2.ts", "electron"],
  ["a client that reaches into the core", "cli-is-a-client", "src-main/cli/planted3.ts", "../core/home.ts"],
  ["a shared file that imports Node", "shared-is-leaf", "src-shared/planted4.ts", "node:fs"],
  ["a service above a carrier", "services-look-down", "src-main/services/planted5.ts", "../transports/socketPath.ts"],
  ["a second importer of dockerode", "only-dockerode-importer", "src-main/core/planted6.ts", "dockerode"],
  ["a second importer of mockttp", "only-mockttp-importer", "src-main/core/planted7.ts", "mockttp"],
  ["a second importer of node-forge", "only-node-forge-importer", "src-main/core/planted8.ts", "node-forge"],
  ["a screen that reaches into the core", "renderer-no-main", "src-renderer/planted10.ts", "../src-main/core/home.ts"],
  ["a screen that imports Node", "renderer-no-node", "src-renderer/planted11.ts", "node:fs"],
  ["a control that knows a screen", "ui-is-leaf", "src-renderer/ui/planted12.ts", "../features/audit/auditQuery.ts"],
  [
    "a core file that imports a screen",
    "main-no-renderer",
    "src-main/core/planted13.ts",
    "../../src-renderer/format/formats.ts",
  ],
  [
    "a second importer of electron-store",
    "only-electron-store-importer",
    "src-main/electron/planted14.ts",
    "electron-store",
  ],
  [
    "a service that imports the desktop app",
    "shell-is-a-rim",
    "src-main/services/planted15.ts",
    "../electron/deepLink.ts",
  ],
  ["a cycle", "no-circular", "src-shared/planted9.ts", "./planted9.other.ts"],
] as const;

let copy: string;
let result: Finished;

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), "clauderon-layers-"));
  for (const name of ["src-main", "src-shared", "src-renderer", "package.json", "tsconfig.json"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const [, , path, imported] of planted)
    plant(path, `import * as other from "${imported}";\nexport const used: unknown = other;\n`);
  plant("src-shared/planted9.other.ts", 'export * from "./planted9.ts";\n');
  result = await cruise(copy);
});
afterAll(() => rmSync(copy, { recursive: true }));

function plant(path: string, content: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), content);
}

test("a planted violation fails the check", () => {
  expect(result.code).not.toBe(0);
});

test.each(planted)("%s is found", (_, rule, path) => {
  const lines = result.stdout.split("\n").filter((line) => line.includes(`${rule}:`));
  expect(lines.join("\n")).toContain(path.replace(/\.ts$/, ""));
});
