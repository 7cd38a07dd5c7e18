import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Where everything lies on the host: `~/.clauderon`, or `$CLAUDERON_HOME`. */
export interface HomePaths {
  readonly root: string;
  readonly caCertificate: string;
  readonly caKey: string;
  readonly caBundles: string;
  readonly claudeTemplate: string;
  readonly managedSettings: string;
  readonly codex: string;
  readonly sessions: string;
  readonly uploads: string;
  readonly run: string;
  readonly secrets: string;
  readonly database: string;
  readonly auditLog: string;
  readonly auditSegments: string;
  readonly intentLog: string;
  readonly auditCheckpoints: string;
  readonly auditKey: string;
  readonly auditPublicKey: string;
  readonly auditIndex: string;
  readonly socket: string;
  readonly lock: string;
  readonly logs: string;
  readonly daemonLog: string;
  readonly config: string;
  readonly cache: string;
}

export function homePaths(env: NodeJS.ProcessEnv = process.env): HomePaths {
  const chosen = env.CLAUDERON_HOME;
  const root = chosen ? (isAbsolute(chosen) ? chosen : resolve(chosen)) : join(homedir(), ".clauderon");
  const under = (...parts: string[]): string => join(root, ...parts);
  return {
    root,
    caCertificate: under("proxy-ca.pem"),
    caKey: under("proxy-ca-key.pem"),
    caBundles: under("ca-bundles"),
    claudeTemplate: under("claude.json"),
    managedSettings: under("managed-settings.json"),
    codex: under("codex"),
    sessions: under("sessions"),
    uploads: under("uploads"),
    run: under("run"),
    secrets: under("secrets"),
    database: under("db.sqlite"),
    auditLog: under("audit.jsonl"),
    auditSegments: under("audit"),
    intentLog: under("audit", "intent.log"),
    auditCheckpoints: under("audit", "checkpoints.jsonl"),
    auditKey: under("audit-key.pem"),
    auditPublicKey: under("audit-key.pub.pem"),
    auditIndex: under("audit.sqlite"),
    socket: under("daemon.sock"),
    lock: under("daemon.lock"),
    logs: under("logs"),
    daemonLog: under("logs", "daemon.log"),
    config: under("config.toml"),
    cache: under("cache"),
  };
}

/** Folders and socket of one session. */
export interface SessionPaths {
  readonly folder: string;
  readonly home: string;
  readonly uploads: string;
  readonly run: string;
  readonly socket: string;
  /** The last saved picture of its terminal. */
  readonly screenSnapshot: string;
}

export function sessionPaths(home: HomePaths, sessionId: string): SessionPaths {
  const run = join(home.run, sessionId);
  return {
    folder: join(home.sessions, sessionId),
    home: join(home.sessions, sessionId, "home"),
    uploads: join(home.uploads, sessionId),
    run,
    socket: join(run, "proxy.sock"),
    screenSnapshot: join(home.sessions, sessionId, "screen.snapshot"),
  };
}
