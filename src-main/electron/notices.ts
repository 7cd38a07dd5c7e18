import { uptime } from "../../src-shared/format/times.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import type { Session } from "../../src-shared/model/session.ts";

/** One notification of the system. Its text is ours: nothing that an agent wrote is in it. */
export interface Notice {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** The screen that a click opens. */
  readonly screen: string;
}

export type NoticeEffect =
  | { readonly kind: "show"; readonly notice: Notice }
  | { readonly kind: "withdraw"; readonly key: string };

export interface NoticeState {
  readonly now: number;
  /** Null while there is no core: nothing starts or ends then. */
  readonly sessions: ReadonlyMap<string, Session> | null;
  readonly waiting: readonly Approval[];
  /** The screen in a window that has the focus; null for none. */
  readonly inFront: string | null;
  /** Paused, switched off, or in quiet hours: what begins now is not told later either. */
  readonly isMuted: boolean;
}

/** A state must last so long: an agent that asks and is answered by its own tools tells nobody. */
const holdMs = 2000;
/** So many within so long become one. */
const many = 3;
const batchMs = 10_000;
const manyKey = "many";

/** Something that may be told: a session in a state, or a request that is held. */
interface Topic {
  readonly key: string;
  readonly at: number;
  readonly about: string;
  readonly screens: readonly string[];
  readonly notice: (now: number) => Omit<Notice, "key">;
  /** When it is told a second time. */
  readonly remindAt: number | null;
  told: number | null;
  isSettled: boolean;
  isReminded: boolean;
}

/** Decides what is told and what is taken back. Pure: the clock and the screen are told to it. */
export class NoticeBook {
  readonly #topics = new Map<string, Topic>();
  readonly #shown = new Set<string>();
  #batch = new Set<string>();
  #kinds: Map<string, string | null> | null = null;

