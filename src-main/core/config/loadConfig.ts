import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type Config, defaultConfig } from "./config.ts";
import { readConfig } from "./readConfig.ts";

const maxBytes = 1024 * 1024;

/**
 * Loads config.toml. A file that is absent gives the defaults. Throws `bad_config` naming key and line, or
 * `bad_permissions` when another user could have written it.
 */
export function loadConfig(path: string): Config {
  const text = readConfigText(path);
  return text === null ? defaultConfig : readConfig(text);
}

/** The text, after the checks of ownership and mode on the opened file itself; null when there is no file. */
export function readConfigText(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new AppError("bad_permissions", `${path} cannot be read (${code}).`, "Check its owner and mode.");
  }
  try {
    const { uid, mode, size } = fstatSync(file);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new AppError("bad_config", `${path} is not a file.`);
    if (process.getuid && uid !== process.getuid()) {
      throw new AppError(
        "bad_permissions",
        `${path} belongs to another user (uid ${uid}).`,
        `chown $(id -u) '${path}'`,
      );
    }
    if (process.getuid && (mode & 0o022) !== 0) {
      throw new AppError("bad_permissions", `${path} can be written by other users.`, `chmod go-w '${path}'`);
    }
    if (size > maxBytes) throw new AppError("bad_config", `${path} is larger than 1 MiB.`);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
