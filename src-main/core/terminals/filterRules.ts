/*
 * Which terminal sequences of a container reach a person's terminal. An allow-list: what is not named here is dropped,
 * because a terminal that knows a sequence we do not know may type, print, move windows or read the clipboard.
 * `query` sequences make a terminal answer as if it typed: they reach our own screen, which answers, and nobody else.
 */

export type Judgement =
  /** For viewers and our own screen. */
  | { readonly kind: "keep"; readonly text: string }
  /** For our own screen only. */
  | { readonly kind: "query"; readonly text: string }
  | { readonly kind: "drop" };

const drop: Judgement = { kind: "drop" };
const keep = (text: string): Judgement => ({ kind: "keep", text });
const query = (text: string): Judgement => ({ kind: "query", text });

/** Private modes that a terminal may be put into. Missing on purpose: 2 (VT52), 3 (resizes the window), 2031, 2048. */
const privateModes = new Set([
  1, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1007, 1016, 1047, 1048, 1049, 2004, 2026,
]);
/** Modes 2 and 12 lock the keyboard and echo locally: not here. */
const ansiModes = new Set([4, 20]);

/** Prefix, intermediates and final byte of sequences that only draw or set what we restore. */
const plainFinals = "@ABCDEFGHIJKLMPSXZ`abdefgmrsu";
const drawing = new Set([...plainFinals, ..."?J ?K >m >n >u <u =u".split(" "), ..." @, A, q,!p,\"q,'},'~".split(",")]);
/** Final bytes of sequences that change one line or the looks of text, and nothing else. */
const lineFinals = "mKGCDXP@";
export const drawsLine = 2;
/**
 * By final byte, for sequences without prefix and intermediates, which are kept whatever their numbers are: `drawsLine`
 * for those that change one line or the looks of text and nothing else, 1 for the others that are kept.
 */
export const plainDrawing: Uint8Array = new Uint8Array(256).map((_, byte) => {
  const final = String.fromCharCode(byte);
  return lineFinals.includes(final) ? drawsLine : Number(plainFinals.includes(final));
});
const queries = new Set(["c", ">c", "=c", "n", "?n", "$p", "?$p", "?u", "?m", ">q"]);

/** Judges `ESC [ body`, where body ends with the final byte. */
export function judgeControl(body: string): Judgement {
  const parts = /^([<=>?]?)([0-9:;]*)([ -/]*)([@-~])$/.exec(body);
  if (!parts) return drop;
  const [, prefix = "", parameters = "", intermediates = "", final = ""] = parts;
  const text = `\x1b[${body}`;
  const name = prefix + intermediates + final;
  if (name === "h" || name === "l") return modes("", parameters, final, ansiModes);
  if (name === "?h" || name === "?l") return modes("?", parameters, final, privateModes);
  if (drawing.has(name)) return keep(text);
  if (queries.has(name)) return query(text);
  // With more parameters T starts mouse highlighting, during which a terminal waits for the program.
  if (name === "T" && !parameters.includes(";")) return keep(text);
  // Size of the text area: the only window operation that gets an answer.
  if (name === "t" && parameters === "18") return query(text);
  return drop;
}

function modes(prefix: string, parameters: string, final: string, allowed: ReadonlySet<number>): Judgement {
  const kept = parameters.split(";").filter((mode) => allowed.has(Number.parseInt(mode, 10)));
  return kept.length > 0 ? keep(`\x1b[${prefix}${kept.join(";")}${final}`) : drop;
}

const escapes = new Set([..."78DEHM=>cno|}~", "#8"]);

/** Judges `ESC body`: intermediates and a final byte. Leaving UTF-8 (`ESC % @`) is not allowed: it would blind us. */
export function judgeEscape(body: string): Judgement {
  if (body === "Z") return query("\x1bZ");
  if (escapes.has(body) || /^[()*+\-./][0-~]$/.test(body)) return keep(`\x1b${body}`);
  return drop;
}

const titleCharacters = 256;
const colour = "[#0-9A-Za-z:/.,-]{1,64}";
const colourSet = new RegExp(`^(1[0-2];${colour}(;${colour})*|4(;\\d{1,3};${colour})+|104(;\\d{1,3})*|11[0-2])$`);
const colourQuery = /^(1[0-2];\?(;\?)*|4(;\d{1,3};\?)+)$/;
const link = /^8;([!-:<-~]*);(https?:\/\/[!-~]+)$/i;
const progress = /^9;4;[0-4](;\d{0,3})?$/;

/** Judges `ESC ] body ST`. `body` holds neither control characters nor the terminator. */
export function judgeSystemCommand(body: string): Judgement {
  const title = /^([012]);(.*)$/s.exec(body);
  if (title) return keep(`\x1b]${title[1]};${cleanTitle(title[2] ?? "")}\x1b\\`);
  if (colourQuery.test(body)) return query(`\x1b]${body}\x1b\\`);
  if (colourSet.test(body) || progress.test(body) || link.test(body)) return keep(`\x1b]${body}\x1b\\`);
  // A refused link still ends the one before, or its text would belong to that.
  if (body.startsWith("8;")) return keep("\x1b]8;;\x1b\\");
  return drop;
}

/** Judges `ESC P body ST`: only requests that our own screen answers. */
export function judgeDeviceControl(body: string): Judgement {
  return /^[$+]q[ -~]{0,256}$/.test(body) ? query(`\x1bP${body}\x1b\\`) : drop;
}

/** A title goes to places where text is trusted: no control, no bidi override, no zero-width character, no essay. */
function cleanTitle(title: string): string {
  return [...title.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, "")].slice(0, titleCharacters).join("");
}
