import { type CountedField, countedFieldSchema } from "../../../src-shared/contract/audit.ts";
import { type QueryField, queryFields } from "./auditQuery.ts";

export interface CountedQueryField extends QueryField {
  readonly counted: CountedField;
}

interface Meant {
  readonly field: CountedQueryField;
  readonly begins: string;
  readonly negation: string;
}

/** The field whose values are asked for: the one before the colon, or the only one that begins as what was typed. */
export function fieldOf(draft: string): Meant | null {
  const negation = draft.startsWith("!") ? "!" : "";
  const [name = "", value] = draft.slice(negation.length).toLowerCase().split(":");
  const fields = queryFields.filter((one) => (value === undefined ? one.name.startsWith(name) : one.name === name));
  const [field] = fields;
  if (!field || fields.length > 1 || name === "") return null;
  const counted = countedFieldSchema.safeParse(field.column);
  const last = (value ?? "").split(",").at(-1)?.replaceAll('"', "") ?? "";
  return counted.success ? { field: { ...field, counted: counted.data }, begins: last, negation } : null;
}
