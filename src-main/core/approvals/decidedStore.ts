import { type DecidedApproval, decidedApprovalSchema } from "../../../src-shared/model/approval.ts";
import type { Database } from "../storage/database.ts";

/** The audit is the record; this is what the inbox shows of the last days. */
const kept = 1_000;

/** How the last questions ended, newest first. */
export class DecidedStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(decided: DecidedApproval): void {
    this.#database
      .prepare("INSERT INTO decided_approvals (decided_at, approval) VALUES (?, ?)")
      .run(decided.decidedAt, JSON.stringify(decided));
    this.#database
      .prepare("DELETE FROM decided_approvals WHERE number <= (SELECT max(number) FROM decided_approvals) - ?")
      .run(kept);
  }

  newest(limit: number): DecidedApproval[] {
    const rows = this.#database
      .prepare("SELECT approval FROM decided_approvals ORDER BY number DESC LIMIT ?")
      .pluck()
      .all(limit) as string[];
    return rows.map((text) => decidedApprovalSchema.parse(JSON.parse(text)));
  }
}
