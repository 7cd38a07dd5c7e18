import type { NoticeEffect, Told } from "../../src-shared/notices/notice.ts";
import { NoticeBook } from "../../src-shared/notices/noticeBook.ts";
import { type NoticeSettings, noticeSettingsSchema, usualSettings } from "../../src-shared/notices/settings.ts";
import { useApprovals } from "./approvals.ts";
import { followInFront, screensInFront } from "./inFront.ts";
import { keepNotices, useNotices } from "./notices.ts";
import { go } from "./route.ts";
import { useSessions } from "./sessions.ts";

const storageKey = "clauderon.notices";
/** Ages in the texts change on their own. */
const redrawEveryMs = 30_000;

/** A tab shows nothing outside of it before somebody asks it to. */
const atFirst: NoticeSettings = { ...usualSettings, isOn: false };

/** Keeps the notices of a browser tab: its list, and notifications of the browser where they were turned on. */
export function followTabNotices(): void {
  const book = new NoticeBook();
  const shown = new Map<string, Notification>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (): void => {
    const now = Date.now();
    const { settings } = useNotices.getState();
    const { sessions } = useSessions.getState();
    const waiting = useApprovals.getState().inbox?.waiting ?? [];
    const effects = book.update({
      now,
      sessions,
      waiting,
      inFront: screensInFront(),
      settings: { ...settings, isOn: settings.isOn && isPermitted() },
    });
    for (const effect of effects) apply(effect, settings.hasSound);
    const list = book.list(now);
    if (JSON.stringify(list) !== JSON.stringify(useNotices.getState().list)) useNotices.setState({ list });
    clearTimeout(timer);
    const next = Math.min(book.nextAt() ?? Number.POSITIVE_INFINITY, now + redrawEveryMs);
    timer = setTimeout(update, Math.max(0, next - Date.now()));
  };
  const dismiss = (key: string | null): void => {
    book.dismiss(key);
    update();
  };
  const apply = (effect: NoticeEffect, hasSound: boolean): void => {
    const key = effect.kind === "show" ? effect.notice.key : effect.key;
    shown.get(key)?.close();
    shown.delete(key);
    if (effect.kind === "show") shown.set(key, show(effect.notice, hasSound, dismiss));
  };

  useNotices.setState({ settings: readSettings() });
  keepNotices({
    dismiss,
    change: (settings) => {
      localStorage.setItem(storageKey, JSON.stringify(settings));
      update();
    },
  });
  // Another tab changed them.
  addEventListener("storage", ({ key }) => {
    if (key === storageKey) useNotices.setState({ settings: readSettings() });
  });
  useSessions.subscribe(update);
  useApprovals.subscribe(update);
  followInFront(update);
}

/** The same key in two tabs is one notification: the browser replaces the one by the other. */
function show({ key, title, body, screen }: Told, hasSound: boolean, dismiss: (key: string) => void): Notification {
  const notification = new Notification(title, { body, tag: key, silent: !hasSound, icon: "/favicon-on.svg" });
  notification.onclick = () => {
    window.focus();
    notification.close();
    dismiss(key);
    go(screen);
  };
  return notification;
}

function readSettings(): NoticeSettings {
  try {
    return noticeSettingsSchema.parse(JSON.parse(localStorage.getItem(storageKey) ?? ""));
  } catch {
    return atFirst;
  }
}

const isPermitted = (): boolean => "Notification" in globalThis && Notification.permission === "granted";
