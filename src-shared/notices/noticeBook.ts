import type { Approval } from "../model/approval.ts";
import type { Session } from "../model/session.ts";
import type { Notice, NoticeEffect, NoticeKind, Told } from "./notice.ts";
import { togetherKey } from "./notice.ts";
import { approvalText, type NoticeText, sessionText, togetherNotice, told } from "./noticeText.ts";
import { isMuted, type NoticeSettings } from "./settings.ts";

export interface NoticeState {
  readonly now: number;
  /** Null while there is no core: nothing starts or ends then. */
  readonly sessions: ReadonlyMap<string, Session> | null;
  readonly waiting: readonly Approval[];
  /** The screens in windows or tabs that have the focus. */
  readonly inFront: readonly string[];
  readonly settings: NoticeSettings;
}

/** A session's state must last so long: an agent that asks and is answered by its own tools tells nobody. */
const holdMs = 2000;
/** So many within so long become one. */
const many = 3;
const batchMs = 10_000;

/** Something that may be told: a session in a state, or a request that is held. */
interface Topic {
  readonly key: string;
  readonly kind: NoticeKind;
  readonly at: number;
  readonly lastsFrom: number;
  readonly about: string;
  readonly screens: readonly [string, ...string[]];
  readonly approvalId: string | null;
  readonly text: (now: number) => NoticeText;
  /** When it is told a second time. */
  readonly remindAt: number | null;
  /** When a notification of it was shown. */
  shownAt: number | null;
  /** It lasted long enough: told, or not to be told any more. */
  isSettled: boolean;
  isReminded: boolean;
  /** A person has looked at it, or waved it away. */
  isSeen: boolean;
}

/**
 * Decides what a person is told, in the app and outside of it, and what is taken back. The same for the desktop app and
 * for a browser tab. Pure: the clock and what is on the screen are told to it.
 */
export class NoticeBook {
  readonly #topics = new Map<string, Topic>();
  readonly #shown = new Set<string>();
  #together = new Set<string>();
  #kinds: Map<string, NoticeKind | null> | null = null;

