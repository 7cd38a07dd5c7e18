import { describe, expect, it } from "vitest";
import { tokensOf } from "../../helpers/tokens.ts";

/** Red, green and blue of `#rrggbb`, from 0 to 1. */
const parts = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);

/** Relative luminance, as WCAG 2 defines it. */
const luminance = (colour: string): number =>
  parts(colour)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["bg", "surface", "raised", "hover", "selected"];
const tinted = ["ok", "warn", "danger", "inject"];
/** Each colour of text with every ground that it may stand on. */
const texts: Readonly<Record<string, readonly string[]>> = {
  text: [...grounds, "active", ...tinted.map((one) => `${one}-tint`)],
  text2: [...grounds, "active", ...tinted.map((one) => `${one}-tint`)],
  text3: grounds,
  accent: grounds,
  "on-accent": ["accent"],
  ...Object.fromEntries(tinted.map((one) => [one, [...grounds, `${one}-tint`]])),
};
/** What is not text but must be seen: edges of controls, bars of charts. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  control: ["bg", "surface", "raised"],
  accent: ["surface", "raised", "selected"],
  chart: ["surface"],
};

describe.each(["dark", "light"] as const)("the %s theme", (theme) => {
  const tokens = tokensOf(theme);
  const faint = (pairs: Readonly<Record<string, readonly string[]>>, atLeast: number): string[] =>
    Object.entries(pairs).flatMap(([front, behind]) =>
      behind
        .map((ground) => [ground, contrast(tokens[front] ?? "", tokens[ground] ?? "")] as const)
        .filter(([, ratio]) => !(ratio >= atLeast))
        .map(([ground, ratio]) => `${front} on ${ground}: ${ratio.toFixed(2)}`),
    );

  it("has text that can be read on every ground that it may stand on, chosen, pointed at and tinted ones too", () => {
    expect(faint(texts, 4.5)).toEqual([]);
  });

  it("has edges of controls and bars of charts that can be seen", () => {
    expect(faint(shapes, 3)).toEqual([]);
  });

  it("tells what waits, what failed and what is well apart from plain text and from each other", () => {
    const meanings = ["text", ...tinted, "accent"].map((name) => tokens[name]);
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});

it("both themes have the same tokens", () => {
  expect(Object.keys(tokensOf("dark"))).toEqual(Object.keys(tokensOf("light")));
});
