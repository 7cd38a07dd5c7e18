import { randomBytes } from "node:crypto";
import type { Approval } from "../../../../src-shared/model/approval.ts";
import type { ApprovalLimits } from "../../policy.ts";

/** What is asked, without what the book adds. */
export type Question = Omit<Approval, "id" | "held" | "askedAt" | "expiresAt"> & {
  /** As sent. Tells like requests from others, and stays in the proxy: queries may hold secrets. */
  readonly target: string;
};

export interface Answer {
  readonly allow: boolean;
  /** "once", "for this session": how the record names it. */
  readonly scope: string;
  /** "command line", "browser", "app". */
  readonly by: string;
}

/** How a held request goes on. `later`: the client waited as long as it wanted to, and the question stands. */
export type Resumption = Answer | "timeout" | "later";

/** How long a client is ready to wait, and whether it then comes again. */
export interface Patience {
  readonly waitMs: number;
  readonly comesAgain: boolean;
}

export type Asked =
  | { readonly type: "answered"; readonly answer: Answer }
  /** Held: the book calls back. `leave` takes the request out again. */
  | { readonly type: "held"; readonly approval: Approval; readonly leave: () => void }
  /** Not held: the client was told to come again. */
  | { readonly type: "later"; readonly approval: Approval }
  /** The user has more questions than anybody answers. */
  | { readonly type: "full" };

export interface BookEvents {
  added(approval: Approval): void;
  /** Nobody answers it any more: it ran out, or the request is gone. */
  ended(id: string, outcome: "timeout" | "withdrawn"): void;
}

interface Entry {
  readonly key: string;
  approval: Approval;
  resume: ((resumption: Resumption) => void) | null;
  comesAgain: boolean;
  timer: NodeJS.Timeout;
}

/** Questions without a waiting request: cheap to keep, but a session could ask without end. */
const laterPerSession = 16;
const laterInAll = 128;
/** How long an agent has to come back, for the question and then for its answer. */
const laterMs = 15 * 60_000;
const maxAnswers = 1_024;

/** The questions that stand, and the answers that agents have not fetched yet. Times come from timers alone. */
export class ApprovalBook {
  readonly #limits: () => ApprovalLimits;
  readonly #events: BookEvents;
  readonly #laterMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #answers = new Map<string, { readonly answer: Answer; readonly sessionId: string; timer: NodeJS.Timeout }>();

  constructor(limits: () => ApprovalLimits, events: BookEvents, options: { readonly laterMs?: number } = {}) {
    this.#limits = limits;
    this.#events = events;
    this.#laterMs = options.laterMs ?? laterMs;
  }

  ask(question: Question, patience: Patience, resume: (resumption: Resumption) => void): Asked {
    const key = keyOf(question);
    const answered = this.#answers.get(key);
    if (answered) {
      // A yes is for one request. A no stands for a while: asking again at once would only tire the user.
      if (answered.answer.allow) this.#forget(key);
      return { type: "answered", answer: answered.answer };
    }
    const known = [...this.#entries.values()].find((entry) => entry.key === key && entry.resume === null);
    if (patience.waitMs > 0 && this.#hasRoom(question.sessionId)) {
      const { timeoutMs } = this.#limits();
      const comesAgain = patience.comesAgain && patience.waitMs < timeoutMs;
      const entry = this.#put(known ?? null, key, question, comesAgain ? patience.waitMs : timeoutMs, resume);
      entry.comesAgain = comesAgain;
      return { type: "held", approval: entry.approval, leave: () => this.#leave(entry) };
    }
    if (known) return { type: "later", approval: known.approval };
    const waiting = [...this.#entries.values()].filter(({ resume: held }) => held === null);
    const own = waiting.filter(({ approval }) => approval.sessionId === question.sessionId);
    if (waiting.length >= laterInAll || own.length >= laterPerSession) return { type: "full" };
    return { type: "later", approval: this.#put(null, key, question, this.#laterMs, null).approval };
  }

  /** False when nobody asks this any more. */
  answer(id: string, answer: Answer): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#drop(entry);
    if (entry.resume) entry.resume(answer);
    else this.#keep(entry, answer);
    return true;
  }

  /** Forgets what a session asked. Requests that are held leave by themselves. */
  endSession(sessionId: string): void {
    for (const entry of [...this.#entries.values()]) {
      if (entry.approval.sessionId !== sessionId || entry.resume) continue;
      this.#drop(entry);
      this.#events.ended(entry.approval.id, "withdrawn");
    }
    for (const [key, answer] of [...this.#answers]) if (answer.sessionId === sessionId) this.#forget(key);
  }

  close(): void {
    for (const { timer } of [...this.#entries.values(), ...this.#answers.values()]) clearTimeout(timer);
    this.#entries.clear();
    this.#answers.clear();
  }

  #hasRoom(sessionId: string): boolean {
    const held = [...this.#entries.values()].filter(({ resume }) => resume !== null);
    const { heldPerSession, held: inAll } = this.#limits();
    return (
      held.length < inAll && held.filter(({ approval }) => approval.sessionId === sessionId).length < heldPerSession
    );
  }

  #put(
    known: Entry | null,
    key: string,
    { target: _, ...question }: Question,
    forMs: number,
    resume: Entry["resume"],
  ): Entry {
    if (known) clearTimeout(known.timer);
    const now = Date.now();
    const approval: Approval = {
      ...question,
      id: known?.approval.id ?? newId(),
      held: resume !== null,
      askedAt: known?.approval.askedAt ?? new Date(now).toISOString(),
      expiresAt: new Date(now + forMs).toISOString(),
    };
    const timer = setTimeout(() => this.#expire(entry), forMs);
    const entry: Entry = { key, approval, resume, comesAgain: false, timer };
    this.#entries.set(approval.id, entry);
    this.#events.added(approval);
    return entry;
  }

  #expire(entry: Entry): void {
    const { resume } = entry;
    if (resume && entry.comesAgain) {
      const expiresAt = new Date(Date.now() + this.#laterMs).toISOString();
      entry.approval = { ...entry.approval, held: false, expiresAt };
      entry.resume = null;
      entry.timer = setTimeout(() => this.#expire(entry), this.#laterMs);
      this.#events.added(entry.approval);
      resume("later");
      return;
    }
    this.#drop(entry);
    this.#events.ended(entry.approval.id, "timeout");
    resume?.("timeout");
  }

  #leave(entry: Entry): void {
    if (this.#entries.get(entry.approval.id) !== entry) return;
    this.#drop(entry);
    this.#events.ended(entry.approval.id, "withdrawn");
  }

  #drop(entry: Entry): void {
    clearTimeout(entry.timer);
    this.#entries.delete(entry.approval.id);
  }

  #keep({ key, approval: { sessionId } }: Entry, answer: Answer): void {
    if (this.#answers.size >= maxAnswers) this.#forget(this.#answers.keys().next().value as string);
    this.#answers.set(key, { answer, sessionId, timer: setTimeout(() => this.#forget(key), this.#laterMs).unref() });
  }

  #forget(key: string): void {
    clearTimeout(this.#answers.get(key)?.timer);
    this.#answers.delete(key);
  }
}

function keyOf({ sessionId, rule, method, scheme, host, port, target }: Question): string {
  return JSON.stringify([sessionId, rule, method, scheme, host, port, target]);
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

function newId(): string {
  return [...randomBytes(8)].map((byte) => alphabet[byte & 31]).join("");
}
