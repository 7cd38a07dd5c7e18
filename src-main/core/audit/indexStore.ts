import { rmSync } from "node:fs";
import { type AuditRecord, genesisHash } from "../../../src-shared/model/auditRecord.ts";
import type { HomePaths } from "../home.ts";
import { type Database, openIndexDatabase, type Statement } from "../storage/database.ts";
import { insertSql, schemaSql, schemaVersion, toRow } from "./indexSchema.ts";
import type { LogPosition } from "./logReader.ts";
import { firstSeqOf, listSegments } from "./segments.ts";
import { addToTotals, countTotals } from "./sessionTotals.ts";
import { lineBefore } from "./tailReader.ts";

/** How far the log is indexed, and the record that stands there. */
export interface Progress {
  readonly position: LogPosition;
  readonly seq: number;
  readonly hash: string;
  /** Records in the index. */
  readonly records: number;
}

const nothing: Progress = { position: { firstSeq: 1, bytes: 0 }, seq: 0, hash: genesisHash, records: 0 };

/** Opens the index if it belongs to this log as it is, else an empty one in its place. */
export function openIndexStore(home: HomePaths): Database {
  try {
    const database = openMapped(home);
    if (isUsable(database, home)) return database;
    database.close();
  } catch (error) {
    if (!isCorruption(error)) throw error;
  }
  return newIndexStore(home);
}

export function newIndexStore(home: HomePaths): Database {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(home.auditIndex + suffix, { force: true });
  const database = openMapped(home);
  database.transaction(() => {
    database.exec(schemaSql);
    database.pragma(`user_version = ${schemaVersion}`);
  })();
  return database;
}

/** Mapped into memory a scan takes half as long: no page is copied. The system takes the memory back as it likes. */
function openMapped(home: HomePaths): Database {
  const database = openIndexDatabase(home.auditIndex);
  database.pragma(`mmap_size = ${2 ** 31}`);
  return database;
}

export function isCorruption(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code);
  return code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB");
}

export function readProgress(database: Database): Progress {
  const row = database.prepare("SELECT * FROM progress").get() as Record<string, string | number> | undefined;
  if (!row) return nothing;
  const { first_seq, bytes, seq, hash, records } = row;
  return {
    position: { firstSeq: Number(first_seq), bytes: Number(bytes) },
    seq: Number(seq),
    hash: String(hash),
    records: Number(records),
  };
}

/** Stores records and how far they reach as one. */
export function storeRecords(
  database: Database,
  before: Progress,
  records: readonly AuditRecord[],
  position: LogPosition,
): Progress {
  const newest = records.at(-1);
  const after: Progress = {
    position,
    seq: newest?.seq ?? before.seq,
    hash: newest?.hash ?? before.hash,
    records: before.records + records.length,
  };
  const { insert, saveProgress } = statementsOf(database);
  database.transaction(() => {
    for (const record of records) insert.run(toRow(record));
    addToTotals(database, records);
    saveProgress.run(position.firstSeq, position.bytes, after.seq, after.hash, after.records);
  })();
  return after;
}

export function forgetRecords(database: Database, before: Progress, firstKept: number): Progress {
  return database.transaction(() => {
    const { changes } = database.prepare("DELETE FROM records WHERE seq < ?").run(firstKept);
    countTotals(database);
    const records = before.records - changes;
    database.prepare("UPDATE progress SET records = ?").run(records);
    return { ...before, records };
  })();
}

interface Statements {
  readonly insert: Statement;
  readonly saveProgress: Statement;
}

const statements = new WeakMap<Database, Statements>();

/** Prepared once: under light load a batch is a handful of rows, and preparing costs more than storing them. */
function statementsOf(database: Database): Statements {
  const known = statements.get(database);
  if (known) return known;
  const made = {
    insert: database.prepare(insertSql),
    saveProgress: database.prepare("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?)"),
  };
  statements.set(database, made);
  return made;
}

function isUsable(database: Database, home: HomePaths): boolean {
  if (Number(database.pragma("user_version", { simple: true })) !== schemaVersion) return false;
  const { position, seq, hash } = readProgress(database);
  if (position.bytes === 0) return seq === 0;
  const segment = listSegments(home).find(({ firstSeq }) => firstSeq === position.firstSeq);
  if (!segment && firstSeqOf(home.auditLog) !== position.firstSeq) return false;
  const line = lineBefore(segment?.path ?? home.auditLog, position.bytes);
  return line?.includes(`"hash":"${hash}"`) ?? false;
}
