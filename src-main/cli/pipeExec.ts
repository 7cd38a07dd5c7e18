import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { Output } from "./output/output.ts";

const writeBytes = 64 * 1024;
const ackBytes = 32 * 1024;

/** Runs a command without a terminal: standard input in, both outputs out, exit code back. */
export async function pipeExec(
  client: ClauderonClient,
  session: string,
  command: readonly string[],
  output: Output,
): Promise<number> {
  const writers = output.programOutput();
  const events = client.terminals.exec({ session, command: [...command], tty: false, cols: 80, rows: 24 });
  let viewerId = "";
  let unacknowledged = 0;
  for await (const event of events) {
    switch (event.type) {
      case "opened":
        viewerId = event.viewerId;
        // Runs beside the output; the command may end without reading all of it, which is no error.
        feedInput(client, viewerId).catch(() => {});
        break;
      case "snapshot":
      case "data":
      case "stderr":
        await (event.type === "stderr" ? writers.stderr : writers.stdout).write(event.bytes);
        unacknowledged += event.bytes.length;
        if (unacknowledged >= ackBytes) {
          await client.terminals.ack({ viewerId, bytesShown: unacknowledged });
          unacknowledged = 0;
        }
        break;
      case "resized":
        break;
      case "exit":
        process.stdin.pause();
        return event.exitCode ?? 1;
    }
  }
  throw new AppError("internal", "The command's output ended without an exit code.");
}

async function feedInput(client: ClauderonClient, viewerId: string): Promise<void> {
  // A terminal that nobody types into must not hold the command open, but keys must reach it.
  for await (const chunk of process.stdin) {
    const bytes = new Uint8Array(Buffer.from(chunk));
    for (let at = 0; at < bytes.length; at += writeBytes)
      await client.terminals.write({ viewerId, bytes: bytes.slice(at, at + writeBytes) });
  }
  await client.terminals.closeInput({ viewerId });
}
