import { z } from "zod";
import { selfTestSchema } from "../../../src-shared/model/selfTest.ts";
import { type Session, sessionSchema } from "../../../src-shared/model/session.ts";
import type { Database } from "../storage/database.ts";
import { type Workspace, workspaceSchema } from "../workspace.ts";

const fixedPart = sessionSchema
  .pick({
    agent: true,
    mode: true,
    network: true,
    accessMode: true,
    prompt: true,
    image: true,
    repository: true,
    workdir: true,
    limits: true,
    env: true,
    containerName: true,
  })
  .extend({
    cols: z.number(),
    rows: z.number(),
    workspace: workspaceSchema.nullable().optional(),
    lock: z.enum(["socket", "network"]).default("socket"),
    // Absent in rows of the first release.
    readOnlyRoot: z.boolean().default(false),
  });

/** A session as it is remembered: what the contract shows, and what only the core needs. */
export interface SessionRecord extends Omit<Session, "activity" | "disk"> {
  readonly relayId: string | null;
  /** The secret itself lies in the session's folder, for its owner only. */
  readonly secretHash: string;
  /** How network mode `locked` is kept; what the engine can do decides. */
  readonly lock: "socket" | "network";
  /** First size of the terminal. */
  readonly cols: number;
  readonly rows: number;
  /** Null without a clone; absent in records of before. */
  readonly workspace?: Workspace | null | undefined;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly exit_code: number | null;
  readonly error: string | null;
  readonly container_id: string | null;
  readonly relay_id: string | null;
  readonly secret_hash: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly self_test: string | null;
  readonly data: string;
}

/** A session that was deleted and can be brought back. */
export interface DeletedRecord {
  readonly record: SessionRecord;
  readonly deletedAt: string;
  readonly destroyedAfter: string;
}

interface DeletedRow {
  readonly deleted_at: string;
  readonly destroyed_after: string;
  readonly row: string;
}

/** Sessions in the database. One row each; written whole, so that a crash leaves the old or the new. */
export class SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): SessionRecord[] {
    const rows = this.#database.prepare("SELECT * FROM sessions ORDER BY created_at, id").all() as Row[];
    return rows.map(readRow);
  }

  get(id: string): SessionRecord | null {
    const row = this.#database.prepare("SELECT * FROM sessions WHERE id = ?").get(id) as Row | undefined;
    return row ? readRow(row) : null;
  }

  put(record: SessionRecord): void {
    this.#database
      .prepare(
        `INSERT INTO sessions (id, name, state, exit_code, error, container_id, relay_id, secret_hash, created_at,
           started_at, ended_at, self_test, data)
         VALUES (@id, @name, @state, @exit_code, @error, @container_id, @relay_id, @secret_hash, @created_at,
           @started_at, @ended_at, @self_test, @data)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state, exit_code = excluded.exit_code,
           error = excluded.error, container_id = excluded.container_id, relay_id = excluded.relay_id,
           secret_hash = excluded.secret_hash, started_at = excluded.started_at, ended_at = excluded.ended_at,
           self_test = excluded.self_test, data = excluded.data`,
      )
      .run(rowOf(record));
  }

  remove(id: string): void {
    this.#database.prepare("DELETE FROM sessions WHERE id = ?").run(id);
  }

  /** The last deleted first. */
  deleted(): DeletedRecord[] {
    const rows = this.#database.prepare("SELECT * FROM deleted_sessions ORDER BY deleted_at DESC, id").all();
    return (rows as DeletedRow[]).map(({ row, deleted_at, destroyed_after }) => ({
      record: readRow(JSON.parse(row)),
      deletedAt: deleted_at,
      destroyedAfter: destroyed_after,
    }));
  }

  /** A crash leaves it among the sessions or among the deleted, never in both or in none. */
  setAside({ record, deletedAt, destroyedAfter }: DeletedRecord): void {
    this.#database.transaction(() => {
      this.remove(record.id);
      this.#database
        .prepare("INSERT OR REPLACE INTO deleted_sessions (id, deleted_at, destroyed_after, row) VALUES (?, ?, ?, ?)")
        .run(record.id, deletedAt, destroyedAfter, JSON.stringify(rowOf(record)));
    })();
  }

  takeBack(record: SessionRecord): void {
    this.#database.transaction(() => {
      this.forgetDeleted(record.id);
      this.put(record);
    })();
  }

  forgetDeleted(id: string): void {
    this.#database.prepare("DELETE FROM deleted_sessions WHERE id = ?").run(id);
  }
}

function rowOf(record: SessionRecord): Row {
  return {
    id: record.id,
    name: record.name,
    state: record.state,
    exit_code: record.exitCode,
    error: record.error,
    container_id: record.containerId,
    relay_id: record.relayId,
    secret_hash: record.secretHash,
    created_at: record.createdAt,
    started_at: record.startedAt,
    ended_at: record.endedAt,
    self_test: record.selfTest && JSON.stringify(record.selfTest),
    data: JSON.stringify(fixedPart.parse(record)),
  };
}

function readRow(row: Row): SessionRecord {
  return {
    ...fixedPart.parse(JSON.parse(row.data)),
    id: row.id,
    name: row.name,
    state: sessionSchema.shape.state.parse(row.state),
    exitCode: row.exit_code,
    error: row.error,
    containerId: row.container_id,
    relayId: row.relay_id,
    secretHash: row.secret_hash,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    selfTest: row.self_test === null ? null : selfTestSchema.parse(JSON.parse(row.self_test)),
  };
}
