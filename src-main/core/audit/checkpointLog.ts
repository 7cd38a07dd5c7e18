import { readFileSync } from "node:fs";
import type { Checkpoint, SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { AppendFile } from "./appendFile.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { isSignedBy, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { openSigningKey, type SigningKey, savePublicKey } from "./signingKey.ts";

/** A record that is on the disk. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** Whole lines of `audit/checkpoints.jsonl`, and whether more follows that is none. */
export function readCheckpointLines(home: HomePaths): { readonly lines: string[]; readonly unfinished: boolean } {
  const lines = readText(home).split("\n");
  const rest = lines.pop();
  return { lines, unfinished: rest !== "" };
}

/**
 * `audit/checkpoints.jsonl`, as its one writer holds it. Each checkpoint is on the disk before it is spoken of. Throws
 * `audit_broken` when what lies there is not what was written: signing on would vouch for it.
 */
export class CheckpointLog {
  readonly #key: SigningKey;
  readonly #file: AppendFile;
  #newest: Checkpoint | null = null;
  /** The newest one that says that records were removed. */
  #pruned: Checkpoint | null = null;

  constructor(home: HomePaths) {
    const text = readText(home);
    this.#key = openSigningKey(home, text === "");
    // A crash in the middle of a line leaves it without its end, and nothing that anyone was told of.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const line of whole.split("\n").slice(0, -1)) {
      const checkpoint = parseCheckpoint(line);
      if (!checkpoint) throw broken(home, "a line of it does not read");
      this.#newest = checkpoint;
      if (checkpoint.kind === "pruned") this.#pruned = checkpoint;
    }
    for (const checkpoint of [this.#pruned, this.#newest]) {
      if (checkpoint && !isSignedBy(this.#key, checkpoint)) {
        throw broken(home, `checkpoint ${checkpoint.number} does not bear the signature of ${home.auditKey}`);
      }
    }
    savePublicKey(home, this.#key);
    this.#file = new AppendFile(home.auditCheckpoints);
    if (this.#file.position > Buffer.byteLength(whole)) this.#file.truncate(Buffer.byteLength(whole));
  }

  get newest(): Checkpoint | null {
    return this.#newest;
  }

  get pruned(): Checkpoint | null {
    return this.#pruned;
  }

  /** Signs that the log has this record. Throws the system's error with the file as it was before. */
  sign(head: Head, kind: Checkpoint["kind"] = "mark"): Checkpoint {
    const statement = { kind, seq: head.seq, hash: head.hash, timestamp: new Date().toISOString() };
    const checkpoint = signCheckpoint(this.#key, statement, this.#newest);
    this.#file.repair();
    this.#file.write(`${canonicalJson(checkpoint)}\n`);
    this.#file.syncNow();
    this.#newest = checkpoint;
    if (kind === "pruned") this.#pruned = checkpoint;
    return checkpoint;
  }

  /** With what someone needs to check it. */
  export(checkpoint: Checkpoint): SignedHead {
    return { ...checkpoint, public_key: this.#key.pem };
  }

  close(): void {
    this.#file.close();
  }
}

function readText(home: HomePaths): string {
  try {
    return readFileSync(home.auditCheckpoints, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function broken(home: HomePaths, what: string): AppError {
  return new AppError(
    "audit_broken",
    `The audit log's checkpoints in ${home.auditCheckpoints} cannot be continued: ${what}.`,
    `See \`clauderon audit verify\`. To keep it as evidence and begin a new log, move ${home.auditLog} and ${home.auditSegments} elsewhere.`,
  );
}
