import { AppError } from "../../src-shared/rpc/errors.ts";
import type { OptionSpec, Options } from "./command.ts";

export const sessionOption: OptionSpec = {
  name: "session",
  value: "name",
  summary: "requests of one session only",
  complete: "session",
};

export const filterOptions: readonly OptionSpec[] = [
  sessionOption,
  {
    name: "where",
    value: "expression",
    mayBeEmpty: true,
    summary: "such as 'host = \"api.github.com\" and response_code >= 400'",
  },
  { name: "since", value: "when", summary: "a date, a time, or how long ago: 15m, 1h, 7d" },
  { name: "until", value: "when", summary: "the same; requests before that" },
];

export interface AuditFilterInput {
  readonly session?: string;
  readonly where?: string;
  readonly from?: string;
  readonly to?: string;
}

export function auditFilter(options: Options): AuditFilterInput {
  const session = options.text("session");
  const where = options.text("where");
  const since = options.text("since");
  const until = options.text("until");
  return {
    ...(session === undefined ? {} : { session }),
    ...(where === undefined ? {} : { where }),
    ...(since === undefined ? {} : { from: readTime("since", since) }),
    ...(until === undefined ? {} : { to: readTime("until", until) }),
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTime(option: string, text: string): string {
  const [, amount, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return new Date(Date.now() - Number(amount) * (unitMs[unit] ?? 0)).toISOString();
  const time = readDate(text);
  if (time) return time.toISOString();
  const advice = `For example --${option} 1h, --${option} 2026-09-01 or --${option} 2026-09-01T08:00:00Z.`;
  throw new AppError("usage", `--${option} takes no ${JSON.stringify(text)}.`, advice);
}

/** A date alone is a day's beginning where the person is. Null for what is none. */
export function readDate(text: string): Date | null {
  if (!/^\d{4}-/.test(text)) return null;
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text);
  return Number.isNaN(time.getTime()) ? null : time;
}
