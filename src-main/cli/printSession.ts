import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { CreateSessionInput } from "../../src-shared/contract/sessions.ts";
import type { Session } from "../../src-shared/model/session.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { CommandContext } from "./command.ts";
import { CreationSteps } from "./creationSteps.ts";
import { deleteUnlessUnsaved } from "./deleteUnlessUnsaved.ts";
import { Progress } from "./output/progress.ts";
import { withSignals } from "./signals.ts";

/**
 * Runs a print session to its end: output to stdout and stderr as it comes, exit code passed on. With `--json` one JSON
 * line an event: `{"event":"created","session":…}`, `{"event":"output","stream":…,"text":…}`,
 * `{"event":"exit","exit_code":…}`. Ctrl-C stops the session; the exit code is then 130.
 */
export async function streamPrint(
  context: CommandContext,
  client: ClauderonClient,
  input: CreateSessionInput,
  options: { readonly remove: boolean },
): Promise<number> {
  const { output } = context;
  const steps = new CreationSteps(client, new Progress(output));
  const creation = client.sessions.createWithProgress(input);
  let session: Session | null = null;
  let stopping: Promise<unknown> = Promise.resolve();

  const onSignal = (): void => {
    if (!session) {
      // Leaving now would leave a session running that nobody watches.
      const stopLater = (): Promise<void> =>
        output.note("Stopping it as soon as it is created. Ctrl-C again leaves it alone.");
      steps
        .cancel()
        .then((isCancelled) => (isCancelled ? undefined : stopLater()), stopLater)
        .catch(() => {});
      return;
    }
    stopping = client.sessions.stop({ session: session.id });
    // Awaited below; without this a failure would end the program before its output is written.
    stopping.catch(() => {});
  };

  return withSignals(onSignal, async (received) => {
    try {
      for await (const event of creation) {
        if (event.type === "created") session = event.session;
        else await steps.show(event);
      }
    } finally {
      await steps.clear();
    }
    const created = session as Session | null;
    if (!created) throw new AppError("internal", "The daemon ended the creation without an answer.");
    if (received() !== null) stopping = client.sessions.stop({ session: created.id });
    if (context.json) await output.json({ event: "created", session: created });
    const exitCode = await copyOutput(context, client, created.id);
    await stopping;
    if (context.json) await output.json({ event: "exit", exit_code: exitCode });
    if (options.remove) await deleteUnlessUnsaved(output, client, created.name);
    return received() ?? exitCode;
  });
}

async function copyOutput(context: CommandContext, client: ClauderonClient, id: string): Promise<number> {
  const writers = context.output.programOutput();
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  for await (const event of client.sessions.output({ session: id })) {
    if (event.type === "exit") return event.exitCode;
    if (context.json) {
      const text = decoders[event.stream].decode(event.bytes, { stream: true });
      await context.output.json({ event: "output", stream: event.stream, text });
    } else await writers[event.stream].write(event.bytes);
  }
  throw new AppError(
    "internal",
    "The session's output ended without an exit code.",
    "`clauderon list` shows its state.",
  );
}
