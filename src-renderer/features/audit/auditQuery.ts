/*
 * The filter of the audit screen: `host:*.github.com status:>=400 !decision:allow "free text"`. A field takes several
 * values with commas (or), `!` before it negates, a space is and. It is turned into the expression that the core reads,
 * so that the CLI can do the same.
 */

type Kind = "text" | "number" | "boolean";

export interface QueryField {
  readonly name: string;
  /** Field of the core's expression. */
  readonly column: string;
  readonly kind: Kind;
  readonly about: string;
  readonly values?: readonly string[];
}

export const queryFields: readonly QueryField[] = [
  { name: "host", column: "host", kind: "text", about: "host, * matches any text" },
  { name: "session", column: "session_name", kind: "text", about: "name of the session" },
  { name: "status", column: "response_code", kind: "number", about: "status of the answer, >=400 for example" },
  {
    name: "decision",
    column: "decision",
    kind: "text",
    about: "what was decided",
    values: ["allow", "deny", "ask", "tunnel", "off"],
  },
  {
    name: "injected",
    column: "auth_injected",
    kind: "boolean",
    about: "a credential was added",
    values: ["true", "false"],
  },
  {
    name: "method",
    column: "method",
    kind: "text",
    about: "method",
    values: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"],
  },
  { name: "path", column: "path", kind: "text", about: "path and query" },
  { name: "rule", column: "rule", kind: "text", about: "rule that decided" },
  { name: "service", column: "service", kind: "text", about: "anthropic, github, …" },
  { name: "credential", column: "credential_id", kind: "text", about: "credential that was added" },
  { name: "model", column: "usage.model", kind: "text", about: "model" },
  { name: "tokens", column: "usage.output_tokens", kind: "number", about: "output tokens" },
  { name: "cost", column: "cost_usd", kind: "number", about: "cost in dollars" },
  { name: "duration", column: "duration_ms", kind: "number", about: "milliseconds" },
  { name: "size", column: "response_bytes", kind: "number", about: "bytes of the answer" },
  { name: "error", column: "error", kind: "text", about: "what went wrong after the decision" },
  { name: "scrubbed", column: "scrubbed", kind: "number", about: "times the value was removed from the answer" },
  { name: "seq", column: "seq", kind: "number", about: "number of the record" },
];

const freeText = ["host", "path", "rule"];

export interface QueryTerm {
  /** As written. */
  readonly text: string;
  readonly negated: boolean;
  readonly field: string | null;
  readonly value: string;
  /** What is wrong with it, in one sentence. */
  readonly problem: string | null;
}

/** The words of a query. Quotes keep spaces together; an open quote runs to the end. */
export function readQuery(query: string): QueryTerm[] {
  return splitTerms(query).map((text) => {
    const negated = text.startsWith("!");
    const rest = negated ? text.slice(1) : text;
    const colon = /^([a-z]+):/i.exec(rest);
    if (!colon?.[1]) return { text, negated, field: null, value: unquote(rest), problem: null };
    const name = colon[1].toLowerCase();
    const value = unquote(rest.slice(colon[0].length));
    return { text, negated, field: name, value, problem: problemOf(name, value) };
  });
}

/** The core's expression for a query; undefined for none. Terms that are wrong are left out, so that typing never empties the list. */
export function toWhere(query: string): string | undefined {
  const parts = readQuery(query)
    .filter(({ problem, value }) => problem === null && value !== "")
    .map((term) => ({ negated: term.negated, where: termToWhere(term) }))
    .filter(({ where }) => where !== "")
    .map(({ negated, where }) => (negated ? `not (${where})` : `(${where})`));
  return parts.length === 0 ? undefined : parts.join(" and ");
}

/** What a person may mean to type next. */
export interface Suggestion {
  readonly text: string;
  readonly about: string;
  /** In how many requests it is found; null where that was not asked. Not `complete`: in at least so many. */
  readonly found: { readonly records: number; readonly complete: boolean } | null;
}

/** Fields, or the values of a field. */
export function suggestions(lastWord: string): Suggestion[] {
  const negation = lastWord.startsWith("!") ? "!" : "";
  const word = lastWord.slice(negation.length).toLowerCase();
  const [name = "", value] = word.split(":");
  if (value !== undefined) {
    const field = queryFields.find((one) => one.name === name);
    const values = field?.values ?? [];
    return values
      .filter((one) => one.toLowerCase().startsWith(value))
      .map((one) => ({ text: `${negation}${name}:${one}`, about: field?.about ?? "", found: null }));
  }
  return queryFields
    .filter((field) => field.name.startsWith(word))
    .map((field) => ({ text: `${negation}${field.name}:`, about: field.about, found: null }));
}

function problemOf(name: string, value: string): string | null {
  const field = queryFields.find((one) => one.name === name);
  if (!field) {
    const near = queryFields.find((one) => one.name.startsWith(name.slice(0, 2)));
    return `There is no field ${name}.${near ? ` Did you mean ${near.name}:?` : ""}`;
  }
  if (value === "") return null;
  if (field.kind === "number" && !value.split(",").every((one) => /^(>=|<=|>|<)?-?\d+(\.\d+)?$/.test(one))) {
    return `${name}: takes numbers, such as >=400.`;
  }
  if (field.kind === "boolean" && !["true", "false"].includes(value)) return `${name}: is true or false.`;
  return null;
}

/** Empty for a term that names no value yet. */
function termToWhere({ field: name, value }: QueryTerm): string {
  const field = queryFields.find((one) => one.name === name);
  if (!field) return freeText.map((column) => `${column} ~ ${quoted(value)}`).join(" or ");
  const values = value.split(",").filter(Boolean);
  return values
    .map((one) => {
      if (field.kind === "number") {
        const [, operator = "=", number = "0"] = /^(>=|<=|>|<)?(.*)$/.exec(one) ?? [];
        return `${field.column} ${operator || "="} ${number}`;
      }
      if (field.kind === "boolean") return `${field.column} = ${one}`;
      return /[*?]/.test(one) ? `${field.column} ~ ${quoted(one)}` : `${field.column} = ${quoted(one)}`;
    })
    .join(" or ");
}

/** A text as the core's language writes it. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function splitTerms(query: string): string[] {
  return query.match(/(?:"[^"]*"?|\S)+/g) ?? [];
}

function unquote(text: string): string {
  return text.replaceAll('"', "");
}
