import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A command that failed: its last lines are what a person needs to see. */
export class CommandFailure extends Error {
  readonly tail: readonly string[];

  constructor(command: string, reason: string, tail: readonly string[]) {
    super(`${command} ${reason}`);
    this.name = "CommandFailure";
    this.tail = tail;
  }
}

/** Runs a command without a shell or input; both outputs go to `onLine`. Rejects with a CommandFailure. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeoutMs: number; readonly onLine: (line: string) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const tail: string[] = [];
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        tail.push(line);
        if (tail.length > 30) tail.shift();
        options.onLine(line);
      });
    }
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(new CommandFailure(command, error.code === "ENOENT" ? "is not installed" : error.message, tail)),
    );
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new CommandFailure(command, signal ? `was ended by ${signal}` : `ended with code ${code}`, tail));
    });
  });
}
