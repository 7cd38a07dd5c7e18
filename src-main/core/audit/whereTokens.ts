import { AppError } from "../../../src-shared/rpc/errors.ts";

export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~";

export type Token =
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  | { readonly kind: "string"; readonly text: string; readonly at: number }
  | { readonly kind: "number"; readonly text: string; readonly value: number; readonly at: number }
  | { readonly kind: "operator"; readonly operator: Operator; readonly at: number }
  | { readonly kind: "open" | "close" | "end"; readonly at: number };

const shapes =
  /\s*(?:(?<operator>!=|>=|<=|[=><~])|(?<open>\()|(?<close>\))|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.*?/:-]))|(?<word>[\w*?./:@%-]+))/y;

/** Splits an expression. Positions count characters from 1, as a person does. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  while (text.slice(from).trim() !== "") {
    shapes.lastIndex = from;
    const groups = shapes.exec(text)?.groups;
    const at = from + (text.slice(from).length - text.slice(from).trimStart().length) + 1;
    if (!groups) throw unexpectedCharacter(text, at);
    from = shapes.lastIndex;
    tokens.push(tokenOf(groups, at));
  }
  tokens.push({ kind: "end", at: text.length + 1 });
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, at: number): Token {
  if (groups.operator !== undefined) return { kind: "operator", operator: groups.operator as Operator, at };
  if (groups.open !== undefined) return { kind: "open", at };
  if (groups.close !== undefined) return { kind: "close", at };
  if (groups.quoted !== undefined)
    return { kind: "string", text: groups.quoted.slice(1, -1).replace(/\\(.)/gs, "$1"), at };
  if (groups.number !== undefined) return { kind: "number", text: groups.number, value: Number(groups.number), at };
  return { kind: "word", text: groups.word ?? "", at };
}

function unexpectedCharacter(text: string, at: number): AppError {
  const character = text[at - 1]!;
  const isQuote = character === '"' || character === "'";
  const what = isQuote
    ? `the text that begins with ${character} does not end`
    : `${JSON.stringify(character)} has no meaning`;
  return whereError(at, what, isQuote ? "Close the quote." : "Put text with other characters in quotes.");
}

export function whereError(at: number, what: string, hint: string): AppError {
  return new AppError("usage", `The filter is not understood at character ${at}: ${what}.`, hint);
}