  /** Takes in how things are now; answers what changes outside the app. */
  update(state: NoticeState): NoticeEffect[] {
    const { now, settings } = state;
    if (state.sessions !== null) this.#follow(state.sessions, state.waiting, now);
    for (const topic of this.#topics.values())
      if (topic.screens.some((screen) => state.inFront.includes(screen))) see(topic);

    const effects = this.#withdrawn();
    const due = [...this.#topics.values()].filter((topic) => isDue(topic, now));
    for (const topic of due) {
      if (topic.isSettled) topic.isReminded = true;
      topic.isSettled = true;
    }
    // What begins in a quiet time is not told afterwards either; the list in the app has it.
    if (due.length === 0 || isMuted(settings, now)) return effects;
    for (const topic of due) topic.shownAt = now;
    const recent = [...this.#topics.values()].filter(({ shownAt }) => shownAt !== null && now - shownAt < batchMs);
    if (recent.length < many) {
      for (const topic of due) effects.push(this.#show(told(noticeOf(topic, now), settings.hasAgentWords)));
      return effects;
    }
    for (const { key } of recent) {
      if (this.#shown.delete(key)) effects.push({ kind: "withdraw", key });
      this.#together.add(key);
    }
    effects.push(this.#show(togetherNotice(recent)));
    return effects;
  }

  /** What a person has not looked at, the newest first. */
  list(now: number): Notice[] {
    return [...this.#topics.values()]
      .filter(({ isSettled, isSeen }) => isSettled && !isSeen)
      .sort((one, other) => other.at - one.at)
      .map((topic) => noticeOf(topic, now));
  }

  /** It was opened or waved away; null for all of them. The next update takes it back. */
  dismiss(key: string | null): void {
    for (const topic of this.#topics.values()) if (key === null || key === topic.key) see(topic);
    // What was told as one stays in the list: only a part of it can be looked at there.
    if (key === togetherKey) this.#together.clear();
  }

  /** When `update` has to be called again though nothing has changed; null for never. */
  nextAt(): number | null {
    const times = [...this.#topics.values()].flatMap((topic) => {
      if (!topic.isSettled) return [topic.lastsFrom];
      return topic.remindAt !== null && !topic.isReminded ? [topic.remindAt] : [];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  #withdrawn(): NoticeEffect[] {
    const isOver = (key: string): boolean => this.#topics.get(key)?.isSeen ?? true;
    this.#together = new Set([...this.#together].filter((key) => !isOver(key)));
    return [...this.#shown]
      .filter((key) => (key === togetherKey ? this.#together.size === 0 : isOver(key)))
      .map((key) => {
        this.#shown.delete(key);
        return { kind: "withdraw", key };
      });
  }

  #show(notice: Told): NoticeEffect {
    this.#shown.add(notice.key);
    return { kind: "show", notice };
  }

  #follow(sessions: ReadonlyMap<string, Session>, waiting: readonly Approval[], now: number): void {
    const before = this.#kinds;
    const kinds = new Map<string, NoticeKind | null>();
    const current = new Set<string>();
    const held = new Set(waiting.flatMap((approval) => (approval.held ? [approval.sessionId] : [])));
    for (const session of sessions.values()) {
      // It waits because its request does, and that has a notice of its own.
      const kind = held.has(session.id) && session.state === "running" ? null : kindOf(session);
      kinds.set(session.id, kind);
      if (kind === null) continue;
      const key = `${session.id} ${kind}`;
      current.add(key);
      const known = this.#topics.get(key);
      // What was so when the app began is in its lists, and not news.
      if (known || (before !== null && before.get(session.id) !== kind))
        this.#topics.set(key, { ...(known ?? fresh), ...sessionTopic(key, session, kind, known?.at ?? now) });
    }
    this.#kinds = kinds;
    for (const approval of waiting) {
      const key = `held ${approval.id}`;
      current.add(key);
      if (!this.#topics.has(key)) this.#topics.set(key, { ...fresh, ...approvalTopic(key, approval, now) });
    }
    for (const key of this.#topics.keys()) if (!current.has(key)) this.#topics.delete(key);
  }
}

const fresh = { shownAt: null, isSettled: false, isReminded: false, isSeen: false };

function see(topic: Topic): void {
  topic.isSeen = true;
  topic.isSettled = true;
  topic.isReminded = true;
  topic.shownAt = null;
}

function isDue(topic: Topic, now: number): boolean {
  if (!topic.isSettled) return now >= topic.lastsFrom;
  return topic.remindAt !== null && !topic.isReminded && now >= topic.remindAt;
}

function noticeOf({ key, kind, at, text, screens, approvalId }: Topic, now: number): Notice {
  return { key, kind, at, ...text(now), screen: screens[0], approvalId };
}

/** What a person would want to know of a session without looking at it; null for what they did themselves. */
function kindOf({ state, activity, exitCode, error, selfTest }: Session): NoticeKind | null {
  if (state === "running") return activity === "waiting" ? "waiting" : null;
  if (state === "exited") return exitCode === 0 && error === null ? "ended" : "failed";
  if (state !== "error" && state !== "missing") return null;
  return selfTest?.verdict === "fail" && error?.startsWith("Not started") ? "red" : "failed";
}

type TopicFacts = Omit<Topic, keyof typeof fresh>;

function sessionTopic(key: string, session: Session, kind: NoticeKind, at: number): TopicFacts {
  return {
    key,
    kind,
    at,
    lastsFrom: at + holdMs,
    about: session.name,
    screens: [`/session/${session.name}`],
    approvalId: null,
    text: (now) => sessionText(session, kind, now),
    remindAt: null,
  };
}

/** A held request lasts by itself, and its time runs: it is told at once. */
function approvalTopic(key: string, approval: Approval, at: number): TopicFacts {
  const { id, sessionName, askedAt, expiresAt } = approval;
  const [from, until] = [new Date(askedAt).getTime(), new Date(expiresAt).getTime()];
  return {
    key,
    kind: "held",
    at,
    lastsFrom: at,
    about: sessionName,
    screens: [`/approvals/${id}`, `/session/${sessionName}`, "/approvals"],
    approvalId: id,
    text: (now) => approvalText(approval, now),
    remindAt: from + (until - from) / 2,
  };
}