  /** Takes in how things are now. */
  update(state: NoticeState): NoticeEffect[] {
    const { now } = state;
    if (state.sessions !== null) this.#follow(state.sessions, state.waiting, now);
    const effects: NoticeEffect[] = [];
    const withdraw = (key: string): void => {
      if (this.#shown.delete(key)) effects.push({ kind: "withdraw", key });
    };
    for (const topic of this.#topics.values()) {
      if (state.inFront === null || !topic.screens.includes(state.inFront)) continue;
      // Seen: no need to tell it any more.
      topic.isSettled = true;
      topic.isReminded = true;
      topic.told = null;
      withdraw(topic.key);
      this.#batch.delete(topic.key);
    }
    const due = [...this.#topics.values()].filter((topic) => this.#isDue(topic, now));
    for (const topic of due) {
      if (topic.isSettled) topic.isReminded = true;
      topic.isSettled = true;
      if (!state.isMuted) topic.told = now;
    }
    const told = state.isMuted ? [] : due;
    const recent = [...this.#topics.values()].filter((topic) => topic.told !== null && now - topic.told < batchMs);
    if (told.length > 0 && recent.length >= many) {
      for (const topic of recent) {
        withdraw(topic.key);
        this.#batch.add(topic.key);
      }
      withdraw(manyKey);
      effects.push(this.#show(manyNotice(recent)));
    } else for (const topic of told) effects.push(this.#show({ ...topic.notice(now), key: topic.key }));

    for (const key of [...this.#shown]) if (key !== manyKey && !this.#topics.has(key)) withdraw(key);
    this.#batch = new Set([...this.#batch].filter((key) => this.#topics.has(key)));
    if (this.#batch.size === 0) withdraw(manyKey);
    return effects;
  }

  /** When `update` has to be called again though nothing has changed; null for never. */
  nextAt(): number | null {
    const times = [...this.#topics.values()].flatMap((topic) => {
      if (!topic.isSettled) return [topic.at + holdMs];
      return topic.remindAt !== null && !topic.isReminded ? [topic.remindAt] : [];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  #isDue(topic: Topic, now: number): boolean {
    if (!topic.isSettled) return now - topic.at >= holdMs;
    return topic.remindAt !== null && !topic.isReminded && now >= topic.remindAt;
  }

  #show(notice: Notice): NoticeEffect {
    this.#shown.add(notice.key);
    return { kind: "show", notice };
  }

  #follow(sessions: ReadonlyMap<string, Session>, waiting: readonly Approval[], now: number): void {
    const before = this.#kinds;
    const kinds = new Map<string, string | null>();
    const current = new Set<string>();
    const held = new Set(waiting.flatMap((approval) => (approval.held ? [approval.sessionId] : [])));
    for (const session of sessions.values()) {
      // It waits because its request does, and that has a notice of its own.
      const kind = held.has(session.id) && session.state === "running" ? null : kindOf(session);
      kinds.set(session.id, kind);
      const key = `${session.id} ${kind}`;
      if (kind !== null) current.add(key);
      // What was so when the app began is in the tray, and not news.
      const isNew = before !== null && before.get(session.id) !== kind && kind !== null;
      if (isNew) this.#topics.set(key, sessionTopic(key, session, now));
    }
    this.#kinds = kinds;
    for (const approval of waiting) {
      const key = `held ${approval.id}`;
      current.add(key);
      if (!this.#topics.has(key)) this.#topics.set(key, approvalTopic(key, approval, now));
    }
    for (const key of this.#topics.keys()) if (!current.has(key)) this.#topics.delete(key);
  }
}

/** What a person would want to know of a session without looking at it; null for what they did themselves. */
function kindOf({ state, activity, exitCode }: Session): string | null {
  if (state === "running") return activity === "waiting" ? "waiting" : null;
  if (state === "exited") return `exited ${exitCode}`;
  return state === "error" || state === "missing" ? state : null;
}

const fresh = { told: null, isSettled: false, isReminded: false };

function sessionTopic(key: string, session: Session, at: number): Topic {
  const screen = `/session/${session.name}`;
  const notice = (now: number) => ({ ...sessionText(session, now), screen });
  return { ...fresh, key, at, about: session.name, screens: [screen], notice, remindAt: null };
}

function sessionText(session: Session, now: number): { title: string; body: string } {
  const { name, state, exitCode } = session;
  const ran = (until: number): string | null =>
    session.startedAt === null ? null : uptime(until - new Date(session.startedAt).getTime());
  if (state === "running") return { title: `${name} is waiting for you`, body: `${ran(now) ?? "0s"} of work` };
  const ended = ran(session.endedAt === null ? now : new Date(session.endedAt).getTime());
  const problem = session.error === null ? null : plain(session.error, 120);
  if (state === "exited" && exitCode === 0)
    return { title: `${name} finished`, body: ended === null ? "exit 0" : `exit 0 after ${ended}` };
  if (state === "exited") return { title: `${name} stopped`, body: `exit ${exitCode}${problem ? `, ${problem}` : ""}` };
  if (session.startedAt === null) return { title: `${name} was not started`, body: problem ?? "" };
  return { title: `${name} ended`, body: problem ?? "Its container is gone." };
}

function approvalTopic(key: string, approval: Approval, at: number): Topic {
  const { sessionName, method, host, askedAt, expiresAt } = approval;
  const [from, until] = [new Date(askedAt).getTime(), new Date(expiresAt).getTime()];
  const notice = (now: number) => ({
    title: `${sessionName}: approval needed`,
    body: `${plain(method, 20)} ${plain(host, 80)}. It counts as denied in ${uptime(Math.max(0, until - now))}.`,
    screen: `/approvals/${approval.id}`,
  });
  const screens = [`/session/${sessionName}`, "/approvals", `/approvals/${approval.id}`];
  return { ...fresh, key, at, about: sessionName, screens, notice, remindAt: from + (until - from) / 2 };
}

function manyNotice(topics: readonly Topic[]): Notice {
  const names = [...new Set(topics.map(({ about }) => about))];
  return {
    key: manyKey,
    title: `${names.length} ${names.length === 1 ? "session needs" : "sessions need"} you`,
    body: names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : ""),
    screen: "/sessions",
  };
}

/** What came over the wire, for a place where nothing can be marked as foreign. */
function plain(text: string, limit: number): string {
  const printable = text.replace(/[^\x20-\x7e]/g, "?");
  return printable.length > limit ? `${printable.slice(0, limit - 1)}…` : printable;
}
