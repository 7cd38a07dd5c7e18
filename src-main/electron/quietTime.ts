/** Hours of the day; a range over midnight is fine. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

export function isQuiet(hours: QuietHours | null, at: Date): boolean {
  if (hours === null) return false;
  const hour = at.getHours() + at.getMinutes() / 60;
  return hours.from <= hours.to ? hour >= hours.from && hour < hours.to : hour >= hours.from || hour < hours.to;
}

/** When a pause ends, ms since 1970. Tomorrow begins at seven. */
export function pauseEnd(length: "30 minutes" | "until tomorrow", now: Date): number {
  if (length === "30 minutes") return now.getTime() + 30 * 60_000;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 7).getTime();
}
