import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { Output } from "./output/output.ts";

/** What a word on the command line names, so that shells can complete it. */
export type Completion = "session" | "deleted" | "credential" | "approval" | "file" | "folder" | readonly string[];

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
  /** Takes all words that follow. */
  readonly variadic?: boolean;
  readonly complete?: Completion;
}

export interface OptionSpec {
  /** Long name without dashes: "network". */
  readonly name: string;
  readonly short?: string;
  readonly summary: string;
  /** Placeholder of the value in help; a flag without one. */
  readonly value?: string;
  /** The value may be left out: the option then reads as "". */
  readonly optionalValue?: boolean;
  /** An empty value means the same as none. */
  readonly mayBeEmpty?: boolean;
  /** May be given many times; the values are collected. */
  readonly repeat?: boolean;
  readonly choices?: readonly string[];
  readonly complete?: Completion;
}

/** One verb as plain data. `program.ts` feeds the table to the parser; help and completions are made from it too. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Whole lines a person can copy. */
  readonly examples: readonly string[];
  /** Prints data and therefore takes `--json`. */
  readonly json?: boolean;
  readonly hidden?: boolean;
  readonly subcommands?: readonly CommandSpec[];
  /** Resolves with the exit code; nothing means 0. */
  readonly run?: (context: CommandContext) => Promise<number | undefined>;
}

/** What a command was given and what it may use. */
export interface CommandContext {
  /** In the order of the table; a variadic argument comes as the rest of the list. */
  readonly words: readonly string[];
  readonly options: Options;
  readonly json: boolean;
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  /** URL of the running cli module: the daemon's module lies beside it. */
  readonly programUrl: string;
  /** Connects on first use. */
  readonly connect: () => Promise<ClauderonClient>;
}

export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[camelCase(name)];
    if (value === true) return "";
    return typeof value === "string" ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[camelCase(name)] === true;
  }

  list(name: string): readonly string[] {
    const value = this.#values[camelCase(name)];
    return Array.isArray(value) ? value.map(String) : [];
  }
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export const sessionArgument: ArgumentSpec = {
  name: "session",
  summary: "name, id, or a unique beginning of the name",
  complete: "session",
};
