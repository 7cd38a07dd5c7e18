import type { ProxyRequest, Refusal, Verdict } from "../exchange.ts";
import { decide } from "../pipeline.ts";
import type { ProxyState } from "../proxyState.ts";
import type { RequestRecord } from "../record.ts";
import { auditUnavailable, proxyOff, sessionStopped } from "../refusals.ts";
import type { Running, SessionState } from "../sessionState.ts";
import type { Answer, Resumption } from "./approvalBook.ts";
import { allowedByUser, askAgain, deniedByUser, nobodyAnswered, tooManyQuestions } from "./approvalRefusals.ts";
import { questionOf } from "./question.ts";
import { waitPreference } from "./waitPreference.ts";

/** A request that may have to wait for the user's answer. Its body stays unread meanwhile. */
export interface Holdable {
  readonly state: ProxyState;
  readonly session: SessionState;
  readonly record: RequestRecord;
  /** The request as of now: what is known of its session may change while it waits. */
  readonly request: () => ProxyRequest;
  /** Calls back when the client is gone; returns what ends that. */
  readonly onGone: (listener: () => void) => () => void;
  /** Goes on with a verdict. One that asks comes with a refusal that tells the client to come again. */
  readonly proceed: (verdict: Verdict, request: ProxyRequest) => void;
}

/** Decides, and where a rule asks, lets the user decide. Goes on at once where nobody has to be asked. */
export function decideOrAsk(holdable: Holdable): void {
  new Decision(holdable).next();
}

/** A question that stands: what asked it, and how it is taken back. */
interface Standing {
  readonly asks: Verdict;
  readonly id: string;
  readonly leave: () => void;
  readonly stopListening: () => void;
}

/** One request on its way past the rules that ask. Each wait ends exactly once, in one of many ways. */
class Decision implements Running {
  readonly #with: Holdable;
  /** Rules that the user said yes to, for this request. */
  readonly #approved = new Set<string>();
  #yes: { readonly rule: string; readonly answer: Answer } | null = null;
  #standing: Standing | null = null;

  constructor(holdable: Holdable) {
    this.#with = holdable;
  }

  next(): void {
    const { state, session } = this.#with;
    const request = this.#with.request();
    const [asks, ahead] = this.#decide(request);
    if (asks.decision !== "ask") {
      const yes = asks.decision === "allow" ? this.#yes : null;
      this.#proceed(yes ? allowedByUser(asks, yes.rule, yes.answer) : asks, request);
      return;
    }
    if (ahead.decision === "deny") {
      // A yes would not help: what keeps a secret in its place, or another limit, refuses it all the same.
      this.#proceed(ahead, request);
      return;
    }
    const question = questionOf(request, session.data.name, asks, ahead, state.policy.rules);
    const patience = waitPreference(request.headers);
    const asked = state.approvals.ask(question, patience, (resumption) => this.#resume(resumption));
    if (asked.type === "answered") this.#take(asked.answer, asks);
    else if (asked.type === "later") this.#proceed(askAgain(asks, asked.approval.id));
    else if (asked.type === "full") this.#proceed(tooManyQuestions(asks));
    else this.#wait(asks, asked.approval.id, asked.leave);
  }

  cut(reason: "off" | "session_ended"): void {
    const standing = this.#end(true);
    if (!standing) return;
    if (reason === "off") this.#proceed(refusedBy(standing.asks, proxyOff, "off"));
    else this.#proceed(refusedBy(standing.asks, sessionStopped, "deny"));
  }

  reconsider(): void {
    if (!this.#standing) return;
    const { asks } = this.#standing;
    const [now, ahead] = this.#decide();
    const stands = now.decision === "ask" && now.rule === asks.rule && now.reason === asks.reason;
    if (stands && ahead.decision !== "deny") return;
    this.#end(true);
    this.next();
  }

  /** What the rules say, and what they would say after a yes. */
  #decide(request: ProxyRequest = this.#with.request()): [now: Verdict, ahead: Verdict] {
    const { policy } = this.#with.state;
    const now = decide(request, policy, this.#approved);
    return [now, now.decision === "ask" ? decide(request, policy, new Set([...this.#approved, now.rule])) : now];
  }

  #wait(asks: Verdict, id: string, leave: () => void): void {
    const { record, session, onGone } = this.#with;
    record.decision = "ask";
    record.rule = asks.rule;
    record.reason = asks.reason;
    record.service = asks.service;
    try {
      // A request that a crash ends while it waits is on record all the same.
      record.writeIntent();
    } catch {
      leave();
      this.#proceed(refusedBy(asks, auditUnavailable, "deny"));
      return;
    }
    session.running.add(this);
    this.#standing = { asks, id, leave, stopListening: onGone(() => this.#gone()) };
  }

  #resume(resumption: Resumption): void {
    const standing = this.#end(false);
    if (!standing) return;
    const { asks, id } = standing;
    if (resumption === "timeout") this.#proceed(nobodyAnswered(asks, this.#with.state.policy.approvals.timeoutMs));
    else if (resumption === "later") this.#proceed(askAgain(asks, id));
    else this.#take(resumption, asks);
  }

  #take(answer: Answer, asks: Verdict): void {
    if (!answer.allow) {
      this.#proceed(deniedByUser(asks, answer));
      return;
    }
    this.#approved.add(asks.rule);
    this.#yes = { rule: asks.rule, answer };
    this.next();
  }

  #gone(): void {
    const standing = this.#end(true);
    if (!standing) return;
    const { record } = this.#with;
    record.reason = `${standing.asks.reason} The client gave up while it waited.`;
    record.end("client_abort");
  }

  /** `takesBack`: nobody else ended the question. Null when it was over already. */
  #end(takesBack: boolean): Standing | null {
    const standing = this.#standing;
    if (!standing) return null;
    this.#standing = null;
    standing.stopListening();
    this.#with.session.running.delete(this);
    if (takesBack) standing.leave();
    return standing;
  }

  #proceed(verdict: Verdict, request: ProxyRequest = this.#with.request()): void {
    this.#with.proceed(verdict, request);
  }
}

function refusedBy(asks: Verdict, refusal: Refusal, decision: Verdict["decision"]): Verdict {
  return { ...asks, decision, rule: refusal.rule, reason: refusal.reason, refusal };
}
