import { z } from "zod";
import { noticeSchema } from "../notices/notice.ts";
import { noticeSettingsSchema } from "../notices/settings.ts";

/** Taste of this machine, kept by the app and not by the core. */
export const desktopTasteSchema = z.object({
  notices: noticeSettingsSchema,
  /** The tray's switch asks before it turns the proxy off. */
  asksBeforeProxyOff: z.boolean(),
});

export const desktopCommandSchema = z.union([
  /** A choice in a menu: an address of the app. */
  z.strictObject({ go: z.string().startsWith("/").max(500) }),
  /** Or an action by its name in the palette. */
  z.strictObject({ run: z.string().max(100) }),
  /** What the app tells outside the window, for the page's own list. */
  z.strictObject({ notices: z.array(noticeSchema), taste: desktopTasteSchema }),
]);
export type DesktopCommand = z.infer<typeof desktopCommandSchema>;

export const desktopRequestSchema = z.union([
  /** A notice was opened or waved away; null for all of them. */
  z.strictObject({ dismiss: z.string().max(200).nullable() }),
  z.strictObject({ taste: desktopTasteSchema }),
  /** Shows the home in the system's file manager: a place that the page cannot choose. */
  z.strictObject({ reveal: z.literal("home") }),
  /** The window's page larger, smaller, or as at first: only the page knows whether a terminal wants the key. */
  z.strictObject({ zoom: z.enum(["in", "out", "reset"]) }),
]);
export type DesktopRequest = z.infer<typeof desktopRequestSchema>;
