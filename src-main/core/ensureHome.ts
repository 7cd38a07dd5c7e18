import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { HomePaths } from "./home.ts";

/**
 * Makes the home's folders. The home must be a real folder of this user that nobody else can enter: a link in its
 * place, or an owner who is not us, could hand the daemon another user's files to write to.
 */
export function ensureHome(home: HomePaths): void {
  mkdirSync(home.root, { recursive: true, mode: 0o700 });
  checkOwnFolder(home.root);
  const folders = [
    home.sessions,
    home.uploads,
    home.run,
    home.secrets,
    home.auditSegments,
    home.caBundles,
    home.logs,
    home.codex,
    home.cache,
  ];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    checkOwnFolder(folder);
  }
}

function checkOwnFolder(path: string): void {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) {
    throw new AppError(
      "unsafe_path",
      `${path} is not a folder (a link or a file is in its place).`,
      "Move it away and start again.",
    );
  }
  if (process.getuid && stat.uid !== process.getuid()) {
    throw new AppError(
      "bad_permissions",
      `${path} belongs to user ${stat.uid}, not to you.`,
      `Run \`chown -R $(id -u) ${path}\`, or set CLAUDERON_HOME.`,
    );
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
}
