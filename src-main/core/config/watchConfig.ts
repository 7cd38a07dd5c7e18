import { toWireError } from "../../../src-shared/rpc/errors.ts";
import { type Config, defaultConfig } from "./config.ts";
import { readConfigText } from "./loadConfig.ts";
import { readConfig } from "./readConfig.ts";

export interface ConfigWatch {
  /** Reads the file again now, also when it looks unchanged (a `ca` file may have changed). */
  reload(): void;
  /** Why the file as it is was not taken; null when it was. */
  readonly problem: string | null;
  close(): void;
}

export interface ConfigWatchHandlers {
  /** May throw: then the old rules stay in force, and the error becomes `problem`. */
  onChange(config: Config): void;
  /** A file that cannot be taken, or null when it can again. */
  onProblem(problem: string | null): void;
}

const intervalMs = 1000;

/**
 * Follows config.toml. An invalid file changes nothing but `problem`: the rules before it stay in force. The file is
 * read every second and compared: its folder also holds the audit, whose every write would wake a folder watcher, and a
 * watch of the file alone misses a change made before its first look.
 */
export function watchConfig(path: string, handlers: ConfigWatchHandlers): ConfigWatch {
  let seen = tryRead(path);
  let problem: string | null = null;
  const setProblem = (next: string | null): void => {
    if (next === problem) return;
    problem = next;
    handlers.onProblem(next);
  };
  const load = (force: boolean): void => {
    try {
      const text = readConfigText(path);
      if (!force && text === seen && problem === null) return;
      seen = text;
      handlers.onChange(text === null ? defaultConfig : readConfig(text));
      setProblem(null);
    } catch (error) {
      const { message, hint } = toWireError(error);
      setProblem(hint ? `${message} ${hint}` : message);
    }
  };
  const timer = setInterval(() => load(false), intervalMs).unref();
  return {
    reload: () => load(true),
    get problem() {
      return problem;
    },
    close: () => clearInterval(timer),
  };
}

function tryRead(path: string): string | null {
  try {
    return readConfigText(path);
  } catch {
    return null;
  }
}
