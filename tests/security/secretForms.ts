import type { SecretForm } from "./corpus/case.ts";

/** What a service that means harm would write for the value. `header` is the whole header in which it came. */
export function writeSecret(form: SecretForm, token: string, header: string): string {
  switch (form) {
    case "raw":
      return `before ${token} after`;
    case "base64":
      return Buffer.from(token).toString("base64");
    case "base64 one off":
      return Buffer.from(`{${token}}`).toString("base64");
    case "base64 two off":
      return Buffer.from(`{"${token}"}`).toString("base64");
    case "base64url":
      return Buffer.from(`?>${token}?>`).toString("base64url");
    case "percent-encoded":
      return percentEncoded(token);
    case "percent-encoded lower case":
      return percentEncoded(token).toLowerCase();
    case "JSON-escaped":
      return JSON.stringify({ token }).replace(/[-_/+.]/g, escaped);
    case "hex":
      return Buffer.from(token).toString("hex");
    case "hex upper case":
      return Buffer.from(token).toString("hex").toUpperCase();
    case "reversed hex":
      return [...Buffer.from(token).toString("hex")].reverse().join("");
    case "whole header":
      return header;
    case "base64 in lines":
      return linesOf(inFile(token)).join("\n");
    case "base64 in lines of JSON":
      return linesOf(inFile(`"${token}`)).join("\\n");
    case "base64 in lines of JSON that end in n":
      return inFile(`"${token}`).replaceAll(/.{20,}?n/g, "$&\\n");
    case "base64 of base64":
      return Buffer.from(`{"auth":"${Buffer.from(`x:${token}`).toString("base64")}"}`).toString("base64");
    case "UTF-16":
      return [...token].join("\0");
  }
}

/** Where a value is in `text`, whatever way it is written; null when it is not. Shares no code with the product. */
export function findSecret(text: string, token: string): string | null {
  const bytes = Buffer.from(token);
  const hex = bytes.toString("hex");
  const lower = text.toLowerCase();
  const plain: readonly (readonly [string, string, string])[] = [
    ["raw", text, token],
    ["reversed", text, [...token].reverse().join("")],
    ["hex", lower, hex],
    ["reversed hex", lower, [...hex].reverse().join("")],
    ["percent-encoded", unpercent(text), token],
    ["JSON-escaped", unescaped(text), token],
    ["wide characters", text.replaceAll("\0", ""), token],
    ...base64Cores(bytes).map(
      (core, offset) => [`base64 at ${offset}`, text.replace(/\s|\\+[nr]/g, ""), core] as const,
    ),
    ...base64Cores(bytes)
      .flatMap((core) => base64Cores(Buffer.from(core)))
      .map((core) => ["base64 of base64", text, core] as const),
    ...base64Cores(bytes).map((core, offset) => [`base64url at ${offset}`, text, urlSafe(core)] as const),
    ...base64Cores(Buffer.from(`x-access-token:${token}`)).map((core) => ["Basic", text, core] as const),
  ];
  return plain.find(([, where, what]) => where.includes(what))?.[0] ?? null;
}

/** The middle of each of the three base64 writings, which is the same whatever stands around the value. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const end = (bytes.length + offset) % 3 === 0 ? text.length : text.length - 1;
    return text.slice(Math.ceil((offset * 4) / 3), end);
  });
}

/** A file that holds the value where a line ends. */
const inFile = (text: string): string =>
  Buffer.from(`{"auths":{"registry.example":{"auth":"${text}"}}}`).toString("base64");
/** As files in base64 are written: 60 characters a line. */
export const linesOf = (text: string): string[] => text.match(/.{1,60}/g) ?? [];
const urlSafe = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
const percentEncoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
const fromHex = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
const unpercent = (text: string): string => text.replace(/%([0-9a-f]{2})/gi, fromHex);
const unescaped = (text: string): string => text.replace(/\\u([0-9a-f]{4})/gi, fromHex).replaceAll("\\/", "/");
