import { neutralise } from "../format/neutralise.ts";
import { uptime } from "../format/times.ts";
import type { Approval } from "../model/approval.ts";
import type { Session } from "../model/session.ts";
import type { Notice, NoticeKind, Told } from "./notice.ts";
import { togetherKey } from "./notice.ts";

/** What a notice says, besides where and when. */
export type NoticeText = Pick<Notice, "title" | "body" | "words">;

const agentWordsLength = 120;

export function sessionText(session: Session, kind: NoticeKind, now: number): NoticeText {
  const { name, exitCode } = session;
  const ran = (until: number): string | null =>
    session.startedAt === null ? null : uptime(until - new Date(session.startedAt).getTime());
  if (kind === "waiting")
    return {
      title: `${name} is waiting for you`,
      body: `${ran(now) ?? "0s"} of work`,
      words: session.agentWords ?? null,
    };
  const after = ran(session.endedAt === null ? now : new Date(session.endedAt).getTime());
  const problem = session.error === null ? null : plain(session.error, 160);
  const text = (title: string, body: string): NoticeText => ({ title: `${name} ${title}`, body, words: null });
  if (kind === "ended") return text("finished", after === null ? "exit 0" : `exit 0 after ${after}`);
  if (session.state === "exited") return text("stopped", `exit ${exitCode}${problem ? `, ${problem}` : ""}`);
  if (kind === "red") return text("was not started", plain(redReason(session), 160));
  if (session.startedAt === null) return text("was not started", problem ?? "");
  return text("ended", problem ?? "Its container is gone.");
}

/** The first sentence of the self-test's verdict; what it leaked is in the session. */
function redReason({ error }: Session): string {
  const [reason = ""] = (error ?? "").replace(/^Not started: /, "").split(". ");
  return reason.replace(/^the network self-test /, "its network test ").replace(/\.$/, "");
}

export function approvalText(approval: Approval, now: number): NoticeText {
  const { sessionName, method, host, reason, held, expiresAt } = approval;
  const left = uptime(Math.max(0, new Date(expiresAt).getTime() - now));
  const what = `${plain(method, 20)} ${plain(host, 80)}${reason ? `, ${clause(reason)}` : ""}`;
  return {
    title: `${sessionName}: approval needed`,
    body: `${what}. ${held ? `The agent waits ${left}.` : `It counts as denied in ${left}.`}`,
    words: null,
  };
}

/** As a notification of the system. The agent's words are in it only where a person asked for them. */
export function told(notice: Notice, hasAgentWords: boolean): Told {
  const { key, title, body, screen, approvalId, words } = notice;
  const quote = hasAgentWords ? agentQuote(words) : null;
  return { key, title, body: withoutMarkup(quote === null ? body : `${body}\n${quote}`), screen, approvalId };
}

/** Some systems read what a notification says as markup, with pictures and links in it. */
function withoutMarkup(text: string): string {
  return text.replace(/[<>&]/g, (character) => ({ "<": "‹", ">": "›" })[character] ?? "＆");
}

/** `Agent: "…"`. What is inside cannot end the quotation by itself, nor hold anything that is not seen. */
export function agentQuote(words: string | null): string | null {
  if (words === null || words.trim() === "") return null;
  return `Agent: "${neutralise(words.trim().replace(/["\u201c-\u201f\u2033\uff02]/g, "'"), agentWordsLength)}"`;
}

export function togetherNotice(notices: readonly (Pick<Notice, "kind"> & { readonly about: string })[]): Told {
  const names = [...new Set(notices.map(({ about }) => about))];
  const sessions = names.length === 1 ? "1 session" : `${names.length} sessions`;
  const hasEnded = notices.some(({ kind }) => kind === "ended");
  const need = names.length === 1 ? "needs you" : "need you";
  return {
    key: togetherKey,
    title: `${sessions} ${hasEnded ? "ended or " : ""}${need}`,
    body: names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : ""),
    screen: "/sessions",
    approvalId: null,
  };
}

/** A rule's reason as the second half of a sentence: `PUT` and names keep their capitals. */
function clause(reason: string): string {
  return plain(reason, 140)
    .replace(/\.$/, "")
    .replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
}

/** What came over the wire, for a place where nothing can be marked as foreign. */
function plain(text: string, limit: number): string {
  const printable = text.replace(/[^\x20-\x7e]/g, "?");
  return printable.length > limit ? `${printable.slice(0, limit - 1)}…` : printable;
}
