import type { Value, Where } from "./where.ts";

/** A condition for SQLite. Only column names of our own table and operators stand in `sql`; every value is bound. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export function whereToSql(where: Where): SqlCondition {
  const values: (string | number)[] = [];
  return { sql: condition(where, values), values };
}

function condition(where: Where, values: (string | number)[]): string {
  switch (where.kind) {
    case "and":
    case "or": {
      const left = condition(where.left, values);
      return `(${left} ${where.kind.toUpperCase()} ${condition(where.right, values)})`;
    }
    case "not":
      return `(NOT ${condition(where.inner, values)})`;
    case "compare":
      return comparison(where, values);
  }
}

/** Never yields NULL: `not` would pass it on, and a row would match neither an expression nor its opposite. */
function comparison(where: Extract<Where, { kind: "compare" }>, values: (string | number)[]): string {
  const { column } = where.field;
  if (where.operator === "~") {
    values.push(likePattern(String(where.value)));
    return `(${column} IS NOT NULL AND ${column} LIKE ? ESCAPE '\\')`;
  }
  if (where.value === null) return `(${column} IS ${where.operator === "=" ? "" : "NOT "}NULL)`;
  values.push(bound(where.value));
  if (where.operator === "=") return `(${column} IS ?)`;
  if (where.operator === "!=") return `(${column} IS NOT ?)`;
  return `(${column} IS NOT NULL AND ${column} ${where.operator} ?)`;
}

function bound(value: Exclude<Value, null>): string | number {
  return typeof value === "boolean" ? Number(value) : value;
}

/** `*` any text, `?` one character; without either, the text anywhere. */
export function likePattern(text: string): string {
  const literal = text.replace(/[\\%_]/g, "\\$&");
  if (!/[*?]/.test(text)) return `%${literal}%`;
  // Runs of stars mean one star, but cost SQLite exponentially.
  return literal.replace(/\*+/g, "%").replaceAll("?", "_");
}
