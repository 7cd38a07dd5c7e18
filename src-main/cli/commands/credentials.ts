import type { Credential } from "../../../src-shared/model/credential.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { ArgumentSpec, CommandContext, CommandSpec } from "../command.ts";
import { askHidden, canAsk, readInput } from "../input.ts";
import { escapeLine } from "../output/escape.ts";
import { formatAge } from "../output/formats.ts";
import type { Colour } from "../output/paint.ts";
import { keepInCommand, noteLocked, unlockCommand } from "./keychain.ts";

const credentialArgument: ArgumentSpec = { name: "id", summary: "such as anthropic or github", complete: "credential" };

const healthColours: Readonly<Record<Credential["health"], Colour>> = {
  healthy: "green",
  untested: "yellow",
  not_set: "dim",
  rejected: "red",
  wrong_kind: "red",
  expired: "red",
  unreadable: "red",
};

async function print({ json, output }: CommandContext, credentials: readonly Credential[]): Promise<void> {
  if (json) return output.json(credentials);
  const now = new Date();
  await output.table(
    [
      { title: "ID" },
      { title: "HEALTH" },
      { title: "SOURCE", flexible: true },
      { title: "HOSTS", flexible: true },
      { title: "LAST USE", align: "right" },
    ],
    credentials.map((one) => [
      one.id,
      { text: one.health.replace("_", " "), colour: healthColours[one.health] },
      one.source ?? "–",
      one.hosts.join(", "),
      formatAge(one.lastUsedAt, now),
    ]),
  );
  // What is not set says so in its row; ten hints for services that nobody uses would bury the one that matters.
  for (const one of credentials)
    if (one.problem && (one.health !== "not_set" || credentials.length === 1))
      await output.note(escapeLine(`${one.id}: ${one.problem}`));
}

const list: CommandSpec = {
  name: "list",
  summary: "names, sources, health and last use; never a value",
  json: true,
  examples: ["clauderon credentials list"],
  async run(context) {
    const client = await context.connect();
    await print(context, await client.credentials.list({}));
    await noteLocked(context, client);
    return 0;
  },
};

const show: CommandSpec = {
  name: "show",
  summary: "how one is sent, how it fares, and which sessions used it in the last 7 days; never a value",
  arguments: [credentialArgument],
  json: true,
  examples: ["clauderon credentials show github"],
  async run({ words, json, output, connect }) {
    const client = await connect();
    const id = words[0] ?? "";
    const log = await client.credentials.log({ id });
    const credential = (await client.credentials.list({})).find((one) => one.id === id);
    if (!credential) throw new AppError("not_found", `There is no credential "${id}".`);
    const { values: sessions } = await client.audit.values({
      field: "session_name",
      where: `credential_id = ${JSON.stringify(id)}`,
      from: new Date(Date.now() - 7 * 86_400_000).toISOString(),
      limit: 100,
    });
    if (json) {
      await output.json({ ...credential, log, sessions });
      return 0;
    }
    const now = new Date();
    const { health, problem, kind, source, sentAs, hosts, env, placeholder, expiresAt, lastTest, lastUsedAt } =
      credential;
    const facts: readonly (readonly [string, string])[] = [
      ["health", health.replace("_", " ")],
      ...(problem ? [["problem", problem] as const] : []),
      ["kind", kind],
      ["value", source ? "stored, never shown" : "none"],
      ["source", source ?? "–"],
      ["sent as", [...new Set(sentAs.map(({ header, form }) => `${header}: ${form}`))].join(", ") || "–"],
      ["goes only to", hosts.join(", ") || "–"],
      ["inside", `${env.join(", ")} = ${placeholder}`],
      ["expires", expiresAt ?? "unknown"],
      ["last test", lastTest ? `${lastTest.health.replace("_", " ")}, ${formatAge(lastTest.at, now)} ago` : "none yet"],
      ["last use", formatAge(lastUsedAt, now)],
    ];
    for (const [name, text] of facts) await output.line(escapeLine(`${name.padEnd(13)} ${text}`));
    for (const { at, text } of log) await output.line(escapeLine(`${at}  ${text}`));
    for (const { value, records } of sessions) await output.line(escapeLine(`used by ${value}: ${records} requests`));
    return 0;
  },
};

const set: CommandSpec = {
  name: "set",
  summary: "store a value, read from standard input or asked for without showing it",
  arguments: [credentialArgument],
  json: true,
  // A value on the command line would show in `ps` and in the shell's history; there is no way to give it there.
  examples: [
    "clauderon credentials set anthropic",
    "op read op://work/github/token | clauderon credentials set github",
  ],
  async run(context) {
    const id = context.words[0] ?? "";
    const client = await context.connect();
    const typed = canAsk() ? await askHidden(`Value of ${escapeLine(id)} (not shown)`) : await readInput();
    const value = typed.trim();
    if (value === "")
      throw new AppError("usage", "No value came in.", `Pipe it: \`… | clauderon credentials set ${id}\`.`);
    const credential = await client.credentials.set({ id, value });
    await print(context, [credential]);
    return 0;
  },
};

const remove: CommandSpec = {
  name: "remove",
  summary: "forget a stored value; environment and config.toml are left alone",
  arguments: [credentialArgument],
  json: true,
  examples: ["clauderon credentials remove github"],
  async run(context) {
    const client = await context.connect();
    await print(context, [await client.credentials.remove({ id: context.words[0] ?? "" })]);
    return 0;
  },
};

const test: CommandSpec = {
  name: "test",
  summary: "ask the service whether it accepts the value; all that are set when no id is given",
  arguments: [{ ...credentialArgument, optional: true }],
  json: true,
  examples: ["clauderon credentials test", "clauderon credentials test anthropic"],
  async run(context) {
    const id = context.words[0];
    const client = await context.connect();
    const tested = await client.credentials.test(id === undefined ? {} : { id });
    await print(context, tested);
    return tested.every(({ health }) => health === "healthy" || health === "untested") ? 0 : 1;
  },
};

export const credentialsCommand: CommandSpec = {
  name: "credentials",
  summary: "the real secrets, which stay on this host",
  examples: ["clauderon credentials list", "clauderon credentials set anthropic"],
  subcommands: [list, show, set, remove, test, unlockCommand, keepInCommand],
};
