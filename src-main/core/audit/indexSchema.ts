import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { type FieldType, recordFields, usageFields } from "./whereFields.ts";

/** Raise it with every change to the tables: an index of another version is thrown away and made anew. */
export const schemaVersion = 3;

const sqlTypes: Record<FieldType, string> = { text: "TEXT", number: "REAL", boolean: "INTEGER" };
const recordColumns = Object.keys(recordFields) as (keyof typeof recordFields)[];
const usageColumns = Object.keys(usageFields) as (keyof typeof usageFields)[];
const columns: [name: string, type: FieldType][] = [
  ...Object.entries(recordFields),
  ...Object.entries(usageFields).map(([name, type]): [string, FieldType] => [`usage_${name}`, type]),
];

export const schemaSql = `
  CREATE TABLE records (${columns
    .map(([name, type]) => `${name} ${name === "seq" ? "INTEGER PRIMARY KEY" : sqlTypes[type]}`)
    .join(", ")}) STRICT;
  CREATE INDEX records_session_id ON records (session_id);
  CREATE INDEX records_host ON records (host);
  CREATE INDEX records_session_name ON records (session_name);
  CREATE INDEX records_refused ON records (seq) WHERE decision = 'deny';
  CREATE TABLE session_totals (
    session_id TEXT PRIMARY KEY,
    requests INTEGER NOT NULL, denials INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cache_tokens INTEGER NOT NULL,
    cost_usd REAL NOT NULL
  ) STRICT;
  CREATE TABLE progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    first_seq INTEGER NOT NULL, bytes INTEGER NOT NULL,
    seq INTEGER NOT NULL, hash TEXT NOT NULL, records INTEGER NOT NULL
  ) STRICT;
`;

export const selectColumns = columns.map(([name]) => name).join(", ");

export const insertSql = `INSERT OR REPLACE INTO records (${selectColumns}) VALUES (${columns.map(() => "?").join(", ")})`;

export type Row = Readonly<Record<string, string | number | null>>;

/** Values for `insertSql`. A field that a record lacks, or has in another type, is stored as null. */
export function toRow(record: AuditRecord): (string | number | null)[] {
  const own = recordColumns.map((name) => plain(record[name], recordFields[name]));
  const usage = usageColumns.map((name) => plain(record.usage?.[name], usageFields[name]));
  return [...own, ...usage];
}

function plain(value: unknown, type: FieldType): string | number | null {
  if (type === "boolean") return typeof value === "boolean" ? Number(value) : null;
  if (type === "number") return typeof value === "number" ? value : null;
  return typeof value === "string" ? value : null;
}

export function fromRow(row: Row): AuditRecord {
  const record: Record<string, unknown> = {};
  for (const name of recordColumns) record[name] = recordFields[name] === "boolean" ? row[name] === 1 : row[name];
  record.usage =
    row.usage_input_tokens === null
      ? null
      : Object.fromEntries(usageColumns.map((name) => [name, row[`usage_${name}`]]));
  return record as AuditRecord;
}
