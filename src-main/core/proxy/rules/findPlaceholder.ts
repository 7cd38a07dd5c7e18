import type { Policy } from "../../policy.ts";
import { spellingsOf } from "../scrub/encodings.ts";
import { PatternSet } from "../scrub/patternSet.ts";
import { StreamScrubber } from "../scrub/streamScrubber.ts";

type Placeholders = Policy["placeholders"];

/** Common to all placeholders: one quick look spares the long one. */
const mark = "lauderon";

/** The placeholders that a header value holds, plain or inside Basic credentials. */
export function placeholdersIn(value: string, placeholders: Placeholders): Placeholders {
  const text = value.includes(mark) ? value : basicText(value);
  if (text === null || !text.includes(mark)) return none;
  return placeholders.filter(({ placeholder }) => text.includes(placeholder));
}

/** The placeholders that a path and query hold, as sent or percent-encoded. */
export function placeholdersInTarget(target: string, placeholders: Placeholders): Placeholders {
  const text = target.includes("%") ? decode(target) : target;
  if (!text.includes(mark)) return none;
  return placeholders.filter(({ placeholder }) => text.includes(placeholder));
}

/** The credential whose placeholder is part of a name, or null. Names have no case. */
export function placeholderInHost(host: string, placeholders: Placeholders): string | null {
  if (!host.includes(mark)) return null;
  return placeholders.find(({ placeholder }) => host.includes(placeholder.toLowerCase()))?.credentialId ?? null;
}

/** Everything that spells one of these placeholders. Made once for each list: a policy's lists do not change. */
export function placeholderPatterns(placeholders: Placeholders): PatternSet {
  let patterns = patternsOf.get(placeholders);
  if (!patterns) {
    patterns = new PatternSet(placeholders.flatMap(({ placeholder }) => spellingsOf(placeholder)));
    patternsOf.set(placeholders, patterns);
  }
  return patterns;
}

/** The credential whose placeholder a text hides in some encoding, or null. Said plainly, `placeholdersIn` finds it. */
export function hiddenPlaceholder(text: string, placeholders: Placeholders): string | null {
  if (placeholders.length === 0) return null;
  const patterns = placeholderPatterns(placeholders);
  if (text.length < patterns.shortest) return null;
  const bytes = Buffer.from(text, "latin1");
  if (!isIn(bytes, patterns)) return null;
  return placeholders.find((it) => isIn(bytes, placeholderPatterns(aloneOf(it))))?.credentialId ?? null;
}

type Placeholder = Placeholders[number];

const patternsOf = new WeakMap<Placeholders, PatternSet>();
const alone = new WeakMap<Placeholder, Placeholders>();

function aloneOf(placeholder: Placeholder): Placeholders {
  const known = alone.get(placeholder) ?? [placeholder];
  alone.set(placeholder, known);
  return known;
}

function isIn(bytes: Buffer, patterns: PatternSet): boolean {
  const scrubber = new StreamScrubber(patterns);
  scrubber.push(bytes);
  return scrubber.matches > 0;
}

const none: Placeholders = [];

function basicText(value: string): string | null {
  // Most header values end here: this runs for each of them.
  if (!/^\s*b/i.test(value) || value.length > 8192) return null;
  const match = /^\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(value);
  return match ? Buffer.from(match[1] as string, "base64").toString("latin1") : null;
}

function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
