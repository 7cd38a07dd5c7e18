import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const execute = promisify(execFile);
const timeLimitMs = 10 * 60_000;

/**
 * Runs git on the host, for the user's own repository and for a clone that no agent has touched yet. No configuration
 * but the repository's, no hooks, no prompts, no protocol but local files.
 */
export async function hostGit(args: readonly string[], folder?: string, input?: string): Promise<string> {
  const settings = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.allow=never",
    "protocol.file.allow=always",
  ];
  const all = [...(folder === undefined ? [] : ["-C", folder]), ...settings.flatMap((it) => ["-c", it]), ...args];
  try {
    const running = execute("git", all, { env: gitEnvironment(), timeout: timeLimitMs, maxBuffer: 16 << 20 });
    // A git that ends before it has read all says why by its exit.
    running.child.stdin?.on("error", () => {}).end(input ?? "");
    return (await running).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new AppError("usage", "git is not installed on this machine.", "Install it, or leave --repo away.");
    }
    const words = (stderr ?? String(error)).trim().split("\n").slice(0, 3).join(" ").slice(0, 500);
    throw new AppError("usage", `git failed on the repository: ${words}`, null, { cause: error });
  }
}

/** The user's name and address for commits, from their own configuration; null where they have none. */
export async function userIdentity(): Promise<{ name: string; email: string } | null> {
  const read = async (key: string): Promise<string> => {
    const { PATH, HOME } = process.env;
    const result = await execute("git", ["config", "--global", "--get", key], {
      env: { PATH, HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME },
      timeout: 5000,
    }).catch(() => null);
    return result?.stdout.trim() ?? "";
  };
  const [name, email] = await Promise.all([read("user.name"), read("user.email")]);
  return name && email ? { name, email } : null;
}

/** Not the daemon's environment: GIT_DIR, GIT_SSH_COMMAND and the like would come along with it. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
  };
}
