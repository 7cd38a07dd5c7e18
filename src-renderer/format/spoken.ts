import { plural } from "./formats.ts";

const units: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour", d: "day" };

/** A short time in whole words, as it is read aloud: `12m` is "12 minutes". */
export function spokenTime(short: string): string {
  return short.replace(/\b(\d+)([smhd])\b/g, (_, number: string, unit: string) =>
    plural(Number(number), units[unit] ?? unit),
  );
}

/** An amount as it is read aloud: `$8.12` is "8 dollars 12". */
export function spokenCost(short: string): string {
  const [, less, whole, cents] = /^(< )?\$([\d,]+)(?:\.(\d\d))?$/.exec(short) ?? [];
  if (whole === undefined) return short;
  if (less) return "less than one cent";
  const dollars = `${whole} ${whole === "1" ? "dollar" : "dollars"}`;
  return cents === undefined || cents === "00" ? dollars : `${dollars} ${cents}`;
}
