import { readFileSync } from "node:fs";
import { AppError } from "../../src-shared/rpc/errors.ts";

/** The way out that the host's environment prescribes, as curl and Node read it: either case, lower case first. */
export interface EnvironmentProxy {
  readonly https: string | null;
  readonly http: string | null;
  readonly no: string | null;
}

export function environmentProxy(env: NodeJS.ProcessEnv): EnvironmentProxy {
  const either = (name: string): string | null => env[name.toLowerCase()] || env[name] || null;
  const all = either("ALL_PROXY");
  return { https: either("HTTPS_PROXY") ?? all, http: either("HTTP_PROXY") ?? all, no: either("NO_PROXY") };
}

/** Extra roots from NODE_EXTRA_CA_CERTS. Node itself ignores an unreadable file; a proxy must not. */
export function extraCaPem(env: NodeJS.ProcessEnv): string | null {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (!path) return null;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AppError(
      "bad_config",
      `NODE_EXTRA_CA_CERTS names ${path}, which cannot be read.`,
      "Correct or unset the variable.",
      { cause: error },
    );
  }
}
