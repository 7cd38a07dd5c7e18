import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Recipes } from "./recipe.ts";
import { runCommand } from "./runCommand.ts";

const downloadLimitMs = 20 * 60_000;

/**
 * Fills a folder with the Dockerfile and the programs it copies, and returns it. The programs come from the npm
 * registry, by the lock's versions and integrity; they are fetched here and not in the build, where the user's registry
 * settings and certificates are absent. A folder that a failed build left behind is used again.
 */
export async function prepareContext(
  recipe: Recipes["agent"],
  cache: string,
  onLine: (line: string) => void,
): Promise<string> {
  const folder = join(cache, recipe.tag.replace(":", "-"));
  if (existsSync(folder)) return folder;

  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const staging = mkdtempSync(join(cache, "download-"));
  try {
    for (const name of ["package.json", "package-lock.json"])
      copyFileSync(join(recipe.folder, "agents", name), join(staging, name));
    // No install scripts: the packages hold finished programs. The platform is the container's, not this machine's.
    const platform = ["--os=linux", `--cpu=${recipe.npmArchitecture}`, "--libc=glibc"];
    await runCommand("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...platform], {
      cwd: staging,
      timeoutMs: downloadLimitMs,
      onLine,
    });
    const context = join(staging, "context");
    mkdirSync(context);
    const modules = join(staging, "node_modules");
    for (const [from, to] of programs(recipe)) renameSync(join(modules, from), join(context, to));
    // Speech is of no use in a container, and a tenth of the image.
    rmSync(join(context, "codex", "codex-resources", "voice"), { recursive: true, force: true });
    copyFileSync(join(recipe.folder, "Dockerfile"), join(context, "Dockerfile"));
    renameSync(context, folder);
    return folder;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function programs({ npmArchitecture, rustTarget }: Recipes["agent"]): readonly (readonly [string, string])[] {
  return [
    [`@anthropic-ai/claude-code-linux-${npmArchitecture}/claude`, "claude"],
    [`codex-linux-${npmArchitecture}/vendor/${rustTarget}`, "codex"],
    [`node-linux-${npmArchitecture}/bin/node`, "node"],
    ["npm", "npm"],
  ];
}
