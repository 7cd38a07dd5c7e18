/**
 * RFC 8785 canonical JSON: keys in the order of their UTF-16 code units, no white space, numbers and strings as
 * ECMAScript writes them. Throws TypeError on what JSON cannot carry: NaN, infinities, lone surrogates, undefined.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("A lone surrogate has no place in canonical JSON");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  throw new TypeError(`${typeof value} has no place in JSON`);
}

/** Whether the keys of a parsed value stand in canonical order at every depth. */
export function hasCanonicalKeyOrder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(hasCanonicalKeyOrder);
  let previous: string | null = null;
  for (const [key, member] of Object.entries(value)) {
    if (previous !== null && key <= previous) return false;
    if (!hasCanonicalKeyOrder(member)) return false;
    previous = key;
  }
  return true;
}
