import type { Inbox } from "../../src-shared/contract/approvals.ts";
import type { Approval, DecidedApproval, Grant, RefusedGroup } from "../../src-shared/model/approval.ts";
import { escapeLine } from "./output/escape.ts";
import { formatAge, formatClock } from "./output/formats.ts";
import type { Output } from "./output/output.ts";

type Place = Pick<Approval, "method" | "scheme" | "host" | "port" | "path">;

/** `POST api.github.com/repos/a/b/keys`; the port where it is not the scheme's own. */
export function placeText({ method, scheme, host, port, path }: Place): string {
  return `${method} ${host}${port === (scheme === "https" ? 443 : 80) ? "" : `:${port}`}${path}`;
}

/** `1m 22s left`, `no time left`. */
export function timeLeft(expiresAt: string, now: Date): string {
  const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - now.getTime()) / 1000));
  if (seconds === 0) return "no time left";
  return seconds < 60 ? `${seconds}s left` : `${Math.floor(seconds / 60)}m ${seconds % 60}s left`;
}

export async function printInbox(output: Output, { waiting, refused, decided }: Inbox): Promise<void> {
  const now = new Date();
  if (waiting.length === 0) await output.line("Nothing is waiting.");
  else await printWaiting(output, waiting, now);
  if (refused.length > 0) await printRefused(output, refused, now);
  if (decided.length > 0) {
    await output.line("\nDecided");
    for (const one of decided) await output.line(escapeLine(`  ${formatAge(one.decidedAt, now)} ${decidedText(one)}`));
  }
}

function printWaiting(output: Output, waiting: readonly Approval[], now: Date): Promise<void> {
  return output.table(
    [
      { title: "ID" },
      { title: "SESSION", flexible: true },
      { title: "REQUEST", flexible: true },
      { title: "ADDS" },
      { title: "AGENT" },
      { title: "RULE" },
    ],
    waiting.map((approval) => [
      approval.id,
      approval.sessionName,
      placeText(approval),
      approval.credentialId ?? "–",
      approval.held
        ? { text: `waits, ${timeLeft(approval.expiresAt, now)}`, colour: "yellow" }
        : `comes again, ${timeLeft(approval.expiresAt, now)}`,
      approval.rule,
    ]),
  );
}

async function printRefused(output: Output, refused: readonly RefusedGroup[], now: Date): Promise<void> {
  await output.line("\nRefused, can be allowed");
  await output.table(
    [
      { title: "ID" },
      { title: "SESSION", flexible: true },
      { title: "REQUEST", flexible: true },
      { title: "TIMES", align: "right" },
      { title: "LAST", align: "right" },
      { title: "RULE" },
    ],
    refused.map((group) => [
      group.id,
      group.sessionName,
      placeText(group),
      String(group.count),
      formatAge(group.lastAt, now),
      group.rule,
    ]),
  );
}

const outcomes: Readonly<Record<DecidedApproval["outcome"], string>> = {
  once: "allowed once",
  session: "allowed for the session",
  always: "allowed always",
  deny: "denied",
  timeout: "denied, nobody answered",
  withdrawn: "withdrawn",
};

export function decidedText(decided: DecidedApproval): string {
  const by = decided.decidedBy ? ` (${decided.decidedBy})` : "";
  return `${decided.id} ${decided.sessionName}: ${placeText(decided)} ${outcomes[decided.outcome]}${by}`;
}

export function grantText({ id, rule, sessionName }: Grant): string {
  const scope = sessionName === null ? "every session" : `session ${sessionName}`;
  const port = rule.port === null || rule.port === 443 ? "" : `:${rule.port}`;
  return `grant ${id}: ${rule.methods?.join(",") ?? "all"} ${rule.host}${port}${rule.path ?? "/**"} for ${scope}`;
}

/** What is new since the inbox before, one line each. */
export function inboxNews(before: Inbox | null, now: Inbox): string[] {
  const known = new Set(before?.waiting.map(({ id, held }) => `${id} ${held}`));
  const decidedBefore = new Set(before?.decided.map((one) => `${one.id} ${one.decidedAt}`));
  return [
    ...now.waiting
      .filter(({ id, held }) => !known.has(`${id} ${held}`))
      .map((one) => `${formatClock(one.askedAt)} ${one.id} ${one.sessionName} asks: ${placeText(one)}. ${one.reason}`),
    ...(before ? now.decided : [])
      .filter((one) => !decidedBefore.has(`${one.id} ${one.decidedAt}`))
      .reverse()
      .map((one) => `${formatClock(one.decidedAt)} ${decidedText(one)}`),
  ];
}
