/*
 * As much of Markdown as our own documents use. What it makes is drawn as text nodes: nothing becomes markup by being in
 * a document.
 */

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly isNumbered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

export type Span = { readonly kind: "text" | "code" | "strong"; readonly text: string };

const item = /^(?:-|(\d+)\.) +/;

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  /** The lines from here on that fit, which are passed by. */
  const take = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (lines[0] !== undefined && fits(lines[0])) taken.push(lines.shift() ?? "");
    return taken;
  };
  while (lines.length > 0) {
    const line = lines[0] ?? "";
    const heading = /^(#+) (.*)$/.exec(line);
    if (line.trim() === "" || line.startsWith("![")) lines.shift();
    else if (heading) {
      lines.shift();
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
    } else if (line.startsWith("```")) {
      lines.shift();
      blocks.push({ kind: "code", text: take((next) => !next.startsWith("```")).join("\n") });
      lines.shift();
    } else if (line.startsWith("    ")) {
      const code = take((next) => next.startsWith("    ")).map((next) => next.slice(4));
      blocks.push({ kind: "code", text: code.join("\n") });
    } else if (line.startsWith("|")) {
      const [head = [], , ...rows] = take((next) => next.startsWith("|")).map(cellsOf);
      blocks.push({ kind: "table", head, rows });
    } else if (item.test(line)) {
      const items: string[] = [];
      for (const next of take((one) => one.trim() !== "" && !one.startsWith("#")))
        if (item.test(next)) items.push(next.replace(item, ""));
        else items.push(`${items.pop()} ${next.trim()}`);
      blocks.push({ kind: "list", isNumbered: item.exec(line)?.[1] !== undefined, items });
    } else {
      const text = take((next) => next.trim() !== "" && !/^(#|\||```|!\[)/.test(next) && !item.test(next));
      blocks.push({ kind: "paragraph", text: text.join(" ") });
    }
  }
  return blocks;
}

/** A pipe that belongs to a cell is written `\|`. */
function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** The parts of a line. A link shows its text: the documents lead nowhere outside. */
export function spansOf(text: string): Span[] {
  const plain = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return plain
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== "")
    .map((part) => {
      if (part.startsWith("`") && part.length > 1) return { kind: "code", text: part.slice(1, -1) };
      if (part.startsWith("**") && part.length > 4) return { kind: "strong", text: part.slice(2, -2) };
      return { kind: "text", text: part };
    });
}
