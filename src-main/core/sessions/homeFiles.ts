import { randomBytes } from "node:crypto";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { managedSettingsJson } from "./managedSettings.ts";
import type { CredentialsPort } from "./ports.ts";

const defaultTemplate = { hasCompletedOnboarding: true };

/** Writes the files of the home that all sessions mount, where they differ from what they should be. */
export async function writeSharedFiles(
  home: HomePaths,
  codexFiles: ReturnType<CredentialsPort["codexFiles"]>,
): Promise<void> {
  await writeShared(home.managedSettings, managedSettingsJson());
  // The home around it is closed; inside, the agent's user must be able to read it.
  await chmod(home.codex, 0o755);
  for (const [name, text] of Object.entries(codexFiles)) await writeShared(join(home.codex, name), text);
  if ((await readFile(home.claudeTemplate, "utf8").catch(() => null)) === null) {
    await writeFile(home.claudeTemplate, `${JSON.stringify(defaultTemplate, null, 2)}\n`, { mode: 0o600 });
  }
}

/** The template of `.claude.json`, which the user may edit. */
export async function readClaudeTemplate(home: HomePaths): Promise<Record<string, unknown>> {
  const text = await readFile(home.claudeTemplate, "utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new AppError(
    "bad_config",
    `${home.claudeTemplate} is not a JSON object.`,
    'Correct it, or remove it: it is made again with {"hasCompletedOnboarding": true}.',
  );
}

/** By rename: a container that has the old file mounted keeps the old content whole. */
export async function writeShared(path: string, text: string): Promise<void> {
  if ((await readFile(path, "utf8").catch(() => null)) === text) return;
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  await writeFile(temporary, text, { mode: 0o644, flag: "wx" });
  await chmod(temporary, 0o644);
  await rename(temporary, path);
}
