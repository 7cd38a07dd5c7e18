import type { Where } from "../../../src-main/core/audit/where.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";

/** The meaning of an expression, said plainly, to hold the SQL against. */
export function matches(where: Where, record: AuditRecord): boolean {
  switch (where.kind) {
    case "and":
      return matches(where.left, record) && matches(where.right, record);
    case "or":
      return matches(where.left, record) || matches(where.right, record);
    case "not":
      return !matches(where.inner, record);
    case "compare":
      return compare(where, fieldOf(where.field.name, record));
  }
}

function compare(
  { operator, value }: Extract<Where, { kind: "compare" }>,
  own: string | number | boolean | null,
): boolean {
  if (operator === "=") return own === value;
  if (operator === "!=") return own !== value;
  if (own === null || value === null) return false;
  if (operator === ">") return own > value;
  if (operator === ">=") return own >= value;
  if (operator === "<") return own < value;
  if (operator === "<=") return own <= value;
  return like(String(value), String(own));
}

function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return text.toLowerCase().includes(pattern.toLowerCase());
  const source = [...pattern].map((char) => ({ "*": ".*", "?": "." })[char] ?? char.replace(/[^\w]/g, "\\$&")).join("");
  return new RegExp(`^${source}$`, "is").test(text);
}

function fieldOf(name: string, record: AuditRecord): string | number | boolean | null {
  const [outer, inner] = name.split(".") as [keyof AuditRecord, string | undefined];
  const value = inner === undefined ? record[outer] : (record.usage as Record<string, unknown> | null)?.[inner];
  return (value ?? null) as string | number | boolean | null;
}
