import type { Refusal, Verdict } from "../exchange.ts";
import type { Answer } from "./approvalBook.ts";

/** When an agent that does not wait should look again, in seconds. */
const retryAfter = 15;

/** The question stands, and the client does not wait for its answer. */
export function askAgain(asks: Verdict, approval: string): Verdict {
  return {
    ...asks,
    refusal: {
      ...refusalOf(asks),
      hint: `The user has been asked (approval ${approval}). Go on with other work, and send the same request again later.`,
      retryable: true,
      retryAfter,
      approval,
    },
  };
}

/** More questions than are kept. */
export function tooManyQuestions(asks: Verdict): Verdict {
  return {
    ...asks,
    refusal: {
      ...refusalOf(asks),
      reason: `${asks.reason} Too many requests wait for the user already.`,
      hint: "Wait until those are answered.",
      retryable: true,
      retryAfter: retryAfter * 4,
    },
  };
}

export function deniedByUser(asks: Verdict, { by }: Answer): Verdict {
  return denied(asks, `Denied by the user (${by}).`, "Do not retry. Continue without it, or tell the user why.", false);
}

export function nobodyAnswered(asks: Verdict, timeoutMs: number): Verdict {
  const waited = `${Math.round(timeoutMs / 1_000)} seconds`;
  return denied(
    asks,
    `Nobody answered within ${waited}, so the request is denied.`,
    "Tell the user what you need and why, go on with other work, and try again once they are there.",
    true,
  );
}

/** What goes out because the user said yes, on record as that. */
export function allowedByUser(ahead: Verdict, rule: string, { by, scope }: Answer): Verdict {
  return { ...ahead, rule, reason: `Allowed ${scope} by the user (${by}).` };
}

function denied(asks: Verdict, sentence: string, hint: string, retryable: boolean): Verdict {
  const reason = `${asks.reason} ${sentence}`;
  return { ...asks, decision: "deny", reason: sentence, refusal: { ...refusalOf(asks), reason, hint, retryable } };
}

function refusalOf({ rule, reason, refusal }: Verdict): Refusal {
  return refusal ?? { status: 403, rule, reason: reason ?? "", hint: null, retryable: true };
}
