import Store from "electron-store";
import { z } from "zod";
import { desktopTasteSchema } from "../../src-shared/desktop/messages.ts";
import { noticeSettingsSchema, usualSettings } from "../../src-shared/notices/settings.ts";

const bounds = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/*
 * Taste of the window and the tray on this machine. What changes behaviour lives in the core's database, so that
 * window, daemon and command line agree. The file can be edited: it is read as carefully as anything from outside.
 */
const settings = z.object({
  bounds: bounds.nullable().catch(null),
  isMaximized: z.boolean().catch(false),
  /** The screen that was in front. */
  screen: z.string().startsWith("/").max(500).catch("/sessions"),
  asksBeforeProxyOff: desktopTasteSchema.shape.asksBeforeProxyOff.catch(true),
  notices: noticeSettingsSchema.catch(usualSettings),
});
export type UiSettings = z.infer<typeof settings>;

export interface UiStore {
  read(): UiSettings;
  change(changes: Partial<UiSettings>): void;
}

/** The one user of electron-store. */
export function openUiStore(folder: string): UiStore {
  const store = new Store<Record<string, unknown>>({
    cwd: folder,
    name: "window",
    clearInvalidConfig: true,
  });
  return {
    read: () => settings.parse(store.store),
    change: (changes) => store.set(changes),
  };
}
