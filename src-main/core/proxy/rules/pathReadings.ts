const unambiguous = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@/]*$/;
const wellFormed = /^\/[\x21-\x7e]*$/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;
const encodedControl = /%(?:[01][0-9A-Fa-f]|7[Ff])/;
const maxDecodes = 3;
/** Reading a path in all ways costs time in its length, and a hostile session may send many. */
const maxReadLength = 4096;

/**
 * A server may decode, collapse and resolve a path in its own way, and we cannot know which. So a path is read in every
 * way that servers are known to read it: a prohibition holds when any reading matches, a permission only when all do.
 */
export class PathReadings {
  /** The path as sent, without its query. */
  readonly raw: string;
  #readings: readonly (readonly string[])[] | null = null;
  #folded: readonly (readonly string[])[] | null = null;

  constructor(target: string) {
    const end = target.indexOf("?");
    this.raw = end === -1 ? target : target.slice(0, end);
  }

  /** Segments of each reading; the first is the path as sent. Worked out when first asked: few requests need it. */
  get readings(): readonly (readonly string[])[] {
    this.#readings ??= read(this.raw);
    return this.#readings;
  }

  /** The same in lower case: a catalogue of prohibitions asks for it a hundred times. */
  get folded(): readonly (readonly string[])[] {
    this.#folded ??= this.readings.map((segments) => segments.map((segment) => segment.toLowerCase()));
    return this.#folded;
  }

  /** The path holds something that no honest client sends and no server reads predictably. */
  get malformed(): boolean {
    if (isPlain(this.raw)) return false;
    return (
      this.raw.length > maxReadLength ||
      !wellFormed.test(this.raw) ||
      badEscape.test(this.raw) ||
      encodedControl.test(decodeFully(this.raw))
    );
  }
}

/** Read alike by every server. */
function isPlain(raw: string): boolean {
  return unambiguous.test(raw) && !raw.includes("//") && !raw.includes("/.");
}

function read(raw: string): readonly (readonly string[])[] {
  const literal = segments(raw);
  // A trailing slash is the one variation left in a plain path: some servers ignore it.
  if (isPlain(raw)) return raw.length > 1 && raw.endsWith("/") ? [literal, literal.slice(0, -1)] : [literal];
  // Refused as malformed wherever paths decide.
  if (raw.length > maxReadLength) return [literal];
  // Decodes the unreserved characters only, so that "%6beys" is "keys" but "a%2Fb" stays one segment.
  const unreserved = decodeUnreserved(raw);
  const readings = [literal, clean(unreserved, false), clean(unreserved, true)];
  let decoded = raw;
  for (let pass = 0; pass <= maxDecodes; pass++) {
    readings.push(segments(decoded), clean(decoded, false), clean(decoded, true));
    const next = decodeOnce(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return unique(readings);
}

function decodeFully(raw: string): string {
  let decoded = raw;
  // One pass short of the last keeps an escape of a control character visible as an escape.
  for (let pass = 0; pass < maxDecodes && !encodedControl.test(decoded); pass++) decoded = decodeOnce(decoded);
  return decoded;
}

function segments(path: string): string[] {
  return path.slice(1).split("/");
}

/** Collapses slashes, resolves dot segments, drops a trailing slash and, when asked, `;parameters`. */
function clean(path: string, dropParameters: boolean): string[] {
  const out: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    const segment = dropParameters ? (part.split(";", 1)[0] as string) : part;
    if (segment === "" || segment === ".") continue;
    if (segment === "..") out.pop();
    else out.push(segment);
  }
  return out.length === 0 ? [""] : out;
}

function decodeOnce(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (encoded, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded;
  });
}

function unique(readings: readonly (readonly string[])[]): (readonly string[])[] {
  const seen = new Map(readings.map((reading) => [JSON.stringify(reading), reading]));
  return [...seen.values()];
}
