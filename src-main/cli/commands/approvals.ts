import type { Inbox } from "../../../src-shared/contract/approvals.ts";
import type { ApprovalAnswer } from "../../../src-shared/model/approval.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { decidedText, grantText, inboxNews, printInbox } from "../approvalText.ts";
import type { ArgumentSpec, CommandContext, CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

const idArgument: ArgumentSpec = {
  name: "id",
  summary: "of `clauderon approvals list`, or a unique beginning of it",
  complete: "approval",
};

const list: CommandSpec = {
  name: "list",
  summary: "requests that wait for you, and refused ones that you could allow",
  options: [
    { name: "follow", short: "f", summary: "go on with what is asked and answered" },
    { name: "all", summary: "with those that were decided" },
  ],
  json: true,
  examples: ["clauderon approvals list", "clauderon approvals list -f"],
  async run({ options, json, output, connect }) {
    const client = await connect();
    if (!options.flag("follow")) {
      const inbox = await client.approvals.list({});
      if (json) await output.json(inbox);
      else await printInbox(output, options.flag("all") ? inbox : { ...inbox, decided: [] });
      return 0;
    }
    let before: Inbox | null = null;
    for await (const inbox of client.approvals.watch({})) {
      if (json) await output.json(inbox);
      else for (const line of inboxNews(before, inbox)) await output.line(escapeLine(line));
      before = inbox;
    }
    throw new AppError("daemon_down", "The daemon ended the stream.", "Start it again with `clauderon daemon`.");
  },
};

async function answer({ words, json, output, connect }: CommandContext, given: ApprovalAnswer): Promise<number> {
  const client = await connect();
  const result = await client.approvals.answer({ id: words[0] ?? "", answer: given });
  if (json) await output.json(result);
  else {
    if (result.decided) await output.line(escapeLine(decidedText(result.decided)));
    if (result.grant) {
      await output.line(escapeLine(grantText(result.grant)));
      await output.note(`Take it back with \`clauderon approvals revoke ${result.grant.id}\`.`);
    }
  }
  return 0;
}

const allow: CommandSpec = {
  name: "allow",
  summary: "let a request out: once, unless told otherwise",
  arguments: [idArgument],
  options: [
    { name: "once", summary: "only this request (the default)" },
    { name: "session", summary: "the same method and path, until the session ends" },
    { name: "always", summary: "the same method and path, for every session" },
  ],
  json: true,
  examples: ["clauderon approvals allow k3x9q2m7", "clauderon approvals allow k3x9 --session"],
  run(context) {
    const chosen = (["once", "session", "always"] as const).filter((name) => context.options.flag(name));
    if (chosen.length > 1) throw new AppError("usage", "Take one of --once, --session and --always.");
    return answer(context, chosen[0] ?? "once");
  },
};

const deny: CommandSpec = {
  name: "deny",
  summary: "refuse a request; the agent is told not to retry",
  arguments: [idArgument],
  json: true,
  examples: ["clauderon approvals deny k3x9q2m7"],
  run: (context) => answer(context, "deny"),
};

const grants: CommandSpec = {
  name: "grants",
  summary: "the rules that approvals made",
  json: true,
  examples: ["clauderon approvals grants"],
  async run({ json, output, connect }) {
    const made = await (await connect()).approvals.grants({});
    if (json) await output.json(made);
    else if (made.length === 0) await output.line("No approval has made a rule.");
    else for (const grant of made) await output.line(escapeLine(grantText(grant)));
    return 0;
  },
};

const revoke: CommandSpec = {
  name: "revoke",
  summary: "take back a rule that an approval made",
  arguments: [{ name: "grant", summary: "its number" }],
  json: true,
  examples: ["clauderon approvals revoke 3"],
  async run({ words, json, output, connect }) {
    const grant = Number(words[0]);
    if (!Number.isSafeInteger(grant) || grant < 1)
      throw new AppError("usage", "A grant is named by its number.", "`clauderon approvals grants` lists them.");
    const revoked = await (await connect()).approvals.revoke({ grant });
    if (json) await output.json(revoked);
    else await output.line(escapeLine(`Revoked ${grantText(revoked)}`));
    return 0;
  },
};

export const approvalsCommand: CommandSpec = {
  name: "approvals",
  summary: "answer requests that wait for you",
  examples: ["clauderon approvals list", "clauderon approvals allow k3x9q2m7 --once"],
  subcommands: [list, allow, deny, grants, revoke],
};
