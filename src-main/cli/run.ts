import { AppError, errorCodes, toWireError } from "../../src-shared/rpc/errors.ts";
import { type Connection, connectToDaemon } from "../transports/daemonConnection.ts";
import { version } from "../version.ts";
import { Options } from "./command.ts";
import { escapeLine } from "./output/escape.ts";
import { Output } from "./output/output.ts";
import { parseCommandLine } from "./program.ts";
import { commandTable } from "./table.ts";

/** Runs one command line and resolves with the exit code. Errors are told on stderr, never thrown. */
export async function runCommandLine(words: readonly string[], programUrl: string): Promise<number> {
  const output = new Output(process.stdout, process.stderr, process.env);
  let connection: Connection | null = null;
  try {
    const parsed = await parseCommandLine(commandTable, words, {
      version,
      print: (text) => process.stdout.write(text),
    });
    if ("printed" in parsed) return 0;
    const options = new Options(parsed.values);
    const exitCode = await parsed.spec.run?.({
      words: parsed.words,
      options,
      json: options.flag("json"),
      output,
      env: process.env,
      programUrl,
      connect: async () => {
        connection ??= await connectToDaemon(process.env);
        return connection.client;
      },
    });
    return exitCode ?? 0;
  } catch (error) {
    const { code, message, hint } = toWireError(error);
    if (wantsJson(words)) await output.errorJson({ error: { code, message, hint } });
    await output.note(escapeLine(`clauderon: ${message}${hint ? ` ${hint}` : ""}`));
    if (!(error instanceof AppError) && process.env.CLAUDERON_DEBUG && error instanceof Error)
      await output.note(error.stack ?? "");
    return errorCodes[code];
  } finally {
    (connection as Connection | null)?.close();
  }
}

/** Looked for in the raw words, because an unreadable command line has no options yet. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).includes("--json");
}
