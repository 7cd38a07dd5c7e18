import type { PruneResult } from "../../src-shared/contract/audit.ts";
import type { SignedHead } from "../../src-shared/model/auditCheckpoint.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { AuditIndex } from "../core/audit/auditIndex.ts";
import { estimatePrune } from "../core/audit/prune.ts";
import { type VerifyProgress, verifyLog } from "../core/audit/verify.ts";
import type { HomePaths } from "../core/home.ts";

/** What only the log's one writer can do. */
export interface AuditLogOwner {
  signAuditHead(): Promise<SignedHead>;
  pruneAudit(firstKept: number): Promise<PruneResult>;
}

export interface PruneRequest {
  readonly beforeSeq?: number | undefined;
  readonly beforeTime?: string | undefined;
  readonly dryRun: boolean;
}

export interface PruneProgress {
  readonly checked: number;
  readonly result: PruneResult | null;
}

/** Verification and pruning, which must not meet: files that go while they are read would look like a removal. */
export class AuditMaintenance {
  readonly #home: HomePaths;
  readonly #index: AuditIndex;
  readonly #owner: AuditLogOwner;
  #verifying = 0;
  #pruning: Promise<unknown> = Promise.resolve();

  constructor(home: HomePaths, index: AuditIndex, owner: AuditLogOwner) {
    this.#home = home;
    this.#index = index;
    this.#owner = owner;
  }

  async *verify(anchor: SignedHead | null, signal: AbortSignal): AsyncGenerator<VerifyProgress> {
    await this.#pruning;
    this.#verifying++;
    try {
      for await (const progress of verifyLog(this.#home, anchor)) {
        if (signal.aborted) return;
        yield progress;
      }
    } finally {
      this.#verifying--;
    }
  }

  async *prune(request: PruneRequest, signal: AbortSignal): AsyncGenerator<PruneProgress> {
    const firstKept = this.#firstKept(request);
    for await (const { checked, result } of this.verify(null, signal)) {
      if (!result) yield { checked, result: null };
      // Signing that the removed records were there as they were would make an altered log look sound.
      else if (!result.ok) throw new AppError("audit_broken", `Nothing was pruned. ${result.message}`);
    }
    if (signal.aborted) return;
    const { firstSeq, newestSeq } = this.#index.survey.bounds();
    if (request.dryRun) {
      yield { checked: 0, result: estimatePrune(this.#home, firstSeq, newestSeq, firstKept) };
      return;
    }
    if (this.#verifying > 0) {
      throw new AppError("conflict", "The audit log is being verified.", "Prune it when that has ended.");
    }
    const pruned = this.#owner.pruneAudit(firstKept);
    this.#pruning = pruned.catch(() => {});
    const result = await pruned;
    await this.#index.forget(result.firstSeq);
    yield { checked: 0, result };
  }

  #firstKept({ beforeSeq, beforeTime }: PruneRequest): number {
    if ((beforeSeq === undefined) === (beforeTime === undefined)) {
      throw new AppError("usage", "Give either the number of the first record that stays or a time.");
    }
    return beforeSeq ?? this.#index.survey.firstSince(new Date(beforeTime ?? 0).toISOString());
  }
}
