import type { HeaderList } from "../exchange.ts";
import type { Patience } from "./approvalBook.ts";

/**
 * How long a client is ready to wait for an answer, in milliseconds, as RFC 7240 lets it say so: `Prefer: respond-async`
 * not at all, `Prefer: wait=20` twenty seconds, with both twenty seconds and then come again. Infinity when it says
 * nothing.
 */
export function waitPreference(headers: HeaderList): Patience {
  const words = headers
    .filter(([name]) => name.toLowerCase() === "prefer")
    .flatMap(([, value]) => value.split(","))
    .map((word) => (word.split(";")[0] as string).trim().toLowerCase());
  const wait = words
    .map((word) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(word)?.[1])
    .find((seconds) => seconds !== undefined);
  const isAsync = words.includes("respond-async");
  if (wait !== undefined) return { waitMs: Number(wait) * 1_000, comesAgain: true };
  return { waitMs: isAsync ? 0 : Number.POSITIVE_INFINITY, comesAgain: isAsync };
}
