import { z } from "zod";

const minuteOfDay = z.number().int().min(0).max(1439);

/** Minutes since midnight, local time. A range over midnight is fine; one that ends where it begins is the whole day. */
export const quietHoursSchema = z.object({ from: minuteOfDay, to: minuteOfDay });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** What a person wants to be told of outside the app, on this machine. */
export const noticeSettingsSchema = z.object({
  isOn: z.boolean(),
  hasSound: z.boolean(),
  /** The agent's own words are added, marked as such. */
  hasAgentWords: z.boolean(),
  quietHours: quietHoursSchema.nullable(),
  /** Ms since 1970; in the past for no pause. */
  pausedUntil: z.number(),
});
export type NoticeSettings = z.infer<typeof noticeSettingsSchema>;

export const usualSettings: NoticeSettings = {
  isOn: true,
  hasSound: false,
  hasAgentWords: false,
  quietHours: null,
  pausedUntil: 0,
};

export const usualQuietHours: QuietHours = { from: 22 * 60, to: 7 * 60 };

/** Whether nothing is shown outside the app now. */
export function isMuted({ isOn, pausedUntil, quietHours }: NoticeSettings, now: number): boolean {
  return !isOn || now < pausedUntil || isQuiet(quietHours, new Date(now));
}

export function isQuiet(hours: QuietHours | null, at: Date): boolean {
  if (hours === null) return false;
  const minute = at.getHours() * 60 + at.getMinutes();
  const { from, to } = hours;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

export const pauses = ["30 minutes", "until tomorrow"] as const;
export type Pause = (typeof pauses)[number];

/** When a pause ends, ms since 1970. Tomorrow begins at seven. */
export function pauseEnd(length: Pause, now: Date): number {
  if (length === "30 minutes") return now.getTime() + 30 * 60_000;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 7).getTime();
}

/** `22:00`, as clocks and time fields have it. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Minutes since midnight; null for what is no time of day. */
export function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}
