import type {
  Approval,
  ApprovalAnswer,
  ApprovalOutcome,
  DecidedApproval,
  Grant,
  RefusedGroup,
} from "../../../src-shared/model/approval.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Answer } from "../proxy/approvals/approvalBook.ts";
import { SeenNames } from "../proxy/limits.ts";
import type { DecidedStore } from "./decidedStore.ts";
import type { GrantStore } from "./grantStore.ts";
import { type Place, type ProposedRule, proposeRule } from "./proposeRule.ts";

export interface ApprovalDeskOptions {
  readonly grants: GrantStore;
  readonly decided: DecidedStore;
  /** Tells the proxy; false when nobody asks this any more. */
  readonly tellProxy: (id: string, answer: Answer) => Promise<boolean>;
  readonly grantsChanged: () => void;
  /** What was refused of late and a rule would let through, newest first. */
  readonly refused: () => RefusedGroup[];
  /** Where the request of such a group went; null when it is gone. */
  readonly refusedPlace: (id: string) => (Place & { readonly sessionId: string; readonly sessionName: string }) | null;
}

export interface Answered {
  readonly decided: DecidedApproval | null;
  readonly grant: Grant | null;
}

const lateNewsMs = 2_000;
const scopes = { once: "once", session: "for this session", always: "always", deny: "once" } as const;

/** The user's side of approvals: what waits, what was answered, and the grants that answers made. */
export class ApprovalDesk {
  readonly #options: ApprovalDeskOptions;
  readonly #waiting = new Map<string, Approval>();
  /** News of the proxy may come late: what has ended does not come back. */
  readonly #ended = new SeenNames(1_000);
  readonly #listeners = new Set<() => void>();

  constructor(options: ApprovalDeskOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  waiting(): Approval[] {
    return [...this.#waiting.values()];
  }

  refused(): RefusedGroup[] {
    return this.#options.refused();
  }

  decided(limit: number): DecidedApproval[] {
    return this.#options.decided.newest(limit);
  }

  grants(): Grant[] {
    return this.#options.grants.list();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the proxy: a question that is new, or changed. */
  noteAdded(approval: Approval): void {
    if (this.#ended.has(approval.id)) return;
    this.#waiting.set(approval.id, approval);
    this.#tell();
  }

  /** From the proxy: it ended without an answer. */
  noteEnded(id: string, outcome: "timeout" | "withdrawn"): void {
    const approval = this.#waiting.get(id);
    if (approval) this.#close(approval, outcome, null);
  }

  /** The proxy's memory is gone, and with it what it held. */
  noteRestart(): void {
    for (const approval of [...this.#waiting.values()]) this.#close(approval, "withdrawn", null);
  }

  /** The grants of sessions that do not live any more end. */
  noteSessions(lives: (sessionId: string) => boolean): void {
    if (!this.#options.grants.removeOfSessions(lives)) return;
    this.#options.grantsChanged();
    this.#tell();
  }

  async answer(reference: string, answer: ApprovalAnswer, by: string): Promise<Answered> {
    const approval = this.#find(reference);
    if (!approval) return this.#answerRefused(reference, answer, by);
    const makesGrant = answer === "session" || answer === "always";
    const rule = makesGrant ? this.#ruleOf(placeOf(approval), approval.sessionName) : null;
    const told = await this.#options.tellProxy(approval.id, { allow: answer !== "deny", scope: scopes[answer], by });
    if (!told) {
      // How it ended is on its way; if that news was lost, it ends here.
      setTimeout(() => this.noteEnded(approval.id, "withdrawn"), lateNewsMs).unref();
      throw answeredBefore(approval.id);
    }
    const decided = this.#close(approval, answer, by);
    const grant = rule ? this.#grant(rule, answer === "session" ? approval : null, by) : null;
    return { decided, grant };
  }

  /** The rule that the wide answers would make, and where its requests go. */
  preview(reference: string): { readonly place: Place; readonly rule: ProposedRule } {
    const approval = this.#find(reference);
    const place = approval ? placeOf(approval) : this.#options.refusedPlace(reference);
    if (!approval && !place) throw unknown(reference);
    const name = approval?.sessionName ?? this.#options.refusedPlace(reference)?.sessionName ?? "";
    const rule = this.#ruleOf(place, name);
    return { place: place as Place, rule };
  }

  revoke(id: number): Grant {
    const { grants, grantsChanged } = this.#options;
    const grant = grants.get(id);
    if (!grant) throw new AppError("not_found", `There is no grant ${id}.`, "`clauderon approvals grants` lists them.");
    grants.remove(id);
    grantsChanged();
    this.#tell();
    return grant;
  }

  #answerRefused(reference: string, answer: ApprovalAnswer, by: string): Answered {
    const refused = this.#options.refusedPlace(reference);
    if (!refused) throw unknown(reference);
    if (answer !== "session" && answer !== "always") {
      throw new AppError(
        "wrong_state",
        "This request was refused already, so there is nothing to let out or to deny.",
        "Allow it for the session or always: the agent's next attempt then passes.",
      );
    }
    const rule = this.#ruleOf(refused, refused.sessionName);
    return { decided: null, grant: this.#grant(rule, answer === "session" ? refused : null, by) };
  }

  #ruleOf(place: Place | null, sessionName: string): ProposedRule {
    if (place) return proposeRule(place, `asked for by ${sessionName}`);
    throw new AppError(
      "wrong_state",
      "No rule can name exactly this path, so it can only be allowed once.",
      "A wider rule can be written in config.toml.",
    );
  }

  #grant(rule: ProposedRule, session: Pick<Approval, "sessionId" | "sessionName"> | null, by: string): Grant {
    const { grants, grantsChanged } = this.#options;
    const sessionId = session?.sessionId ?? null;
    const grant = grants.add({ rule, sessionId, sessionName: session?.sessionName ?? null, createdBy: by });
    grantsChanged();
    this.#tell();
    return grant;
  }

  #find(reference: string): Approval | null {
    const exact = this.#waiting.get(reference);
    if (exact) return exact;
    const found = [...this.#waiting.values()].filter(({ id }) => id.startsWith(reference));
    if (found.length <= 1) return found[0] ?? null;
    throw new AppError(
      "usage",
      `"${reference}" may be ${found.map(({ id }) => id).join(", ")}.`,
      "Give more of the id.",
    );
  }

  #close(approval: Approval, outcome: ApprovalOutcome, by: string | null): DecidedApproval {
    this.#waiting.delete(approval.id);
    this.#ended.add(approval.id);
    const decided = { ...approval, outcome, decidedBy: by, decidedAt: new Date().toISOString() };
    this.#options.decided.add(decided);
    this.#tell();
    return decided;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function placeOf({ rulePath, ...place }: Approval): Place | null {
  return rulePath === null ? null : { ...place, rulePath };
}

function answeredBefore(id: string): AppError {
  return new AppError(
    "conflict",
    `The request of approval ${id} no longer waits: it was answered, timed out, or its client gave up.`,
    "`clauderon approvals list` shows how it ended.",
  );
}

function unknown(reference: string): AppError {
  return new AppError(
    "not_found",
    `Nothing waits under "${reference}".`,
    "`clauderon approvals list` shows what does.",
  );
}
