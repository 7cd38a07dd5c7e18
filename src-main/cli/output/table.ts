import { escapeLine } from "./escape.ts";
import { type Colour, type Paint, plain } from "./paint.ts";
import { textWidth, truncate } from "./width.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Gives way first when the terminal is narrow. */
  readonly flexible?: boolean;
}

/** A cell is text, or text in a colour. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

export interface TableOptions {
  /** Columns of the terminal; null when the output is no terminal: nothing is cut. */
  readonly width: number | null;
  readonly paint?: Paint;
}

const gap = "  ";
const smallestFlexible = 8;

/** Lines of an aligned table. Every cell is escaped here, so that no caller can forget it. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions,
): string {
  const paint = options.paint ?? plain;
  const texts = rows.map((row) => row.map((cell) => escapeLine(typeof cell === "string" ? cell : cell.text)));
  const natural = columns.map((column, at) =>
    Math.max(textWidth(column.title), ...texts.map((row) => textWidth(row[at] ?? ""))),
  );
  const widths = options.width === null ? natural : narrowed(columns, natural, options.width);
  const line = (cells: readonly string[], colourOf: (at: number) => Colour | null): string =>
    cells
      .map((text, at) => {
        const width = widths[at] ?? 0;
        const shown = truncate(text, width);
        const padding = " ".repeat(width - textWidth(shown));
        const colour = colourOf(at);
        const coloured = colour ? paint(colour, shown) : shown;
        if (columns[at]?.align === "right") return padding + coloured;
        return at === cells.length - 1 ? coloured : coloured + padding;
      })
      .join(gap)
      .trimEnd();
  const head = line(
    columns.map((column) => column.title),
    () => "dim",
  );
  const body = texts.map((row, index) =>
    line(row, (at) => {
      const cell = rows[index]?.[at];
      return cell !== undefined && typeof cell !== "string" ? cell.colour : null;
    }),
  );
  return [head, ...body].join("\n");
}

/** Takes the excess from the widest flexible column until the line fits or nothing can give. */
function narrowed(columns: readonly Column[], natural: readonly number[], total: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1) - total;
  while (excess > 0) {
    let widest = -1;
    for (const [at, column] of columns.entries()) {
      if (column.flexible && (widths[at] ?? 0) > smallestFlexible && (widths[at] ?? 0) > (widths[widest] ?? 0)) {
        widest = at;
      }
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}
