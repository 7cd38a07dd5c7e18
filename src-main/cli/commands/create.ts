import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { CreateSessionInput } from "../../../src-shared/contract/sessions.ts";
import { readRepositoryGiven } from "../../../src-shared/format/repositoryUrl.ts";
import {
  type Agent,
  agentNames,
  type Limits,
  notFetchedNote,
  type Session,
  sessionNamePattern,
} from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandContext, CommandSpec, Options } from "../command.ts";
import { CreationSteps } from "../creationSteps.ts";
import { deleteUnlessUnsaved } from "../deleteUnlessUnsaved.ts";
import { readInput } from "../input.ts";
import { Progress } from "../output/progress.ts";
import { streamPrint } from "../printSession.ts";
import { withSignals } from "../signals.ts";
import { attachSession } from "../terminalSession.ts";
import { parseCpus, parseMemory, parseVariables } from "../units.ts";

export const createCommand: CommandSpec = {
  name: "create",
  summary: "create and start a session",
  options: [
    { name: "name", value: "name", summary: "a-z, 0-9 and -; made up when absent" },
    {
      name: "prompt",
      value: "text",
      mayBeEmpty: true,
      summary: "what the agent shall do; - reads it from standard input",
    },
    { name: "print", summary: "run to the end, stream the answer, pass on the exit code; Ctrl-C stops the session" },
    { name: "rm", summary: "delete the session for good when it has ended, unless it holds unsaved work" },
    {
      name: "repo",
      value: "path|url",
      summary:
        "git repository to clone into the session: a folder, or an https:// address, cloned inside through the proxy",
      complete: "folder",
    },
    {
      name: "base",
      value: "commit",
      summary: "branch, tag or commit of it to begin from; absent: what is checked out, or the address's default",
    },
    { name: "agent", value: "agent", summary: "agent to run (default claude)", choices: agentNames },
    { name: "image", value: "image", summary: "container image instead of the agent image" },
    {
      name: "access-mode",
      value: "mode",
      summary: "what credentials may be used for (default write)",
      choices: ["read", "propose", "write"],
    },
    {
      name: "network",
      value: "mode",
      summary: "locked: the proxy is the only way out; open: ordinary bridge (default locked)",
      choices: ["locked", "open"],
    },
    { name: "cpus", value: "n", summary: "cores (default 2)" },
    { name: "memory", value: "size", summary: "memory, such as 512m or 4g (default 4g)" },
    { name: "read-only", summary: "the image cannot be written to; /tmp and /var/tmp are in memory" },
    { name: "env", value: "key=value", repeat: true, summary: "variable inside the session; may be given again" },
    { name: "attach", summary: "attach to the terminal at once" },
  ],
  json: true,
  examples: [
    "clauderon create --name fix-retry --repo . --prompt 'Make the flaky test reliable' --attach",
    "clauderon create --repo https://github.com/acme/harbor --base release --attach",
    "clauderon create --print --rm --prompt 'What does this project do?' --repo .",
    "git diff | clauderon create --print --prompt -",
  ],
  async run(context) {
    const input = await readCreateInput(context.options);
    const client = await context.connect();
    if (input.mode === "print") return streamPrint(context, client, input, { remove: context.options.flag("rm") });
    const session = await createWithSteps(context, client, input);
    if (context.options.flag("attach")) {
      const exitCode = await attachSession(client, session.name, {});
      if (context.options.flag("rm")) await removeEnded(context, client, session.id);
      return exitCode;
    }
    if (context.json) await context.output.json(session);
    else {
      await context.output.line(session.name);
      for (const kind of session.repository?.notFetched ?? []) await context.output.note(notFetchedNote[kind]);
      await context.output.note(`Running. Attach with \`clauderon attach ${session.name}\`.`);
    }
    return 0;
  },
};

async function readCreateInput(options: Options): Promise<CreateSessionInput> {
  const print = options.flag("print");
  if (print && options.flag("attach")) throw new AppError("usage", "--print and --attach exclude each other.");
  if (options.flag("rm") && !print && !options.flag("attach"))
    throw new AppError("usage", "--rm needs --print or --attach: nobody else would see the session end.");
  const given = options.text("prompt");
  const prompt = given === "-" ? (await readInput()).replace(/\n$/, "") : given;
  if (print && !prompt) throw new AppError("usage", "--print needs a prompt.", "Add `--prompt 'What to do'`.");
  const name = options.text("name");
  if (name !== undefined && !sessionNamePattern.test(name))
    throw new AppError(
      "usage",
      `"${name}" cannot be a session's name.`,
      "A name has 1 to 63 of a-z, 0-9 and -, and begins with a letter or digit.",
    );
  const image = options.text("image");
  const repository = options.text("repo");
  const base = options.text("base");
  if (base !== undefined && repository === undefined)
    throw new AppError("usage", "--base needs --repo: it names a commit of the repository.");
  const cpus = options.text("cpus");
  const memory = options.text("memory");
  const limits: Partial<Limits> = {
    ...(cpus === undefined ? {} : { cpus: parseCpus(cpus) }),
    ...(memory === undefined ? {} : { memoryBytes: parseMemory(memory) }),
  };
  return {
    mode: print ? "print" : "interactive",
    // Choices were checked by the parser.
    agent: (options.text("agent") ?? "claude") as Agent,
    network: (options.text("network") ?? "locked") as "locked" | "open",
    accessMode: (options.text("access-mode") ?? "write") as "read" | "propose" | "write",
    limits,
    readOnlyRoot: options.flag("read-only"),
    env: parseVariables(options.list("env")),
    ...(name === undefined ? {} : { name }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(image === undefined ? {} : { image }),
    ...(repository === undefined ? {} : readRepository(repository)),
    ...(base === undefined ? {} : { base }),
    ...terminalSize(),
  };
}

/** A folder of that name wins: `github.com/acme/harbor` can be one. */
function readRepository(given: string): Pick<CreateSessionInput, "repositoryPath" | "repositoryUrl"> {
  const path = resolve(given);
  const read = readRepositoryGiven(given);
  if (read.kind === "path" || existsSync(path)) return { repositoryPath: path };
  if (read.kind === "url") return { repositoryUrl: read.url };
  throw new AppError("usage", read.problem, read.hint);
}

function terminalSize(): { cols?: number; rows?: number } {
  const { columns, rows } = process.stdout;
  return columns && rows ? { cols: Math.min(columns, 1000), rows: Math.min(rows, 1000) } : {};
}

async function createWithSteps(
  { output }: CommandContext,
  client: ClauderonClient,
  input: CreateSessionInput,
): Promise<Session> {
  const steps = new CreationSteps(client, new Progress(output));
  const events = client.sessions.createWithProgress(input);
  return withSignals(
    () => {
      // Called off, its stream ends with an error that says so; too late, with the session.
      steps.cancel().then(
        (isCancelled) => isCancelled || events.cancel(),
        () => events.cancel(),
      );
    },
    async (received) => {
      try {
        for await (const event of events) {
          if (event.type === "created") return event.session;
          await steps.show(event);
        }
      } finally {
        await steps.clear();
      }
      if (received() !== null)
        throw new AppError("aborted", "The session goes on being created.", "`clauderon list` shows it.");
      throw new AppError("internal", "The daemon ended the creation without an answer.");
    },
  );
}

async function removeEnded({ output }: CommandContext, client: ClauderonClient, id: string): Promise<void> {
  const session = await client.sessions.get({ session: id });
  if (session.state === "running") return output.note(`${session.name} still runs and was kept.`);
  await deleteUnlessUnsaved(output, client, session.name);
}
