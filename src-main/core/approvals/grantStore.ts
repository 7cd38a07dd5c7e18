import { type Grant, grantSchema } from "../../../src-shared/model/approval.ts";
import { type PolicyRule, policyRuleSchema } from "../../../src-shared/model/policy.ts";
import type { Database } from "../storage/database.ts";

interface Row {
  readonly id: number;
  readonly rule: string;
  readonly session_id: string | null;
  readonly session_name: string | null;
  readonly created_at: string;
  readonly created_by: string;
}

export type NewGrant = Pick<Grant, "sessionId" | "sessionName" | "createdBy"> & {
  readonly rule: Omit<PolicyRule, "source" | "sessionId">;
};

/** Rules made by approvals. Numbers are never used twice: the audit names grants by them. */
export class GrantStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order in which they were made, which is the order in which they are tried. */
  list(): Grant[] {
    return (this.#database.prepare("SELECT * FROM grants ORDER BY id").all() as Row[]).map(read);
  }

  rules(): PolicyRule[] {
    return this.list().map(({ rule }) => rule);
  }

  add({ rule, sessionId, sessionName, createdBy }: NewGrant): Grant {
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO grants (rule, session_id, session_name, created_at, created_by) VALUES (?, ?, ?, ?, ?)")
      .run(JSON.stringify(rule), sessionId, sessionName, new Date().toISOString(), createdBy);
    return this.get(Number(lastInsertRowid)) as Grant;
  }

  get(id: number): Grant | null {
    const row = this.#database.prepare("SELECT * FROM grants WHERE id = ?").get(id) as Row | undefined;
    return row ? read(row) : null;
  }

  remove(id: number): void {
    this.#database.prepare("DELETE FROM grants WHERE id = ?").run(id);
  }

  /** Removes the grants of sessions that `lives` does not know; true when there were any. */
  removeOfSessions(lives: (sessionId: string) => boolean): boolean {
    const ended = this.list().filter(({ sessionId }) => sessionId !== null && !lives(sessionId));
    for (const { id } of ended) this.remove(id);
    return ended.length > 0;
  }
}

function read(row: Row): Grant {
  const rule = JSON.parse(row.rule) as object;
  const source = `grant ${row.id}`;
  const ownSession = row.session_id === null ? {} : { sessionId: row.session_id };
  return grantSchema.parse({
    id: row.id,
    rule: policyRuleSchema.parse({ ...rule, source, ...ownSession }),
    sessionId: row.session_id,
    sessionName: row.session_name,
    createdAt: row.created_at,
    createdBy: row.created_by,
  });
}
