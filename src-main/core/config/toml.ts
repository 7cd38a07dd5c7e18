import { type AST, ParseError, parseTOML } from "toml-eslint-parser";

/** TOML with the line of every key and value, so that an error can point at it. Lines count from 1. */
export type TomlNode =
  | { readonly kind: "table"; readonly line: number; readonly entries: Map<string, TomlEntry> }
  | { readonly kind: "array"; readonly line: number; readonly items: TomlNode[] }
  | { readonly kind: "value"; readonly line: number; readonly value: string | number | boolean | Date };

export interface TomlEntry {
  /** Line of the key. */
  readonly line: number;
  readonly node: TomlNode;
}

export type TomlTable = Extract<TomlNode, { kind: "table" }>;

/** Broken syntax, at a line. */
export class TomlSyntaxError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Parses a document. Throws `TomlSyntaxError` and nothing else. */
export function parseToml(text: string): TomlTable {
  try {
    const root = table(1);
    for (const node of parseTOML(text).body[0].body) {
      if (node.type === "TOMLKeyValue") addKeyValue(root, node);
      else addTable(root, node);
    }
    return root;
  } catch (error) {
    if (error instanceof ParseError) throw new TomlSyntaxError(lineOf(error, text), error.message);
    throw new TomlSyntaxError(1, error instanceof Error ? error.message : String(error));
  }
}

/** The parser notices a missing value or equals sign only behind the line break: the mistake is on the line before. */
function lineOf({ index, column, lineNumber, message }: ParseError, text: string): number {
  if (column > 0 || !/unspecified|same line/i.test(message)) return lineNumber;
  return text.slice(0, index).trimEnd().split("\n").length;
}

function addTable(root: TomlTable, node: AST.TOMLTable): void {
  const line = node.loc.start.line;
  let at: TomlNode = root;
  for (const step of node.resolvedKey) at = descend(at, step, line, typeof step === "string" && node.kind === "array");
  if (at.kind === "table") for (const keyValue of node.body) addKeyValue(at, keyValue);
}

/** One step towards a table: a key of a table, or a place in an array of tables. Makes what is missing. */
function descend(at: TomlNode, step: string | number, line: number, toArray: boolean): TomlNode {
  if (at.kind === "array" && typeof step === "number") {
    const item = at.items[step] ?? table(line);
    at.items[step] = item;
    return item;
  }
  if (at.kind !== "table") throw new TomlSyntaxError(line, "This table was defined as something else before");
  const known = at.entries.get(String(step));
  if (known) return known.node;
  const made: TomlNode = toArray ? { kind: "array", line, items: [] } : table(line);
  at.entries.set(String(step), { line, node: made });
  return made;
}

function addKeyValue(into: TomlTable, node: AST.TOMLKeyValue): void {
  const names = node.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
  const line = node.key.loc.start.line;
  let at: TomlNode = into;
  for (const name of names.slice(0, -1)) at = descend(at, name, line, false);
  if (at.kind !== "table") throw new TomlSyntaxError(line, "This key was defined as a value before");
  at.entries.set(names.at(-1) as string, { line, node: convert(node.value) });
}

function convert(node: AST.TOMLContentNode): TomlNode {
  const line = node.loc.start.line;
  if (node.type === "TOMLArray") return { kind: "array", line, items: node.elements.map(convert) };
  if (node.type === "TOMLValue") return { kind: "value", line, value: node.value };
  const inline = table(line);
  for (const keyValue of node.body) addKeyValue(inline, keyValue);
  return inline;
}

function table(line: number): TomlTable {
  return { kind: "table", line, entries: new Map() };
}
