import type { CellView, LineView } from "./screenView.ts";
import { defaultPen, hasExtended, isPlainBackground, type Pen, samePen, sgr } from "./sgr.ts";

/** Writes cells as text and sequences. The terminal is in its default modes while this is drawn. */
export class LinePainter {
  #text = "";
  #pen: Pen = defaultPen;
  /** Columns that were passed over and hold nothing. */
  #gap = 0;
  readonly #cols: number;
  #cell: CellView | undefined;
  #next: CellView | undefined;
  readonly #sequences = new Sequences();

  constructor(cols: number) {
    this.#cols = cols;
  }

  /** Takes what was drawn since the last take; the pen is the default one at its end. */
  take(): string {
    this.setPen(defaultPen);
    const text = this.#text;
    this.#text = "";
    return text;
  }

  raw(text: string): void {
    this.#text += text;
  }

  setPen(pen: Pen): void {
    if (samePen(pen, this.#pen)) return;
    this.#text += this.#sequences.of(pen);
    // The cell objects are reused: keep values, not the object.
    this.#pen = { fg: pen.fg, bg: pen.bg, extended: { ...plainExtended(pen) } };
  }

  /**
   * Draws one line from its first column. `continues`: the cursor stands in the last column of the line before and
   * the first character must wrap. `wraps`: the line must end so that the next character wraps.
   */
  line(line: LineView, { continues, wraps }: { continues: boolean; wraps: boolean }): void {
    this.#gap = 0;
    for (let column = 0; column < this.#cols; column++) {
      const cell = line.getCell(column, this.#cell);
      if (!cell) break;
      this.#cell = cell;
      const chars = cell.getChars();
      const width = cell.getWidth();
      const mustPrint = (continues && column === 0) || (wraps && column === this.#cols - 1);
      if (width === 2 && this.#isWhole(line, column)) {
        this.#print(cell, chars, continues);
        column++;
      } else if (width === 1 && chars !== "") this.#print(cell, chars, continues);
      else if (mustPrint || width === 2 || !isPlainBackground(cell)) this.#print(cell, " ", continues);
      else this.#skip(cell, continues);
    }
    if (continues && this.#gap > 0) {
      this.setPen(defaultPen);
      this.#text += "\x1b[K";
    }
  }

  /** A wide character whose second half was overwritten cannot be drawn again. */
  #isWhole(line: LineView, column: number): boolean {
    this.#next = line.getCell(column + 1, this.#next);
    return this.#next !== undefined && this.#next.getChars() === "";
  }

  #print(cell: Pen, chars: string, continues: boolean): void {
    this.#closeGap(continues);
    this.setPen(cell);
    this.#text += chars;
  }

  #skip(cell: Pen, continues: boolean): void {
    if (cell.bg === 0) {
      this.#gap++;
      return;
    }
    this.#closeGap(continues);
    this.setPen({ fg: 0, bg: cell.bg, extended: defaultPen.extended });
    this.#text += "\x1b[X\x1b[C";
  }

  /** A line that scrolled in may carry the colour of the character that wrapped: its gaps are erased, not skipped. */
  #closeGap(erase: boolean): void {
    if (this.#gap === 0) return;
    if (erase) {
      this.setPen(defaultPen);
      this.#text += `\x1b[${this.#gap}X`;
    }
    this.#text += `\x1b[${this.#gap}C`;
    this.#gap = 0;
  }
}

/** Sequences by looks: a screen has thousands of cells and a handful of looks. */
class Sequences {
  readonly #known = new Map<number, Map<number, string>>();

  of(pen: Pen): string {
    if (hasExtended(pen)) return sgr(pen);
    const byBackground = this.#known.get(pen.fg) ?? new Map<number, string>();
    const sequence = byBackground.get(pen.bg) ?? sgr(pen);
    this.#known.set(pen.fg, byBackground.set(pen.bg, sequence));
    return sequence;
  }
}

function plainExtended(pen: Pen): Pen["extended"] {
  return { underlineStyle: pen.extended.underlineStyle, underlineColor: pen.extended.underlineColor };
}
