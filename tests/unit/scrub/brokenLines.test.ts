import { expect, it } from "vitest";
import { spellingsOf } from "../../../src-main/core/proxy/scrub/encodings.ts";
import { PatternSet } from "../../../src-main/core/proxy/scrub/patternSet.ts";
import { StreamScrubber } from "../../../src-main/core/proxy/scrub/streamScrubber.ts";

/** A value that has this letter at each place where a line of 40 could end. */
const valueWith = (letter: string): string => `sk${"q7".repeat(70)}`.replace(/.(?<=^.{40}|^.{80}|^.{120})/g, letter);

it.each([
  ["%0a", "a"],
  ["%0d%0a", "a"],
  ["%0A", "A"],
  ["%0A%20%20", "0"],
  ["\\n", "n"],
  ["\\r\\n", "n"],
  ["\\\\n", "n"],
  ["\\u000a", "a"],
])("A value in lines that end in %s after the letter %s is taken out, wherever the body is cut", (gap, letter) => {
  const value = valueWith(letter);
  const patterns = new PatternSet(spellingsOf(value));
  const spelled = value.replaceAll(/.{40}(?=.)/g, `$&${gap}`);
  expect(spelled).toContain(`${letter}${gap}`);
  const body = Buffer.from(`key: ${spelled} :end`);
  for (let cut = 1; cut < body.length; cut++) {
    const scrubber = new StreamScrubber(patterns);
    const pieces = [scrubber.push(body.subarray(0, cut)), scrubber.push(body.subarray(cut)), scrubber.end()];
    expect(Buffer.concat(pieces).toString()).toBe(`key: ${"*".repeat(spelled.length)} :end`);
    expect(scrubber.matches).toBe(1);
  }
});
