import { configError } from "./configError.ts";
import { nearName } from "./nearName.ts";
import type { TomlEntry, TomlNode, TomlTable } from "./toml.ts";

/** A value and the line it stands on. */
export interface Placed<T> {
  readonly value: T;
  readonly line: number;
}

/**
 * Reads the keys of one table by name and type. `end` refuses the keys that nobody asked for. Every error names the key
 * and its line.
 */
export class TableReader {
  readonly line: number;
  readonly #name: string;
  readonly #entries: ReadonlyMap<string, TomlEntry>;
  readonly #asked: string[] = [];

  /** `name` is how the table is called in errors: "[proxy]", "[[rule]]"; empty for the top of the file. */
  constructor(name: string, table: TomlTable) {
    this.#name = name;
    this.line = table.line;
    this.#entries = table.entries;
  }

  /** Is the key there, with a plain value of this type? */
  has(key: string, type: "string"): boolean {
    const node = this.#entries.get(key)?.node;
    return node?.kind === "value" && typeof node.value === type;
  }

  string(key: string): Placed<string> | null {
    return this.#value(key, "a string", (value) => typeof value === "string" && value !== "");
  }

  requiredString(key: string): Placed<string> {
    return this.string(key) ?? this.#missing(key);
  }

  /** One of a few words. */
  word<T extends string>(key: string, words: readonly T[]): T {
    return this.#oneOf(this.requiredString(key), key, words);
  }

  /** One of a few words, or null where the key is absent. */
  optionalWord<T extends string>(key: string, words: readonly T[]): T | null {
    const given = this.string(key);
    return given && this.#oneOf(given, key, words);
  }

  #oneOf<T extends string>(given: Placed<string>, key: string, words: readonly T[]): T {
    const word = words.find((known) => known === given.value);
    if (word !== undefined) return word;
    throw configError(
      given.line,
      `\`${key}\` is "${given.value}", but takes one of ${words.join(", ")}${suggestion(given.value, words)}.`,
    );
  }

  integer(key: string, min: number, max: number): Placed<number> | null {
    return this.#value(
      key,
      `a whole number from ${min} to ${max}`,
      (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    );
  }

  strings(key: string): Placed<string[]> | null {
    const entry = this.#entry(key);
    if (!entry) return null;
    const { node, line } = entry;
    const values = node.kind === "array" ? node.items.map((item) => (item.kind === "value" ? item.value : null)) : [];
    if (values.length === 0 || values.some((value) => typeof value !== "string" || value === "")) {
      throw this.#wrong(key, line, "a list of strings");
    }
    return { value: values as string[], line };
  }

  table(key: string): TableReader | null {
    const entry = this.#entry(key);
    if (!entry) return null;
    if (entry.node.kind !== "table") throw this.#wrong(key, entry.line, "a table");
    return new TableReader(this.#name === "" ? `[${key}]` : key, entry.node);
  }

  /** `[[key]]`, in order. */
  tables(key: string): TableReader[] {
    const entry = this.#entry(key);
    if (!entry) return [];
    const items: TomlNode[] = entry.node.kind === "array" ? entry.node.items : [];
    if (entry.node.kind !== "array" || items.some((item) => item.kind !== "table")) {
      throw this.#wrong(key, entry.line, `a list of tables, written [[${key}]]`);
    }
    return items.map((item) => new TableReader(`[[${key}]]`, item as TomlTable));
  }

  /** To be called when all keys were asked for. */
  end(): void {
    for (const [key, { line }] of this.#entries) {
      if (this.#asked.includes(key)) continue;
      const where = this.#name === "" ? "" : ` in ${this.#name}`;
      const near = suggestion(key, this.#asked);
      throw configError(
        line,
        `unknown key \`${key}\`${where}${near || "."}`,
        near ? null : `Known keys${where}: ${this.#asked.join(", ")}.`,
      );
    }
  }

  #entry(key: string): TomlEntry | undefined {
    this.#asked.push(key);
    return this.#entries.get(key);
  }

  #value<T extends string | number>(key: string, what: string, isIt: (value: unknown) => boolean): Placed<T> | null {
    const entry = this.#entry(key);
    if (!entry) return null;
    if (entry.node.kind !== "value" || !isIt(entry.node.value)) throw this.#wrong(key, entry.line, what);
    return { value: entry.node.value as T, line: entry.line };
  }

  #wrong(key: string, line: number, what: string) {
    return configError(line, `\`${key}\`${this.#name === "" ? "" : ` in ${this.#name}`} must be ${what}.`);
  }

  /** A misspelt key is the likelier mistake than a missing one, and says more. */
  #missing(key: string): never {
    for (const [given, { line }] of this.#entries) {
      if (!this.#asked.includes(given) && nearName(given, [key]) !== null) {
        throw configError(line, `unknown key \`${given}\` in ${this.#name}, did you mean \`${key}\`?`);
      }
    }
    throw configError(this.line, `${this.#name} needs the key \`${key}\`.`);
  }
}

function suggestion(given: string, known: readonly string[]): string {
  const near = nearName(given, known);
  return near === null ? "" : `, did you mean \`${near}\`?`;
}
