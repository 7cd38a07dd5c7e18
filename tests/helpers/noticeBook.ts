import { expect } from "vitest";
import type { Session } from "../../src-shared/model/session.ts";
import type { NoticeEffect } from "../../src-shared/notices/notice.ts";
import { NoticeBook, type NoticeState } from "../../src-shared/notices/noticeBook.ts";
import { type NoticeSettings, usualSettings } from "../../src-shared/notices/settings.ts";
import { makeApproval } from "./approval.ts";
import { makeSession } from "./session.ts";

export const start = Date.parse("2026-03-01T12:00:00.000Z");

export const working = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({
    id: name,
    name,
    state: "running",
    activity: "working",
    startedAt: new Date(start - 12 * 60_000).toISOString(),
    ...over,
  });
export const waiting = (name: string, over: Partial<Session> = {}): Session =>
  working(name, { activity: "waiting", ...over });

export const held = makeApproval({
  sessionId: "ledger-export",
  sessionName: "ledger-export",
  reason: "deploy keys outlive the session.",
  askedAt: new Date(start).toISOString(),
  expiresAt: new Date(start + 120_000).toISOString(),
});

type More = Partial<Omit<NoticeState, "settings">> & { readonly settings?: Partial<NoticeSettings> };

/** A book that has seen these sessions at the start. */
export function openBook(...sessions: Session[]) {
  const book = new NoticeBook();
  const at = (seconds: number, now: Session[], { settings, ...more }: More = {}): NoticeEffect[] =>
    book.update({
      now: start + seconds * 1000,
      sessions: new Map(now.map((session) => [session.id, session])),
      waiting: [],
      inFront: [],
      settings: { ...usualSettings, ...settings },
      ...more,
    });
  const list = (seconds: number): string[] => book.list(start + seconds * 1000).map(({ title }) => title);
  expect(at(0, sessions)).toEqual([]);
  return { book, at, list };
}

export const titles = (effects: readonly NoticeEffect[]): string[] =>
  effects.map((effect) => (effect.kind === "show" ? effect.notice.title : `withdraw ${effect.key}`));
export const bodies = (effects: readonly NoticeEffect[]): string[] =>
  effects.flatMap((effect) => (effect.kind === "show" ? [effect.notice.body] : []));
