import type { z } from "zod";
import type { auditContract, PruneResult } from "../../src-shared/contract/audit.ts";
import type { SignedHead } from "../../src-shared/model/auditCheckpoint.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { AuditDeskClient } from "../core/audit/auditHost.ts";
import type { VerifyProgress } from "../core/audit/verify.ts";
import { passOn } from "./passOn.ts";

/** What only the log's one writer can do. */
export interface AuditLogOwner {
  signAuditHead(): Promise<SignedHead>;
  pruneAudit(firstKept: number): Promise<PruneResult>;
}

type VerifyInput = z.output<typeof auditContract.verify.input>;

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
  readonly #desk: () => AuditDeskClient;
  readonly #owner: AuditLogOwner;
  #verifying = 0;
  #pruning: Promise<unknown> = Promise.resolve();

  constructor(desk: () => AuditDeskClient, owner: AuditLogOwner) {
    this.#desk = desk;
    this.#owner = owner;
  }

  async *verify(input: VerifyInput, signal: AbortSignal): AsyncGenerator<VerifyProgress> {
    await this.#pruning;
    this.#verifying++;
    try {
      yield* passOn(this.#desk().verify(input), signal);
    } finally {
      this.#verifying--;
    }
  }

  async *prune(request: PruneRequest, signal: AbortSignal): AsyncGenerator<PruneProgress> {
    const firstKept = await this.#firstKept(request);
    for await (const { checked, result } of this.verify({}, signal)) {
      if (!result) yield { checked, result: null };
      // Signing that the removed records were there as they were would make an altered log look sound.
      else if (!result.ok) throw new AppError("audit_broken", `Nothing was pruned. ${result.message}`);
    }
    if (signal.aborted) return;
    if (request.dryRun) {
      yield { checked: 0, result: await this.#desk().estimatePrune({ firstKept }) };
      return;
    }
    if (this.#verifying > 0) {
      throw new AppError("conflict", "The audit log is being verified.", "Prune it when that has ended.");
    }
    const pruned = this.#owner.pruneAudit(firstKept);
    this.#pruning = pruned.catch(() => {});
    const result = await pruned;
    await this.#desk().forget({ firstKept: result.firstSeq });
    yield { checked: 0, result };
  }

  async #firstKept({ beforeSeq, beforeTime }: PruneRequest): Promise<number> {
    if ((beforeSeq === undefined) === (beforeTime === undefined)) {
      throw new AppError("usage", "Give either the number of the first record that stays or a time.");
    }
    if (beforeSeq !== undefined) return beforeSeq;
    return (await this.#desk().firstSince({ timestamp: new Date(beforeTime ?? 0).toISOString() })).seq;
  }
}
