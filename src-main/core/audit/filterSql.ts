import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Database } from "../storage/database.ts";
import { firstSince, seqBounds } from "./seqAtTime.ts";
import { parseWhere } from "./where.ts";
import { type SqlCondition, whereToSql } from "./whereSql.ts";

export interface AuditFilter {
  /** Session id, name, or a unique prefix of either. */
  readonly session?: string | undefined;
  /** `session` is an id that is certain: it may have no record yet. */
  readonly sessionIsKnown?: boolean | undefined;
  /** Expression, see where.ts. */
  readonly where?: string | undefined;
  /** RFC 3339: records that began then or later. */
  readonly from?: string | undefined;
  /** RFC 3339: records that began before. */
  readonly to?: string | undefined;
}

/** The condition on the table of records. Throws `session_not_found`, or `usage` for what is ambiguous or misspelt. */
export function filterToSql(database: Database, filter: AuditFilter): SqlCondition {
  const where = inRange(
    database,
    filter,
    filter.where?.trim() ? whereToSql(parseWhere(filter.where)) : { sql: "1", values: [] },
  );
  if (filter.session === undefined) return where;
  const session = filter.sessionIsKnown ? filter.session : resolveSession(database, filter.session);
  return {
    sql: `(session_id = ? OR session_name = ?) AND ${where.sql}`,
    values: [session, session, ...where.values],
  };
}

/** Times become numbers, which are the key of the table: a range costs a few look-ups and no scan. */
function inRange(database: Database, { from, to }: AuditFilter, where: SqlCondition): SqlCondition {
  if (from === undefined && to === undefined) return where;
  const { firstSeq, newestSeq } = seqBounds(database);
  const low = from === undefined ? firstSeq : firstSince(database, from, firstSeq, newestSeq);
  const end = to === undefined ? newestSeq + 1 : firstSince(database, to, firstSeq, newestSeq);
  // While the range's end is not reached, what comes next is still in it.
  const high = end > newestSeq ? Number.MAX_SAFE_INTEGER : end;
  return { sql: `seq >= ? AND seq < ? AND ${where.sql}`, values: [low, high, ...where.values] };
}

/** The id or name meant by a text: itself if the log knows it, else the one that begins with it. */
function resolveSession(database: Database, text: string): string {
  const known = database
    .prepare("SELECT 1 FROM records WHERE session_id = ? OR session_name = ? LIMIT 1")
    .get(text, text);
  if (known) return text;
  const names = database
    .prepare(
      `SELECT session_name AS name FROM records WHERE substr(session_name, 1, ?) = ?
         UNION SELECT session_id FROM records WHERE substr(session_id, 1, ?) = ? LIMIT 6`,
    )
    .all(text.length, text, text.length, text) as { name: string }[];
  if (names.length === 1) return names[0]!.name;
  if (names.length === 0) {
    throw new AppError(
      "session_not_found",
      `The audit log knows no session ${JSON.stringify(text)}.`,
      "See `clauderon list --all`; a session without a request has no record.",
    );
  }
  const some = names.map(({ name }) => name).join(", ");
  throw new AppError("usage", `${JSON.stringify(text)} may be ${some}.`, "Give more of the name.");
}
