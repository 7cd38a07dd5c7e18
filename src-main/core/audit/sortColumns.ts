import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import type { AuditFilter } from "./filterSql.ts";

export interface SortQuery extends AuditFilter {
  readonly order: AuditOrder;
  /** The newest record that takes part. */
  readonly upTo: number;
}

/** What a column is sorted by, as SQLite computes it of a record; NULL where the record has no such value. */
const keys: Readonly<Record<AuditSortColumn, string>> = {
  time: "seq",
  verdict: "CASE decision WHEN 'deny' THEN 0 WHEN 'off' THEN 1 WHEN 'ask' THEN 2 WHEN 'tunnel' THEN 3 ELSE 4 END",
  session: "session_name",
  method: "method",
  request: "nullif(ifnull(host, '') || ifnull(path, ''), '')",
  status: "response_code",
  rule: "rule",
  took: "duration_ms",
  size: "response_bytes",
  tokens: "usage_input_tokens + usage_output_tokens",
  cost: "cost_usd",
  credential: "credential_id",
};

export const sortKey = ({ by }: AuditOrder): string => keys[by];

/** `compareKeys` in SQLite's words, for rows of `seq` and `key`. */
export const orderSql = ({ descending }: AuditOrder): string =>
  `key IS NULL, key ${descending ? "DESC" : "ASC"}, seq DESC`;
