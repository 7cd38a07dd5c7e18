import type { DoctorCheck } from "../contract/system.ts";

export interface ReportOf {
  readonly version: string;
  /** Folder of the core's home. */
  readonly home: string;
  readonly checks: readonly DoctorCheck[];
}

/**
 * The checks as text to hand on. It names no user and no path outside the product's own folder: what a check tells the
 * one at the machine is not for a stranger.
 */
export function doctorReport({ version, home, checks }: ReportOf): string {
  const user = /^\/(?:home|Users)\/([^/]+)/.exec(home)?.[1] ?? null;
  const rows = checks.map(({ status, title, detail, fix, broken }) => {
    const said = broken ? `The check itself failed: ${detail}` : detail;
    return `${status.padEnd(4)}  ${title}: ${said}${fix ? `\n      fix: ${fix}` : ""}`;
  });
  const text = [`Clauderon ${version}`, ...rows].join("\n");
  const own = text.replaceAll(home, "~/.clauderon").replace(outsidePath, (path) => `${path[0]}‹path›`);
  return `${user === null ? own : own.replace(new RegExp(`\\b${escaped(user)}\\b`, "g"), "‹user›")}\n`;
}

/** An absolute path after a space, a quote or a bracket; the path of a URL follows its host and is none. */
const outsidePath = /[\s"'`(=](?:\/|[A-Za-z]:\\)[^\s"'`(),;]+/g;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
