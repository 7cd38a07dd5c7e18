import type { AccessMode, Agent } from "../../../src-shared/model/session.ts";
import type { Engine } from "../engine/engine.ts";
import type { HomePaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import type { Database } from "../storage/database.ts";
import type { Workspace } from "../workspace.ts";
import type { DiskLimits } from "./diskUse.ts";

/* What sessions need of the other parts of the core; `createCore` passes the real ones. */

export interface ProxyPort {
  /** The port that was opened. */
  readonly port: number;
  putSession(session: {
    readonly id: string;
    readonly name: string;
    readonly accessMode: AccessMode;
    readonly workspace: Workspace | null;
    readonly secretHash: string;
    readonly socketPath: string | null;
    readonly socketOwner: { readonly uid: number; readonly gid: number } | null;
    readonly running: boolean;
  }): Promise<unknown>;
  removeSession(input: { readonly id: string }): Promise<unknown>;
  /** TCP addresses to listen on, as a whole. */
  setAddresses(input: { readonly addresses: string[] }): Promise<unknown>;
}

export interface TerminalsPort {
  open(input: {
    readonly sessionId: string;
    readonly containerId: string;
    readonly cols: number;
    readonly rows: number;
    readonly snapshotPath: string;
    readonly resumed: boolean;
  }): Promise<unknown>;
  ended(input: { readonly sessionId: string; readonly exitCode: number | null }): Promise<unknown>;
  recall(input: {
    readonly sessionId: string;
    readonly snapshotPath: string;
    readonly exitCode: number | null;
  }): Promise<unknown>;
  forget(input: { readonly sessionId: string }): Promise<unknown>;
  text(input: { readonly sessionId: string }): Promise<{ readonly text: string }>;
}

export interface CredentialsPort {
  /** Variables inside a session: placeholders only. */
  placeholderEnv(agent: Agent): Readonly<Record<string, string>>;
  /** Files of Codex's folder: dummies only. */
  codexFiles(): { readonly "auth.json": string; readonly "config.toml": string };
  /** Id of the credential whose real value the text holds; null when it holds none. */
  containsKnownSecret(text: string): string | null;
}

export interface ImagesPort {
  /** Builds what is missing and returns the tags. */
  ensure(onEvent?: (event: ImageStep) => void): Promise<{ readonly agent: string; readonly relay: string }>;
}
export type ImageStep =
  | { readonly type: "progress"; readonly step: string; readonly fraction: number | null }
  | { readonly type: string };

export interface SessionsOptions {
  readonly engine: Engine;
  readonly home: HomePaths;
  readonly database: Database;
  readonly log: Log;
  readonly proxy: ProxyPort;
  readonly terminals: TerminalsPort;
  readonly credentials: CredentialsPort;
  readonly images: ImagesPort;
  /** How much a session may write. */
  readonly disk?: DiskLimits;
  readonly diskIntervalMs?: number;
  /** How long a clone from an address may take. */
  readonly cloneLimitMs?: number;
  /** What time it is, for how long deleted sessions are kept. */
  readonly now?: () => Date;
  /** How often it is looked for copies whose time is over. */
  readonly deletedIntervalMs?: number;
  /** Why the proxy last refused a request of the session since then, in its own words; null where it refused none. */
  readonly lastRefusal?: (sessionId: string, since: Date) => Promise<string | null>;
  /** How long a push may take. */
  readonly pushLimitMs?: number;
  /** The interception authority's certificate. */
  readonly caPem: string;
  /** User and group that agents run as. */
  readonly owner?: Owner;
  /** More labels for every container, so that tests can find theirs. */
  readonly extraLabels?: Readonly<Record<string, string>>;
}

/** User and group ids that own a session's files, inside and outside. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}
