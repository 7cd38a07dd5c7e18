import { methodMatches } from "../catalogue/catalogue.ts";
import type { CompiledEntry } from "./hostPolicy.ts";
import { matchPath } from "./pathMatch.ts";
import { type Facts, namesHost, type Outcome, type Rule } from "./rule.ts";

/**
 * Calls that create a lasting credential or lasting access are refused: with one of them a session would get out of its
 * container what this proxy keeps outside. A rule of the user's that names the host decides before.
 */
export const checkCatalogue: Rule = (facts, draft) => {
  if (namesHost(draft.allowedBy)) return null;
  const covering = facts.host.catalogue.filter((it) => it.entry.mutation === null && covers(it, facts));
  // The entry that names the method speaks before one that the method may stand for.
  const compiled = covering.find(({ entry }) => entry.method === facts.request.method) ?? covering[0];
  if (compiled === undefined) return null;
  if (compiled.action === "allow") return facts.host.preset === "open" ? null : { change: { opened: true } };
  return refuseEntry(compiled);
};

/** A prohibition is read generously: any case, any reading of the path. */
export function covers({ entry, pattern }: CompiledEntry, { request, path }: Pick<Facts, "request" | "path">): boolean {
  return methodMatches(entry.method, request.method) && matchPath(pattern, path, true) !== "none";
}

export function refuseEntry({ entry, action }: Pick<CompiledEntry, "entry" | "action">): NonNullable<Outcome> {
  const reason = `${entry.why.charAt(0).toUpperCase()}${entry.why.slice(1)}.`;
  if (action === "ask") {
    return {
      ask: true,
      approved: { opened: true },
      refuse: {
        status: 403,
        rule: entry.id,
        reason: `This needs the user's approval: ${entry.why}.`,
        hint: "Tell the user what you need and why, go on with other work, and try again once it is approved.",
        retryable: true,
      },
    };
  }
  return {
    refuse: {
      status: 403,
      rule: entry.id,
      reason,
      hint: `Do not retry. Continue without it, or ask the user to allow rule ${entry.id}.`,
      retryable: false,
    },
  };
}
