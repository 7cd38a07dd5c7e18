import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import { type AptSource, parseAptSources, sourcesOfRelease } from "./aptSources.ts";
import { runCommand } from "./runCommand.ts";

const limitMs = 15 * 60_000;

/** Why this machine cannot make a base image itself; null when it can. */
export function debootstrapProblem(): string | null {
  if (process.platform !== "linux") return "only Debian and its relatives can make one";
  if (process.getuid?.() !== 0) return "making one takes root";
  if (!existsSync("/usr/sbin/debootstrap")) return "the package debootstrap is not installed";
  if (releaseOfMachine() === null) return "apt on this machine names no mirror for its own release";
  return null;
}

/** A minimal base image of the machine's own release, made once from the mirror that its own apt uses. Its tag. */
export async function debootstrapBase(engine: Engine, cache: string, onLine: (line: string) => void): Promise<string> {
  const release = releaseOfMachine();
  if (release === null) throw new Error(debootstrapProblem() ?? "no release");
  const tag = `clauderon-base:${release.codename}`;
  if (await engine.image(tag)) return tag;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const root = mkdtempSync(join(cache, "base-"));
  try {
    // Without certificates apt inside could not use a mirror over HTTPS.
    const extra = release.mirror.startsWith("https:") ? ["--include=ca-certificates"] : [];
    await runCommand("debootstrap", ["--variant=minbase", ...extra, release.codename, root, release.mirror], {
      timeoutMs: limitMs,
      onLine,
    });
    writeFileSync(join(root, "etc/apt/sources.list"), release.sources.map(sourceLine).join(""));
    await importFolder(engine, root, tag);
    return tag;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function releaseOfMachine() {
  const codename = /^VERSION_CODENAME="?(\w+)/m.exec(readOrEmpty("/etc/os-release"))?.[1];
  if (codename === undefined) return null;
  const folder = "/etc/apt/sources.list.d";
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const named = files.filter((path) => /\.(list|sources)$/.test(path));
  const sources = ["/etc/apt/sources.list", ...named].flatMap((path) => parseAptSources(readOrEmpty(path)));
  const release = sourcesOfRelease(sources, codename);
  return release && { ...release, codename };
}

function sourceLine({ uri, suite, components }: AptSource): string {
  return `deb ${uri} ${suite} ${components.join(" ")}\n`;
}

async function importFolder(engine: Engine, root: string, tag: string): Promise<void> {
  const excluded = ["./var/cache/apt/archives/*.deb", "./var/lib/apt/lists/*", "./dev/*", "./proc/*", "./sys/*"];
  const tar = spawn("tar", ["-C", root, "--numeric-owner", ...excluded.map((path) => `--exclude=${path}`), "-c", "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve, reject) => {
    tar.once("error", reject);
    tar.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with code ${code}`))));
  });
  await Promise.all([engine.importImage(tar.stdout, tag), ended]);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
