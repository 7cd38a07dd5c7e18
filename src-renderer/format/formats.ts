/*
 * Every number and time on the screen passes here, so that two screens never show one thing in two ways. Missing is
 * "–", zero is "0"; the exact value belongs in the tooltip.
 */

import { hour, minute, missing, months, second, twoUnits } from "../../src-shared/format/times.ts";

export { age, missing, uptime } from "../../src-shared/format/times.ts";

/** A measured time: `0.4 ms`, `61 ms`, `18.9 s`, `4m 12s`, `1h 12m`. */
export function duration(ms: number | null): string {
  if (ms === null) return missing;
  if (ms < 10) return `${trim(ms, 1)} ms`;
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < minute) return `${trim(ms / second, 1)} s`;
  if (ms < hour) return twoUnits(Math.floor(ms / minute), "m", Math.floor((ms % minute) / second), "s");
  return twoUnits(Math.floor(ms / hour), "h", Math.floor((ms % hour) / minute), "m");
}

/** `14:32:07.418` in the local zone. */
export function clock(at: string | number): string {
  const time = new Date(at);
  const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}

/** A time among those of other days, as wide as one of today: `14:32:07.418`, `25 Nov 14:32`, `25 Nov 2024`. */
export function datedClock(at: string | number): string {
  const [time, now] = [new Date(at), new Date()];
  if (time.toDateString() === now.toDateString()) return clock(at);
  const day = `${time.getDate()} ${months[time.getMonth()]}`;
  const isThisYear = time.getFullYear() === now.getFullYear();
  return `${day} ${isThisYear ? clock(at).slice(0, 5) : time.getFullYear()}`;
}

/** Date and time for a tooltip. */
export function exactTime(at: string | number): string {
  const time = new Date(at);
  return `${time.getDate()} ${months[time.getMonth()]} ${time.getFullYear()} ${clock(at)}`;
}

/** The day of a time, in a list of times of day: `Tue 25 Nov`, of other years `Tue 25 Nov 2025`. */
export function dayText(at: string | number): string {
  const time = new Date(at);
  const year = time.getFullYear() === new Date().getFullYear() ? "" : ` ${time.getFullYear()}`;
  return `${weekdays[time.getDay()]} ${time.getDate()} ${months[time.getMonth()]}${year}`;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** Network traffic, decimal: `412 B`, `9.6 kB`, `3.9 MB`. */
export function traffic(bytes: number | null): string {
  return scaled(bytes, 1000, ["B", "kB", "MB", "GB", "TB"]);
}

/** Memory and disk, binary: `612 MiB`, `2.1 GiB`. */
export function memory(bytes: number | null): string {
  return scaled(bytes, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]);
}

/** Exact below 1,000, then `388k`, `1.24M`. */
export function tokens(count: number | null): string {
  if (count === null) return missing;
  if (count < 1000) return String(count);
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${trim(count / 1e6, 2)}M`;
}

let grouping: Intl.NumberFormat | null = null;

/** Making a format takes some 8 ms the first time, using one takes none. */
function grouped(value: number): string {
  grouping ??= new Intl.NumberFormat("en-US");
  return grouping.format(value);
}

/** `128,409`. */
export function count(value: number | null): string {
  return value === null ? missing : grouped(value);
}

/** `$0.41`, `< $0.01`, `$1,204`; null is a price nobody knows. */
export function cost(usd: number | null): string {
  if (usd === null) return missing;
  if (usd === 0) return "$0.00";
  if (usd < 0.01) return "< $0.01";
  return usd < 1000 ? `$${usd.toFixed(2)}` : `$${grouped(Math.round(usd))}`;
}

/** 100 % is one core. */
export function cpu(cores: number | null): string {
  return cores === null ? missing : `${Math.round(cores * 100)} %`;
}

/** A path shortened in the middle at a slash, its tail kept: `api.github.com/…/harbor-api/hooks`. */
export function shortPath(path: string, maxLength: number): string {
  if (path.length <= maxLength) return path;
  // Of an address the host stays.
  const host = /^https:\/\/[^/]+/.exec(path)?.[0] ?? "";
  // A slash at the end belongs to the name before it.
  const parts = path.slice(host.length).split(/\/(?!$)/);
  const head = host + (parts[0] ?? "");
  let tail = "";
  for (let at = parts.length - 1; at > 0; at--) {
    const longer = `/${parts[at]}${tail}`;
    if (head.length + 2 + longer.length > maxLength && tail !== "") break;
    tail = longer;
  }
  return `${head}/…${tail}`;
}

/** A host that is too long, by its end: that is what says whose it is. */
export function shortHost(host: string, maxLength: number): string {
  return host.length <= maxLength ? host : `…${host.slice(1 - maxLength)}`;
}

/** `+142 −38`, `+1.2k −986`, `clean`. */
export function diffTotals({ added, removed }: { readonly added: number; readonly removed: number }): string {
  if (added === 0 && removed === 0) return "clean";
  const short = (lines: number): string => (lines < 1000 ? String(lines) : `${trim(lines / 1000, 1)}k`);
  return `+${short(added)} −${short(removed)}`;
}

export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}

function scaled(value: number | null, base: number, units: readonly string[]): string {
  if (value === null) return missing;
  let scale = 0;
  let left = value;
  // 1003 MiB would be the longest value there is: from a thousand on it is the next unit's.
  while (left >= 1000 && scale < units.length - 1) {
    left /= base;
    scale++;
  }
  return `${scale === 0 || left >= 100 ? Math.round(left) : trim(left, left < 1 ? 2 : 1)} ${units[scale]}`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
