import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HomePaths, SessionPaths } from "../home.ts";
import { inside } from "./containerPaths.ts";
import { readClaudeTemplate } from "./homeFiles.ts";
import { giveTo } from "./owner.ts";
import type { CredentialsPort, Owner } from "./ports.ts";
import { requireRealFolders } from "./realFolder.ts";

/** Makes a session's folders on the host. The run folder belongs to the relay's user, who must be able to enter it. */
export async function makeSessionFolders(paths: SessionPaths, owner: Owner): Promise<void> {
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  for (const folder of [paths.home, paths.uploads, paths.run]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await giveTo(owner, folder);
  }
}

/** `.claude.json` of a session: the template, and trust in the folders that it works in. */
export function claudeJson(template: Readonly<Record<string, unknown>>, workdir: string): string {
  const projects: Record<string, object> = { ...(template.projects as Record<string, object> | undefined) };
  for (const folder of new Set([inside.home, workdir])) {
    projects[folder] = { ...projects[folder], hasTrustDialogAccepted: true };
  }
  return `${JSON.stringify({ ...template, projects }, null, 2)}\n`;
}

/** Fills a session's home. Once, before its agent has ever run: later the home is the agent's. */
export async function fillSessionHome(
  home: HomePaths,
  paths: SessionPaths,
  options: {
    readonly owner: Owner;
    readonly workdir: string;
    readonly codexFiles: ReturnType<CredentialsPort["codexFiles"]>;
  },
): Promise<void> {
  const { owner } = options;
  const write = async (path: string, text: string): Promise<void> => {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
    await giveTo(owner, path);
  };
  await write(join(paths.home, ".claude.json"), claudeJson(await readClaudeTemplate(home), options.workdir));
  for (const folder of [".claude", ".codex", ".clauderon"]) {
    await mkdir(join(paths.home, folder), { mode: 0o700 });
    await giveTo(owner, join(paths.home, folder));
  }
  for (const [name, text] of Object.entries(options.codexFiles)) await write(join(paths.home, ".codex", name), text);
  await requireMountPoints(paths, owner);
}

/** Before each start: the places that the engine mounts over must be what they seem. */
export async function requireMountPoints(paths: SessionPaths, owner: Owner): Promise<void> {
  await requireRealFolders(paths.home, [".clauderon", "uploads"], owner);
  await requireRealFolders(paths.uploads, [], owner);
}
