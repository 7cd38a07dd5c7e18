import { Command, CommanderError, Option } from "commander";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { type CommandSpec, Options } from "./command.ts";

export interface ParsedCommand {
  readonly spec: CommandSpec;
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the words ask for: a command to run, or a text that was printed already (help, version). */
export type Parsed = ParsedCommand | { readonly printed: true };

/** Reads a command line with the table. Help and version go to `print`; everything wrong is an AppError `usage`. */
export async function parseCommandLine(
  table: readonly CommandSpec[],
  words: readonly string[],
  options: { readonly version: string; readonly print: (text: string) => void },
): Promise<Parsed> {
  let parsed: Parsed = { printed: true };
  const program = new Command("clauderon")
    .description("Run coding agents unattended in containers that hold no real credential.")
    .version(options.version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false);
  quiet(program, options.print);
  for (const spec of table) {
    const command = build(spec, options.print, (found) => {
      parsed = found;
    });
    program.addCommand(command, { hidden: spec.hidden ?? false });
  }
  if (words.length === 0) {
    options.print(program.helpInformation());
    return parsed;
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return { printed: true };
      throw toUsage(error, specOf(table, words));
    }
    throw error;
  }
  return parsed;
}

function build(spec: CommandSpec, print: (text: string) => void, found: (parsed: ParsedCommand) => void): Command {
  const command = new Command(spec.name).description(spec.summary).helpOption("-h, --help", "print help");
  command.helpCommand(false);
  quiet(command, print);
  for (const { name, summary, optional, variadic } of spec.arguments ?? []) {
    const text = `${name}${variadic ? "..." : ""}`;
    command.argument(optional ? `[${text}]` : `<${text}>`, summary);
  }
  for (const { name, short, summary, value, optionalValue, repeat, choices } of spec.options ?? []) {
    const shape = value === undefined ? "" : optionalValue ? ` [${value}]` : ` <${value}>`;
    const option = new Option(`${short ? `-${short}, ` : ""}--${name}${shape}`, summary);
    if (choices) option.choices([...choices]);
    if (repeat) option.argParser((one: string, before: string[] | undefined) => [...(before ?? []), one]);
    command.addOption(option);
  }
  if (spec.json) command.option("--json", "print JSON; errors too");
  if (spec.examples.length > 0)
    command.addHelpText("after", `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join("\n")}`);
  for (const subcommand of spec.subcommands ?? []) command.addCommand(build(subcommand, print, found));
  command.action((...received: unknown[]) => {
    const own = received.at(-1) as Command;
    if (spec.run) {
      const values = own.optsWithGlobals();
      refuseEmpty(spec, own.args, values);
      return found({ spec, words: own.args, values });
    }
    const names = (spec.subcommands ?? []).map(({ name }) => name).join(", ");
    const word = own.args[0];
    const problem = word === undefined ? "needs a subcommand" : `has no subcommand "${word}"`;
    throw new AppError("usage", `\`clauderon ${spec.name}\` ${problem}.`, `Take one of ${names}.`);
  });
  // A group without an action of its own takes any word, so that the message above can name the subcommands.
  if (!spec.run) command.allowExcessArguments();
  return command;
}

function quiet(command: Command, print: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeOut: print, writeErr: () => {}, outputError: () => {} });
}

/** An empty value is a variable of the shell that was never set: taken as it is, it would mean something else. */
function refuseEmpty(spec: CommandSpec, words: readonly string[], values: Readonly<Record<string, unknown>>): void {
  const given = new Options(values);
  const option = spec.options?.find(({ name, value, optionalValue, mayBeEmpty }) => {
    return value !== undefined && !optionalValue && !mayBeEmpty && given.text(name) === "";
  });
  const argument = spec.arguments?.find(({ variadic }, at) => !variadic && words[at] === "");
  if (!option && !argument) return;
  const what = option ? `The value of --${option.name}` : `The argument ${argument?.name}`;
  throw new AppError("usage", `${what} is empty.`, "Is a variable of the shell unset?");
}

/** The command that the first words name, as deep as they do; null when they name none. */
function specOf(table: readonly CommandSpec[], words: readonly string[]): NamedSpec | null {
  let found: NamedSpec | null = null;
  for (const word of words) {
    const spec: CommandSpec | undefined = (found ? found.spec.subcommands : table)?.find(({ name }) => name === word);
    if (!spec) break;
    found = { spec, name: found ? `${found.name} ${spec.name}` : spec.name };
  }
  return found;
}

interface NamedSpec {
  readonly spec: CommandSpec;
  /** With the commands that it belongs to. */
  readonly name: string;
}

/**
 * "error: unknown option '--promt'\n(Did you mean --prompt?)" as a sentence and a hint. Words that were too many, and the
 * value of an option that does not exist, are not repeated: somebody may have typed a secret there.
 */
function toUsage(error: CommanderError, named: NamedSpec | null): AppError {
  const [problem = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const valued = /^unknown option '(--[\w-]+)=/.exec(problem)?.[1];
  if (valued && suggestion === `(Did you mean ${valued}?)`) return new AppError("usage", `${valued} takes no value.`);
  if (named?.spec.subcommands && error.code === "commander.excessArguments") {
    const names = named.spec.subcommands.map(({ name }) => name).join(", ");
    return new AppError("usage", `\`clauderon ${named.name}\` has no such subcommand.`, `Take one of ${names}.`);
  }
  const told =
    error.code === "commander.excessArguments"
      ? problem.replace(/(but got \d+).*/s, "$1")
      : problem.replace(/^(unknown option '[^=]*)=.*'$/s, "$1'");
  const sentence = `${told.charAt(0).toUpperCase()}${told.slice(1)}`;
  const help = named
    ? `\`clauderon ${named.name} --help\` says what it takes.`
    : "`clauderon --help` lists the commands; each has --help.";
  const hint = suggestion?.replace(/^\((.*)\)$/, "$1") ?? help;
  return new AppError("usage", /[.?!]$/.test(sentence) ? sentence : `${sentence}.`, hint);
}
