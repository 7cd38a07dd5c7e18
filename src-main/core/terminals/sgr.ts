/** Looks of one cell, or of the next character to be written. Numbers are xterm's packed attributes. */
export interface Pen {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly underlineStyle: number; readonly underlineColor: number };
}

const colourModeMask = 0x3000000;
const colourModeRgb = 0x3000000;
const colourMask = 0xffffff;
const paletteMask = 0xff;
/** Bits of `fg` above the colour and the parameter of each. */
const foregroundFlags: readonly (readonly [bit: number, parameter: string])[] = [
  [0x8000000, "1"],
  [0x20000000, "5"],
  [0x4000000, "7"],
  [0x40000000, "8"],
  [0x80000000, "9"],
];
const underlineBit = 0x10000000;
const backgroundFlags: readonly (readonly [bit: number, parameter: string])[] = [
  [0x8000000, "2"],
  [0x4000000, "3"],
  [0x40000000, "53"],
];
const extendedBit = 0x10000000;

export const defaultPen: Pen = { fg: 0, bg: 0, extended: { underlineStyle: 0, underlineColor: 0 } };

/** Whether the looks are more than `fg` and `bg`: an underline's style or colour. */
export function hasExtended(pen: Pen): boolean {
  return (pen.bg & extendedBit) !== 0;
}

export function samePen(a: Pen, b: Pen): boolean {
  if (a.fg !== b.fg || a.bg !== b.bg) return false;
  if (!hasExtended(a)) return true;
  return (
    a.extended.underlineStyle === b.extended.underlineStyle && a.extended.underlineColor === b.extended.underlineColor
  );
}

/** Whether a cell without a character looks the same as one erased with this background. */
export function isPlainBackground(pen: Pen): boolean {
  return pen.fg === 0 && (pen.bg & ~(colourModeMask | colourMask)) === 0;
}

/** The sequence that makes exactly these looks, whatever was set before. */
export function sgr(pen: Pen): string {
  const parameters = ["0"];
  for (const [bit, parameter] of foregroundFlags) if (pen.fg & bit) parameters.push(parameter);
  for (const [bit, parameter] of backgroundFlags) if (pen.bg & bit) parameters.push(parameter);
  if (pen.fg & underlineBit) parameters.push(underline(pen));
  parameters.push(...colour(pen.fg, 30, 90, "38"), ...colour(pen.bg, 40, 100, "48"));
  if (pen.bg & extendedBit) parameters.push(...underlineColour(pen.extended.underlineColor));
  return `\x1b[${parameters.length === 1 ? "" : parameters.join(";")}m`;
}

function underline(pen: Pen): string {
  const style = pen.bg & extendedBit ? pen.extended.underlineStyle : 1;
  return style > 1 ? `4:${style}` : "4";
}

function colour(packed: number, low: number, bright: number, extended: string): string[] {
  const mode = packed & colourModeMask;
  if (mode === 0) return [];
  if (mode === colourModeRgb) return [`${extended};2;${rgb(packed, ";")}`];
  const index = packed & paletteMask;
  if (index < 8) return [String(low + index)];
  if (index < 16) return [String(bright + index - 8)];
  return [`${extended};5;${index}`];
}

function underlineColour(packed: number): string[] {
  const mode = packed & colourModeMask;
  if (mode === 0) return [];
  return mode === colourModeRgb ? [`58:2::${rgb(packed, ":")}`] : [`58:5:${packed & paletteMask}`];
}

function rgb(packed: number, separator: string): string {
  return [(packed >>> 16) & 255, (packed >>> 8) & 255, packed & 255].join(separator);
}
