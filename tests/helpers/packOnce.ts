import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { run } from "./run.ts";
import { makeStandInElectron } from "./standInElectron.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The packed folder, as an installer would lay it out. */
    readonly packed: string;
  }
}

const root = join(import.meta.dirname, "..", "..");

/** Packs the built app once for all files of the layer, around a stand-in for Electron, without network. */
export default async function packOnce(project: TestProject): Promise<() => void> {
  if (!existsSync(join(root, "out/main/main.js"))) throw new Error("out/main/main.js is missing: run `npm run build`");
  const folder = mkdtempSync(join(tmpdir(), "cld-pack-"));
  const electron = join(folder, "electron");
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/electron/package.json"), "utf8"));
  makeStandInElectron(electron, version);
  const builder = join(root, "node_modules/electron-builder/cli.js");
  const settings = [`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, "out")}`];
  const { code, stdout, stderr } = await run(
    process.execPath,
    [builder, "--linux", "dir", "--publish", "never", ...settings],
    { cwd: root, env: process.env, timeoutMs: 600_000 },
  );
  if (code !== 0) throw new Error(`electron-builder ended with code ${code}:\n${stdout}${stderr}`);
  const unpacked = process.arch === "arm64" ? "linux-arm64-unpacked" : "linux-unpacked";
  project.provide("packed", join(folder, "out", unpacked));
  return () => rmSync(folder, { recursive: true, force: true });
}
