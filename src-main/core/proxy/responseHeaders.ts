import { hopByHop } from "./hopByHop.ts";
import { codingsOf, unknownCoding } from "./scrub/decoders.ts";
import type { PatternSet } from "./scrub/patternSet.ts";
import { scrubField } from "./scrub/scrubField.ts";

/** A second credential, good without this proxy: requests to such a host bring none, and none comes back. */
const cookies = new Set(["set-cookie", "set-cookie2"]);

/** Fields that must not come behind a body: framing, routing and credentials (RFC 9110 6.5.1). */
const notInTrailers = new Set([
  ...hopByHop,
  "authorization",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "host",
  ...cookies,
  "www-authenticate",
  "x-api-key",
]);

/** Sums over a body that may be changed after they have gone. */
const digests = new Set(["content-digest", "content-md5", "digest", "repr-digest"]);

/** What is true of a body only as it was encoded. */
const ofEncoded = new Set(["content-encoding", "content-length", "etag"]);

export interface FilteredHeaders {
  /** Names and values in turn, as they came. */
  readonly fields: string[];
  /** Places at which the secret was replaced. */
  readonly scrubbed: number;
  readonly contentType: string | null;
  /** Codings that are to be undone, or that the client undoes where nothing is searched. */
  readonly codings: readonly string[];
  /** Framed in a way that hides what the body says. */
  readonly oddTransfer: boolean;
}

/**
 * What of an answer's head goes on to the client. With `patterns`, nothing that they match does, nor what will not be
 * true of a body that is searched.
 */
export function filterHeaders(raw: readonly Buffer[], patterns: PatternSet | null): FilteredHeaders {
  const fields: string[] = [];
  let scrubbed = 0;
  let contentType: string | null = null;
  let oddTransfer = false;
  const encodings: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (isNamed(raw[at] as Buffer, "content-encoding")) encodings.push((raw[at + 1] as Buffer).toString("latin1"));
  }
  const codings = codingsOf(encodings);
  const decodes = patterns !== null && codings.length > 0;
  const listed = connectionListed(raw);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = scrubField(raw[at] as Buffer, patterns);
    const lower = name.text.toLowerCase();
    if (lower === "transfer-encoding" && !isNamed(raw[at + 1] as Buffer, "chunked")) oddTransfer = true;
    if (hopByHop.has(lower) || listed?.has(lower)) continue;
    if (patterns !== null && (digests.has(lower) || cookies.has(lower))) continue;
    if (decodes && ofEncoded.has(lower)) continue;
    const value = scrubField(raw[at + 1] as Buffer, patterns);
    scrubbed += name.matches + value.matches;
    if (lower === "content-type") contentType = value.text;
    fields.push(name.text, value.text);
  }
  return { fields, scrubbed, contentType, codings, oddTransfer };
}

/** Why an answer cannot be searched for secrets; null when it can. */
export function unsearchable(status: number, { codings, oddTransfer }: FilteredHeaders): string | null {
  const coding = unknownCoding(codings);
  if (coding !== null) {
    const name = coding.replace(/[^\w ,-]/g, "?").slice(0, 60);
    return `The answer is encoded as "${name}", in which the credential could not be found.`;
  }
  if (oddTransfer) return "The answer's Transfer-Encoding is something else than chunked.";
  return status === 206 ? "The answer is a part of a body, though none was asked for." : null;
}

/** The same head for a body of another length. */
export function withoutLength(fields: readonly string[]): string[] {
  return fields.filter((_, at) => !ofEncoded.has((fields[at - (at % 2)] as string).toLowerCase()));
}

/** Pairs of trailer fields that go on. */
export function filterTrailers(
  raw: readonly Buffer[],
  patterns: PatternSet | null,
): { readonly pairs: [string, string][]; readonly scrubbed: number } {
  const pairs: [string, string][] = [];
  let scrubbed = 0;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = scrubField(raw[at] as Buffer, patterns);
    const lower = name.text.toLowerCase();
    if (notInTrailers.has(lower) || (patterns !== null && digests.has(lower))) continue;
    const value = scrubField(raw[at + 1] as Buffer, patterns);
    scrubbed += name.matches + value.matches;
    pairs.push([name.text, value.text]);
  }
  return { pairs, scrubbed };
}

function isNamed(bytes: Buffer, name: string): boolean {
  return bytes.length === name.length && bytes.toString("latin1").toLowerCase() === name;
}

function connectionListed(raw: readonly Buffer[]): ReadonlySet<string> | null {
  let listed: Set<string> | null = null;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (!isNamed(raw[at] as Buffer, "connection")) continue;
    listed ??= new Set();
    for (const item of (raw[at + 1] as Buffer).toString("latin1").split(",")) {
      const field = item.trim().toLowerCase();
      // What says how a body is to be read stays.
      if (!field.startsWith("content-")) listed.add(field);
    }
  }
  return listed;
}
