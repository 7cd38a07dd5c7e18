import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandSpec } from "../command.ts";
import { complete } from "../complete.ts";
import { completionScripts } from "../completionScripts.ts";

/** A key press waits for this: better no names than a shell that hangs. */
const namesTimeoutMs = 1_000;

export const completionCommand: CommandSpec = {
  name: "completion",
  summary: "print the completion script of a shell",
  arguments: [{ name: "shell", summary: "bash, zsh or fish", complete: ["bash", "zsh", "fish"] }],
  examples: [
    'eval "$(clauderon completion bash)"',
    "clauderon completion zsh > ~/.zfunc/_clauderon",
    "clauderon completion fish > ~/.config/fish/completions/clauderon.fish",
  ],
  async run({ words, output }) {
    const shell = words[0] ?? "";
    const script = Object.hasOwn(completionScripts, shell) ? completionScripts[shell] : undefined;
    if (!script) throw new AppError("usage", `There is no completion for ${shell}.`, "Take bash, zsh or fish.");
    await output.line(script.trimEnd());
    return 0;
  },
};

/** Called by the scripts: the words so far, the last one being typed; prints one candidate a line. Never fails. */
export const completeCommand = (table: () => readonly CommandSpec[]): CommandSpec => ({
  name: "__complete",
  summary: "candidates for the last of the words",
  arguments: [{ name: "words", summary: "words after clauderon", variadic: true, optional: true }],
  hidden: true,
  examples: [],
  async run({ words, output, connect }) {
    const names = (ask: (client: ClauderonClient) => Promise<readonly string[]>) => async () => {
      const late = new Promise<readonly string[]>((resolve) => setTimeout(resolve, namesTimeoutMs, []).unref());
      return Promise.race([connect().then(ask), late]).catch(() => []);
    };
    const candidates = await complete(table(), words, {
      session: names(async (client) =>
        (await client.sessions.list({ includeArchived: true })).map((session) => session.name),
      ),
      deleted: names(async (client) => {
        const deleted = await client.sessions.deleted({});
        return [...new Set(deleted.map(({ name }) => name)), ...deleted.map(({ id }) => id)];
      }),
      credential: names(async (client) => (await client.credentials.list({})).map((credential) => credential.id)),
      approval: names(async (client) => {
        const { waiting, refused } = await client.approvals.list({});
        return [...waiting, ...refused].map(({ id }) => id);
      }),
    });
    // A name with anything but these could run a command in the shell that asked.
    for (const candidate of candidates) if (/^[A-Za-z0-9._=/:-]+$/.test(candidate)) await output.line(candidate);
    return 0;
  },
});
