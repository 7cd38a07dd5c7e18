import { AppError } from "../../src-shared/rpc/errors.ts";

const mostBytes = 1_100_000;

/** All of standard input as text, at most about 1 MB. */
export async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > mostBytes) throw new AppError("usage", "Standard input holds more than 1 MB.");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Asks on the terminal; only a clear yes is a yes. */
export async function confirm(question: string): Promise<boolean> {
  process.stderr.write(`${question} [y/N] `);
  const answer = await readTerminalLine({ echo: true });
  return /^(y|yes)$/i.test(answer.trim());
}

/** Asks for a secret: what is typed or pasted is not shown. */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(`${question}: `);
  return readTerminalLine({ echo: false });
}

export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

const interrupt = "\u0003";
const endOfInput = "\u0004";

/** One line from the terminal in raw mode, which is left again on every way out. */
function readTerminalLine(options: { readonly echo: boolean }): Promise<string> {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let line = "";
    const finish = (settle: () => void): void => {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      settle();
    };
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === interrupt) {
          finish(() => reject(new AppError("aborted", "Nothing was changed.")));
          return;
        }
        if (character === "\r" || character === "\n" || character === endOfInput) {
          finish(() => resolve(line));
          return;
        }
        if (character === "\u007f" || character === "\b") {
          if (options.echo && line.length > 0) stderr.write("\b \b");
          line = line.slice(0, -1);
        } else if (character >= " ") {
          line += character;
          if (options.echo) stderr.write(character);
        }
      }
    };
    stdin.setRawMode(true);
    stdin.setEncoding("utf8");
    stdin.on("data", onData);
    stdin.resume();
  });
}
