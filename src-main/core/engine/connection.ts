import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";

/** Where the container engine answers. Plain data, so that a worker thread can open a connection of its own. */
export interface EngineConnection {
  readonly protocol: "unix" | "http" | "https" | "ssh";
  /** Unix socket or Windows pipe; null for the network protocols. */
  readonly socketPath: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly username: string | null;
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null } | null;
  /** Socket of the SSH agent; a worker thread has no environment to find it in. */
  readonly sshAgent: string | null;
  /** What chose it, for messages: "DOCKER_HOST", "context work", "the default socket". */
  readonly source: string;
}

/**
 * Chooses the engine as Docker's own client does: DOCKER_HOST, DOCKER_CONTEXT, the current context, the default
 * socket. Throws `usage` for an address or a context that cannot be read.
 */
export function resolveEngineConnection(env: NodeJS.ProcessEnv): EngineConnection {
  const sshAgent = env.SSH_AUTH_SOCK ?? null;
  if (env.DOCKER_HOST) {
    const folder = env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH ? (env.DOCKER_CERT_PATH ?? configFolder(env)) : null;
    return parseAddress(env.DOCKER_HOST, "DOCKER_HOST", folder ? readTls(folder) : null, sshAgent);
  }
  const context = env.DOCKER_CONTEXT || currentContext(configFolder(env));
  if (context && context !== "default") return readContext(configFolder(env), context, sshAgent);
  return parseAddress(defaultAddress(env), "the default socket", null, sshAgent);
}

/** Reads "unix:///path", "npipe:////./pipe/x", "tcp://host:port", "http(s)://…" or "ssh://user@host". */
export function parseAddress(
  address: string,
  source: string,
  tls: EngineConnection["tls"],
  sshAgent: string | null,
): EngineConnection {
  const nowhere = { socketPath: null, host: null, port: null, username: null, tls: null, sshAgent, source };
  const local = /^(?:unix|npipe):\/\/(.+)$/.exec(address);
  if (local) return { ...nowhere, protocol: "unix", socketPath: local[1]! };
  if (address.startsWith("/")) return { ...nowhere, protocol: "unix", socketPath: address };
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url?.hostname || !["tcp:", "http:", "https:", "ssh:"].includes(url.protocol)) {
    throw new AppError(
      "usage",
      `The container engine's address ${JSON.stringify(address)} (${source}) is not understood.`,
      "It looks like unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.",
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port ? Number(url.port) : null;
  if (url.protocol === "ssh:") {
    return { ...nowhere, protocol: "ssh", host, port: port ?? 22, username: url.username || null };
  }
  const secure = tls !== null || url.protocol === "https:";
  return { ...nowhere, protocol: secure ? "https" : "http", host, port: port ?? (secure ? 2376 : 2375), tls };
}

function configFolder(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
}

function currentContext(folder: string): string | null {
  const config = readJson(join(folder, "config.json")) as { currentContext?: unknown } | null;
  return typeof config?.currentContext === "string" ? config.currentContext : null;
}

/** Docker names a context's folder by the hash of its name. */
function readContext(folder: string, name: string, sshAgent: string | null): EngineConnection {
  const hash = createHash("sha256").update(name).digest("hex");
  const meta = readJson(join(folder, "contexts", "meta", hash, "meta.json")) as {
    Endpoints?: { docker?: { Host?: string } };
  } | null;
  const address = meta?.Endpoints?.docker?.Host;
  if (!address) {
    throw new AppError(
      "usage",
      `The Docker context "${name}" cannot be read.`,
      "`docker context ls` shows what exists; `docker context use default` goes back.",
    );
  }
  const tlsFolder = join(folder, "contexts", "tls", hash, "docker");
  return parseAddress(address, `context ${name}`, existsSync(tlsFolder) ? readTls(tlsFolder) : null, sshAgent);
}

function readTls(folder: string): EngineConnection["tls"] {
  const read = (name: string): string | null => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  };
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

function defaultAddress(env: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") return "npipe:////./pipe/docker_engine";
  const own = join(env.HOME || homedir(), ".docker", "run", "docker.sock");
  return `unix://${existsSync(own) ? own : "/var/run/docker.sock"}`;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
