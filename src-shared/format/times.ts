/** Missing values look the same everywhere. */
export const missing = "–";

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Time since something happened: `now`, `47s`, `12m`, `2h`, `3d`, then the date. */
export function age(at: string | number | null, now: number): string {
  if (at === null) return missing;
  const then = new Date(at);
  const passed = now - then.getTime();
  if (passed < 5 * second) return "now";
  if (passed < minute) return `${Math.floor(passed / second)}s`;
  if (passed < hour) return `${Math.floor(passed / minute)}m`;
  if (passed < day) return `${Math.floor(passed / hour)}h`;
  if (passed < 7 * day) return `${Math.floor(passed / day)}d`;
  const date = `${then.getDate()} ${months[then.getMonth()]}`;
  return then.getFullYear() === new Date(now).getFullYear() ? date : `${date} ${then.getFullYear()}`;
}

/** How long something lasts: `47s`, `12m`, `2h 10m`, `3d 4h`. */
export function uptime(ms: number | null): string {
  if (ms === null) return missing;
  if (ms < minute) return `${Math.max(0, Math.floor(ms / second))}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < day) return twoUnits(Math.floor(ms / hour), "h", Math.floor((ms % hour) / minute), "m");
  return twoUnits(Math.floor(ms / day), "d", Math.floor((ms % day) / hour), "h");
}

/** `2h 10m`, or `2h` where nothing is left over. */
export function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}
