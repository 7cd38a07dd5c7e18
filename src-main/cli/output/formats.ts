/* How times, sizes and money read, in one place. Missing is an en dash, zero is 0. */

export const missing = "–";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Age of a moment: `now`, `47s`, `12m`, `2h`, `3d`, then `12 Nov`, in other years `12 Nov 2025`. Local zone. */
export function formatAge(timestamp: string | null, now: Date): string {
  if (timestamp === null) return missing;
  const then = new Date(timestamp);
  const seconds = Math.floor((now.getTime() - then.getTime()) / 1000);
  if (Number.isNaN(seconds)) return missing;
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)}d`;
  const day = `${then.getDate()} ${months[then.getMonth()]}`;
  return then.getFullYear() === now.getFullYear() ? day : `${day} ${then.getFullYear()}`;
}

/** A moment to come: `2 Dec 2026, 14:32`. Local zone. */
export function formatMoment(timestamp: string): string {
  const at = new Date(timestamp);
  if (Number.isNaN(at.getTime())) return missing;
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}`;
  return `${day}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Clock with milliseconds, local zone: `14:32:07.418`. */
export function formatClock(timestamp: string): string {
  const at = new Date(timestamp);
  if (Number.isNaN(at.getTime())) return missing;
  const two = (value: number): string => String(value).padStart(2, "0");
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/** `0.4 ms`, `61 ms`, `18.9 s`, `4m 12s`, `1h 12m`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return missing;
  if (milliseconds === 0) return "0";
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}

/** Traffic, decimal: `412 B`, `9.6 kB`, `3.9 MB`. */
export function formatTraffic(bytes: number | null): string {
  return scaled(bytes, 1000, ["B", "kB", "MB", "GB", "TB"]);
}

/** Memory and disk, binary: `612 MiB`, `2.1 GiB`. */
export function formatMemory(bytes: number | null): string {
  return scaled(bytes, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]);
}

function scaled(bytes: number | null, base: number, units: readonly string[]): string {
  if (bytes === null) return missing;
  if (bytes === 0) return "0";
  let value = bytes;
  let unit = 0;
  // Compared as it will be printed, so that 999.95 kB becomes 1 MB and never "1000 kB".
  while (unit < units.length - 1 && Number(printed(value, unit)) >= base) {
    value /= base;
    unit++;
  }
  return `${printed(value, unit)} ${units[unit]}`;
}

function printed(value: number, unit: number): string {
  if (unit === 0 || value >= 99.95) return String(Math.round(value));
  return value.toFixed(1).replace(/\.0$/, "");
}

/** Exact below 1,000, then `388k`, `1.24M`. */
export function formatTokens(count: number | null): string {
  if (count === null) return missing;
  if (count < 1000) return String(count);
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(2)}M`;
}

/** `$0.41`, `< $0.01`, `$1,204`; `≈` before an assumed price. */
export function formatCost(dollars: number | null, options: { readonly assumed?: boolean } = {}): string {
  if (dollars === null) return missing;
  if (dollars === 0) return "0";
  const sign = options.assumed ? "≈ " : "";
  if (dollars < 0.01) return `${sign}< $0.01`;
  if (dollars < 999.995) return `${sign}$${dollars.toFixed(2)}`;
  return `${sign}$${Math.round(dollars).toLocaleString("en-US")}`;
}
