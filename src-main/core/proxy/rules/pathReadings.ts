/**
 * A server may decode, collapse and resolve a path in its own way, and we cannot know which. So a path is read in every
 * way that servers are known to read it: a prohibition holds when any reading matches, a permission only when all do.
 */
export interface PathReadings {
  /** The path as sent, without its query. */
  readonly raw: string;
  /** Segments of each reading; the first is the path as sent. */
  readonly readings: readonly (readonly string[])[];
  /** The path holds something that no honest client sends and no server reads predictably. */
  readonly malformed: boolean;
}

const plain = /^\/(?!\/)(?:(?!\/\/|\/\.)[A-Za-z0-9\-._~!$&'()*+,=:@/])*$/;
const printable = /^[\x21-\x7e]*$/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;
const encodedControl = /%(?:[01][0-9A-Fa-f]|7[Ff])/;
const maxDecodes = 3;

/** Reads the path of an origin-form target. */
export function readPath(target: string): PathReadings {
  const end = target.indexOf("?");
  const raw = end === -1 ? target : target.slice(0, end);
  const literal = segments(raw);
  if (plain.test(raw)) {
    // A trailing slash is the one variation left: some servers ignore it.
    const readings = raw.length > 1 && raw.endsWith("/") ? [literal, literal.slice(0, -1)] : [literal];
    return { raw, readings, malformed: false };
  }
  const malformed = !raw.startsWith("/") || !printable.test(raw) || badEscape.test(raw) || encodedControl.test(raw);
  const readings = [literal];
  let decoded = raw;
  for (let pass = 0; pass <= maxDecodes; pass++) {
    readings.push(segments(decoded), clean(decoded, false), clean(decoded, true));
    const next = decodeOnce(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  // Decodes the unreserved characters only, so that "%6beys" is "keys" but "a%2Fb" stays one segment.
  readings.push(clean(decodeUnreserved(raw), false), clean(decodeUnreserved(raw), true));
  return { raw, readings: unique(readings), malformed: malformed || encodedControl.test(decoded) };
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
