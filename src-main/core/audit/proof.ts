import { hash as digest } from "node:crypto";
import type { RecordProof } from "../../../src-shared/contract/audit.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import type { AuditSurvey } from "./auditSurvey.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { readCheckpointLines } from "./checkpointLog.ts";

/** What can be said of one record at once, from the index. Only `verify` reads the log itself. */
export function proofOf(home: HomePaths, survey: AuditSurvey, seq: number): RecordProof {
  const [record] = survey.rows([seq]);
  if (!record) throw new AppError("not_found", `There is no record #${seq}.`, "It may have been pruned.");
  const [previous] = survey.rows([seq - 1]);
  const checkpoints = readCheckpointLines(home).lines.flatMap((line) => parseCheckpoint(line) ?? []);
  return {
    hash: fits(record) ? "fits" : "differs",
    previous: previous ? (previous.hash === record.prev_hash ? "fits" : "differs") : "first",
    checkpoint: checkpoints.find((one) => one.seq >= seq) ?? null,
  };
}

function fits({ hash, ...hashed }: AuditRecord): boolean {
  return digest("sha256", canonicalJson(hashed), "hex") === hash;
}
