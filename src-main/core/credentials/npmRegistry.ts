import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { HostAndPort } from "./builtIns.ts";

/**
 * The registry of the user's own npm configuration, in npm's order: environment, user file, global file, and last what
 * npm itself says. Null when there is none over HTTPS: a token never goes out in clear.
 */
export async function npmRegistry(
  env: NodeJS.ProcessEnv,
  askNpm: () => Promise<string | null> = npmConfigGet,
): Promise<HostAndPort | null> {
  return parseRegistry(configuredRegistry(env) ?? (await askNpm()));
}

function configuredRegistry(env: NodeJS.ProcessEnv): string | null {
  const variables = new Map(Object.entries(env).map(([name, value]) => [name.toLowerCase(), value]));
  const files = [
    variables.get("npm_config_userconfig") ?? join(env.HOME ?? homedir(), ".npmrc"),
    variables.get("npm_config_globalconfig") ?? (env.PREFIX ? join(env.PREFIX, "etc", "npmrc") : "/etc/npmrc"),
  ];
  const named = variables.get("npm_config_registry");
  if (named) return named;
  for (const file of files) {
    const text = readText(file);
    const registry = text === null ? null : registryOfNpmrc(text, env);
    if (registry) return registry;
  }
  return null;
}

/** Null also for a file that cannot be read: npm then says what holds. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The `registry` line of an .npmrc, with `${VARIABLE}` filled in as npm does; the last one wins. */
export function registryOfNpmrc(text: string, env: NodeJS.ProcessEnv): string | null {
  let found: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*registry\s*=\s*(.+?)\s*$/.exec(line);
    if (match) found = (match[1] as string).replace(/^["']|["']$/g, "");
  }
  return found?.replace(/\$\{([^}]+)\}/g, (_, name: string) => env[name] ?? "") ?? null;
}

export function parseRegistry(text: string | null): HostAndPort | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "https:" || url.hostname.startsWith("[")) return null;
  return { host: url.hostname, port: url.port === "" ? 443 : Number(url.port) };
}

/** Takes about half a second, hence asked last and only when an npm token is set. */
function npmConfigGet(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("npm", ["config", "get", "registry"], { timeout: 10_000, cwd: homedir() }, (error, stdout) =>
      resolve(error ? null : stdout.trim()),
    );
  });
}
