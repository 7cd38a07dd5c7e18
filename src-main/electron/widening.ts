import type { z } from "zod";
import { type ClauderonContract, contract } from "../../src-shared/contract/index.ts";
import type { createSessionInput } from "../../src-shared/contract/sessions.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { type AccessMode, accessModeSchema, type Session } from "../../src-shared/model/session.ts";
import type { MethodSpec } from "../../src-shared/rpc/contract.ts";
import type { PageCall } from "./guardedChannel.ts";

/** What a person is asked outside the page. The answer that changes nothing is the default. */
export interface WideningQuestion {
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
}

type Judge<M extends MethodSpec> = (input: z.output<M["input"]>, facts: WideningFacts) => WideningQuestion | null;
type Table<C> = {
  readonly [S in keyof C]?: { readonly [M in keyof C[S]]?: C[S][M] extends MethodSpec ? Judge<C[S][M]> : never };
};

/** What a page is known to speak of, from the app's own view of the core. */
export interface WideningFacts {
  readonly waiting: readonly Approval[];
  readonly sessions: ReadonlyMap<string, Session> | null;
}

/**
 * Calls that widen what a session may do, or take away what shows it. A page that was taken over must not be able to make
 * one by itself.
 */
const table: Table<ClauderonContract> = {
  sessions: {
    create: networkQuestion,
    createWithProgress: networkQuestion,
    recreate: ({ session, network }, { sessions }) => {
      const known = [...(sessions?.values() ?? [])].find(({ id, name }) => id === session || name === session);
      if (network !== "open" || known?.network === "open") return null;
      return {
        message: `Give ${known?.name ?? printable(session)} an open network?`,
        detail: openNetwork,
        yes: "Recreate with open network",
      };
    },
    setAccessMode: ({ session, accessMode }, { sessions }) => {
      const known = [...(sessions?.values() ?? [])].find(({ id, name }) => id === session || name === session);
      const isWider = accessModeSchema.options.indexOf(accessMode) > modeRank(known?.accessMode);
      if (!isWider) return null;
      return {
        message: `Let ${known?.name ?? printable(session)} ${accessMode === "write" ? "write" : "propose changes"}?`,
        detail: `Its access mode is ${known?.accessMode ?? "not known"} now, and becomes ${accessMode} at once.`,
        yes: `Change to ${accessMode}`,
      };
    },
  },
  approvals: {
    answer: ({ id, answer }, facts) =>
      answer === "session" || answer === "always" ? grantQuestion(id, answer, facts) : null,
  },
  audit: {
    prune: ({ dryRun }) =>
      dryRun
        ? null
        : {
            message: "Remove the oldest records of the audit log?",
            detail: "They are gone for good. A signed mark stays in their place.",
            yes: "Remove records",
          },
  },
  system: {
    shutdown: () => ({
      message: "End the Clauderon core?",
      detail: "Sessions go on in their containers, but every request of theirs fails until it is started again.",
      yes: "End the core",
    }),
  },
};

const openNetwork =
  "Its container can reach everything that this machine can, also without the proxy. There is still no credential inside.";

/** From the narrowest; a session that is not known counts as having nothing. */
function modeRank(mode: AccessMode | undefined): number {
  return mode === undefined ? -1 : accessModeSchema.options.indexOf(mode);
}

function networkQuestion({ network, name }: z.output<typeof createSessionInput>): WideningQuestion | null {
  if (network !== "open") return null;
  return {
    message: `Start ${name ?? "a session"} with an open network?`,
    detail: openNetwork,
    yes: "Start with open network",
  };
}

/** The request is named from the app's own view: what the page says of it is not asked about. */
function grantQuestion(id: string, answer: "session" | "always", { waiting }: WideningFacts): WideningQuestion {
  const matching = waiting.filter((approval) => approval.id.startsWith(id));
  const about = matching.length === 1 ? matching[0] : undefined;
  const what = about
    ? `${printable(`${about.method} ${about.host}`)}${printable(about.path)}`
    : `requests like ${printable(id)}`;
  const whose = about ? `session ${about.sessionName}` : "its session";
  return {
    message: answer === "always" ? "Always allow this, in every session?" : `Allow this until ${whose} ends?`,
    detail: `${what}\n\n${
      answer === "always"
        ? "A rule is made that holds for all sessions, with their credentials, until you revoke it in Rules."
        : "A rule is made for this session: its agent is not asked about again."
    }`,
    yes: answer === "always" ? "Always allow" : "Allow for the session",
  };
}

/** What a container wrote, where nothing can be marked as foreign. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 500);
}

/** The question that a page's call needs answered first; null for all that widen nothing. */
export function wideningQuestion(
  { service, method, payload }: PageCall,
  facts: WideningFacts,
): WideningQuestion | null {
  const judge = pick(pick(table, service), method) as Judge<MethodSpec> | undefined;
  const spec = pick(pick(contract, service), method) as MethodSpec | undefined;
  if (!judge || !spec) return null;
  const input = spec.input.safeParse(payload);
  // What is no input is refused by the core, in its own words.
  return input.success ? judge(input.data, facts) : null;
}

function pick(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;
}
