import { type Field, fieldNames, findField, nearestField } from "./whereFields.ts";
import { type Operator, type Token, tokenize, whereError } from "./whereTokens.ts";

/** An expression as a tree. */
export type Where =
  | { readonly kind: "and" | "or"; readonly left: Where; readonly right: Where }
  | { readonly kind: "not"; readonly inner: Where }
  | { readonly kind: "compare"; readonly field: Field; readonly operator: Operator; readonly value: Value };

export type Value = string | number | boolean | null;

/** SQLite refuses deeper trees in words that nobody would understand. */
const mostComparisons = 200;
const deepestNesting = 100;
const example = 'For example: host = "api.github.com" and (response_code >= 400 or decision = deny).';

/**
 * Parses the language of `--where`:
 *
 *     expression = term { "or" term }         term = factor { "and" factor }
 *     factor     = "not" factor | "(" expression ")" | field operator value
 *     operator   = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~"
 *     value      = "text" | 'text' | word | number | true | false | null
 *
 * `~` finds text anywhere, or, with `*` and `?`, matches the whole; letters of either case are the same to it.
 * A comparison with a field that is null is false, except `= null`; `!=` is the opposite of `=`.
 * Throws `usage` naming the position.
 */
export function parseWhere(text: string): Where {
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #comparisons = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Where {
    const where = this.#or();
    const rest = this.#peek();
    if (rest.kind !== "end") throw whereError(rest.at, "`and`, `or` or the end is expected", example);
    return where;
  }

  #or(): Where {
    let left = this.#and();
    while (this.#takeKeyword("or")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Where {
    let left = this.#factor();
    while (this.#takeKeyword("and")) left = { kind: "and", left, right: this.#factor() };
    return left;
  }

  #factor(): Where {
    const token = this.#peek();
    if (++this.#depth > deepestNesting) throw whereError(token.at, "it is nested too deeply", "Write it flatter.");
    try {
      if (this.#takeKeyword("not")) return { kind: "not", inner: this.#factor() };
      if (token.kind !== "open") return this.#comparison();
      this.#next++;
      const inner = this.#or();
      const close = this.#take();
      if (close.kind !== "close") throw whereError(close.at, "`)` is expected", example);
      return inner;
    } finally {
      this.#depth--;
    }
  }

  #comparison(): Where {
    const name = this.#take();
    if (name.kind !== "word") throw whereError(name.at, "the name of a field is expected", `Fields: ${known()}.`);
    const field = findField(name.text);
    if (!field) throw unknownField(name.text, name.at);
    const operator = this.#take();
    if (operator.kind !== "operator") {
      throw whereError(operator.at, `an operator is expected after ${name.text}`, "Operators: = != > >= < <= ~.");
    }
    if (++this.#comparisons > mostComparisons) {
      throw whereError(name.at, `it compares more than ${mostComparisons} times`, "Filter in several steps.");
    }
    const value = this.#take();
    return {
      kind: "compare",
      field,
      operator: operator.operator,
      value: checkedValue(field, operator.operator, value),
    };
  }

  #takeKeyword(keyword: string): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.text.toLowerCase() !== keyword) return false;
    this.#next++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1)!;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }
}

function checkedValue(field: Field, operator: Operator, token: Token): Value {
  const value = plainValue(field, token);
  const equality = operator === "=" || operator === "!=";
  if (value === null) {
    if (!equality) throw whereError(token.at, "null is only compared with = and !=", `Write ${field.name} != null.`);
    return value;
  }
  if (field.type === "boolean" && !equality) {
    throw whereError(token.at, `${field.name} is true or false`, `Write ${field.name} = true.`);
  }
  if (field.type === "number" && operator === "~") {
    throw whereError(token.at, `${field.name} is a number, and ~ is for text`, `Write ${field.name} >= 0.`);
  }
  if (typeof value !== jsTypes[field.type]) {
    throw whereError(token.at, `${field.name} is compared with ${valueNames[field.type]}`, example);
  }
  return value;
}

const jsTypes = { text: "string", number: "number", boolean: "boolean" } as const;
const valueNames = { text: "text", number: "a number", boolean: "true or false" } as const;

function plainValue(field: Field, token: Token): Value {
  if (token.kind === "number") return field.type === "text" ? token.text : token.value;
  if (token.kind === "string") return token.text;
  if (token.kind !== "word") throw whereError(token.at, `a value for ${field.name} is expected`, example);
  const word = token.text.toLowerCase();
  if (word === "null") return null;
  if (field.type === "boolean" && (word === "true" || word === "false")) return word === "true";
  if (word === "and" || word === "or" || word === "not") {
    throw whereError(
      token.at,
      `a value for ${field.name} is expected`,
      `Quote "${token.text}" if it is meant as text.`,
    );
  }
  return token.text;
}

function unknownField(name: string, at: number): Error {
  const nearest = nearestField(name);
  const guess = nearest ? `Did you mean ${nearest}? ` : "";
  return whereError(at, `there is no field ${JSON.stringify(name)}`, `${guess}Fields: ${known()}.`);
}

function known(): string {
  return fieldNames().join(", ");
}
