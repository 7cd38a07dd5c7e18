import { create } from "zustand";
import type { Notice } from "../../src-shared/notices/notice.ts";
import { type NoticeSettings, type Pause, pauseEnd, usualSettings } from "../../src-shared/notices/settings.ts";
import { desktop } from "../connection/electronChannel.ts";

interface Notices {
  /** What a person has not looked at, the newest first. */
  readonly list: readonly Notice[];
  readonly settings: NoticeSettings;
  /** Of the desktop app; it has no meaning in a browser tab. */
  readonly asksBeforeProxyOff: boolean;
}

/** In the window the app's main process decides what is told, in a browser tab the tab itself, by the same rules. */
export const useNotices = create<Notices>(() => ({
  list: [],
  settings: usualSettings,
  asksBeforeProxyOff: true,
}));

/** What a browser tab does for itself; absent in the window. */
export interface NoticeKeeper {
  dismiss(key: string | null): void;
  change(settings: NoticeSettings): void;
}

let keeper: NoticeKeeper | null = null;

export function keepNotices(by: NoticeKeeper): void {
  keeper = by;
}

/** It was opened or waved away; null for all of them. */
export function dismissNotice(key: string | null): void {
  if (desktop) desktop.request({ dismiss: key });
  else keeper?.dismiss(key);
}

export function changeNoticeSettings(part: Partial<NoticeSettings>): void {
  const settings = { ...useNotices.getState().settings, ...part };
  useNotices.setState({ settings });
  if (desktop) tellTaste();
  else keeper?.change(settings);
}

/** Null for on again. */
export function pauseNotices(length: Pause | null): void {
  changeNoticeSettings({ pausedUntil: length === null ? 0 : pauseEnd(length, new Date()) });
}

export function changeAsksBeforeProxyOff(asksBeforeProxyOff: boolean): void {
  useNotices.setState({ asksBeforeProxyOff });
  tellTaste();
}

function tellTaste(): void {
  const { settings, asksBeforeProxyOff } = useNotices.getState();
  desktop?.request({ taste: { notices: settings, asksBeforeProxyOff } });
}
