import type { CommandSpec, Completion, OptionSpec } from "./command.ts";

export interface NameSources {
  readonly session: () => Promise<readonly string[]>;
  readonly deleted: () => Promise<readonly string[]>;
  readonly credential: () => Promise<readonly string[]>;
  readonly approval: () => Promise<readonly string[]>;
}

/** What the shell offers by itself. No candidate begins with a colon. */
const files = [":files"];
const folders = [":folders"];

/** Candidates for the last word, or in place of them what kind of names the shell shall offer. */
export async function complete(
  table: readonly CommandSpec[],
  words: readonly string[],
  sources: NameSources,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const starting = (candidates: readonly string[]): readonly string[] =>
    candidates.filter((candidate) => candidate.startsWith(typed));
  const names = async (completion: Completion | undefined): Promise<readonly string[]> => {
    if (completion === undefined) return [];
    if (completion === "file") return files;
    if (completion === "folder") return folders;
    if (typeof completion === "string") return starting(await sources[completion]());
    return starting(completion);
  };

  const { command, rest } = descend(table, words.slice(0, -1));
  if (!command) return rest === 0 ? starting([...visible(table), "--help", "--version"]) : [];
  const before = words.slice(words.length - 1 - rest, -1);
  if (before.includes("--")) return files;
  const pending = optionNamed(command, before.at(-1) ?? "");
  if (pending?.value) return names(pending.choices ?? pending.complete);
  if (typed.startsWith("-")) return starting(optionNames(command));
  const position = countArguments(command, before);
  const subcommands = position === 0 ? starting(visible(command.subcommands ?? [])) : [];
  return [...subcommands, ...(await names(command.arguments?.[position]?.complete))];
}

/** The command that the words name, and how many words came after it. */
function descend(
  table: readonly CommandSpec[],
  words: readonly string[],
): { readonly command: CommandSpec | null; readonly rest: number } {
  let command: CommandSpec | null = null;
  let commands = table;
  for (const [at, word] of words.entries()) {
    const next = commands.find(({ name }) => name === word);
    if (!next) return { command, rest: words.length - at };
    command = next;
    commands = next.subcommands ?? [];
  }
  return { command, rest: 0 };
}

function visible(commands: readonly CommandSpec[]): readonly string[] {
  return commands.filter(({ hidden }) => !hidden).map(({ name }) => name);
}

function optionNames(command: CommandSpec): readonly string[] {
  const own = (command.options ?? []).map(({ name }) => `--${name}`);
  return [...own, ...(command.json ? ["--json"] : []), "--help"];
}

function optionNamed(command: CommandSpec, word: string): OptionSpec | undefined {
  return command.options?.find(({ name, short }) => word === `--${name}` || (short && word === `-${short}`));
}

function countArguments(command: CommandSpec, words: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) count++;
    else if (optionNamed(command, word)?.value) at++;
  }
  return count;
}
