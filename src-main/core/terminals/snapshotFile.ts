import { readFileSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const header = z.object({
  version: z.literal(1),
  cols: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
});

export interface SavedScreen {
  readonly cols: number;
  readonly rows: number;
  /** Draws the screen on a reset terminal of that size. */
  readonly text: string;
}

/** Replaces the file whole: a reader sees the one before or this one, never half of it. */
export async function saveScreen(path: string, { cols, rows, text }: SavedScreen): Promise<void> {
  const next = `${path}.next`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(next, { force: true });
  const file = await open(next, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ version: 1, cols, rows })}\n${text}`);
  } finally {
    await file.close();
  }
  await rename(next, path);
}

/** Null when there is none or it cannot be used: a lost picture is no reason not to attach. */
export function loadScreen(path: string): SavedScreen | null {
  try {
    const content = readFileSync(path, "utf8");
    const end = content.indexOf("\n");
    const { cols, rows } = header.parse(JSON.parse(content.slice(0, end)));
    return { cols, rows, text: content.slice(end + 1) };
  } catch {
    return null;
  }
}
