import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Whether this is a plain file of the user's own that nobody else may read or write. */
export function isPrivate(path: string): boolean {
  const stat = lstatSync(path);
  const mine = process.getuid === undefined || stat.uid === process.getuid();
  return stat.isFile() && mine && (stat.mode & 0o077) === 0;
}

/** The file is there whole, and on the disk, or not at all. */
export function writeWhole(path: string, text: string, mode: number): void {
  const partial = `${path}.new`;
  rmSync(partial, { force: true });
  writeFileSync(partial, text, { mode, flag: "wx", flush: true });
  renameSync(partial, path);
}
