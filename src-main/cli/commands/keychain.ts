import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { KeychainStatus } from "../../../src-shared/model/credential.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandContext, CommandSpec } from "../command.ts";

const words: Readonly<Record<KeychainStatus, string>> = {
  works: "Values that you store go into the system keychain.",
  locked: "The system keychain is locked.",
  files: "Values that you store go into files that only you can read (mode 0600).",
  absent:
    "There is no system keychain that can be used here: values are kept in files that only you can read (mode 0600).",
  off: "The system keychain is switched off by CLAUDERON_KEYCHAIN: values are kept in files that only you can read (mode 0600).",
};

const ways =
  "Unlock it with `clauderon credentials unlock`, or use files of mode 0600: `clauderon credentials keep-in files`.";

/** Beside a list of credentials, of which some may be in it. */
export async function noteLocked({ output }: CommandContext, client: ClauderonClient): Promise<void> {
  if ((await client.credentials.keychain({})) === "locked") await output.note(`${words.locked} ${ways}`);
}

async function say({ json, output }: CommandContext, status: KeychainStatus): Promise<void> {
  if (json) await output.json({ keychain: status });
  else await output.line(status === "locked" ? `${words.locked} ${ways}` : words[status]);
}

export const unlockCommand: CommandSpec = {
  name: "unlock",
  summary: "unlock the system keychain: the system's own prompt asks, on the screen of the core",
  json: true,
  examples: ["clauderon credentials unlock"],
  async run(context) {
    const client = await context.connect();
    await say(context, await client.credentials.unlock({}));
    return 0;
  },
};

export const keepInCommand: CommandSpec = {
  name: "keep-in",
  summary: "where values that you store go: the system keychain, or files that only you can read (mode 0600)",
  arguments: [{ name: "place", summary: "keychain or files", complete: ["keychain", "files"] }],
  json: true,
  examples: ["clauderon credentials keep-in files", "clauderon credentials keep-in keychain"],
  async run(context) {
    const [place = ""] = context.words;
    if (place !== "keychain" && place !== "files")
      throw new AppError("usage", `Values are not kept in ${JSON.stringify(place)}.`, "Say keychain or files.");
    const client = await context.connect();
    await say(context, await client.credentials.keepIn({ place }));
    return 0;
  },
};
