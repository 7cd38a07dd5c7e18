import type { PatternSet } from "./patternSet.ts";
import { StreamScrubber } from "./streamScrubber.ts";

export interface ScrubbedField {
  readonly text: string;
  readonly matches: number;
}

/** The same for a text that is whole: a header field, a status line. */
export function scrubField(bytes: Buffer, patterns: PatternSet | null): ScrubbedField {
  // Half a value already counts, and shorter ones than that are most header fields.
  if (patterns === null || bytes.length * 2 < patterns.shortest) return { text: bytes.toString("latin1"), matches: 0 };
  const scrubber = new StreamScrubber(patterns);
  const text = scrubber.push(bytes).toString("latin1") + scrubber.end().toString("latin1");
  return { text, matches: scrubber.matches };
}
