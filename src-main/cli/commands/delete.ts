import type { DataReport } from "../../../src-shared/contract/sessions.ts";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { canAsk, confirm } from "../input.ts";
import { escapeLine } from "../output/escape.ts";
import { formatMoment } from "../output/formats.ts";
import { pushedText } from "./push.ts";

export const deleteCommand: CommandSpec = {
  name: "delete",
  summary: "delete a session, after saying what is kept and what is destroyed; a copy of its files stays for 7 days",
  arguments: [sessionArgument],
  options: [
    { name: "force", summary: "do not ask, and delete a session with unsaved work too" },
    { name: "push", summary: "push its branch to the repository's origin first" },
    { name: "purge", summary: "destroy its files at once, without a copy" },
  ],
  json: true,
  examples: [
    "clauderon delete fix-retry",
    "clauderon delete fix-retry --push",
    "clauderon delete fix-retry --force --purge",
  ],
  async run({ words, options, json, output, connect }) {
    const session = words[0] ?? "";
    const force = options.flag("force");
    const purge = options.flag("purge");
    const client = await connect();
    if (options.flag("push")) await output.note(pushedText(await client.sessions.push({ session })));
    if (!force && !json && canAsk()) {
      const preview = await client.sessions.deletePreview({ session, purge });
      await output.note(describe(preview, "would"));
      // The question comes only where yes is enough; the daemon refuses unsaved work without --force anyway.
      if (preview.unsaved.length > 0) throw unsaved(session);
      if (!(await confirm(`Delete ${escapeLine(session)}?`))) throw new AppError("aborted", "Nothing was deleted.");
    }
    const report = await client.sessions.delete({ session, force, purge });
    if (json) await output.json(report);
    else await output.line([describe(report, "did"), ...keptText(report.deleted)].join("\n"));
    return 0;
  },
};

function unsaved(session: string): AppError {
  return new AppError(
    "unsaved_work",
    `${session} holds work that is neither committed nor pushed anywhere else.`,
    `Push it with \`clauderon push ${session}\`, or delete it all the same with \`clauderon delete ${session} --force\`.`,
  );
}

function keptText(deleted: DeletedSession | null): string[] {
  if (deleted === null) return [];
  const until = formatMoment(deleted.destroyedAfter);
  return [`Until ${until} \`clauderon restore ${deleted.id}\` brings it back; then it is destroyed for good.`];
}

function describe(report: DataReport, tense: "would" | "did"): string {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${escapeLine(line)}`)];
  return [
    ...section(tense === "would" ? "Would destroy:" : "Destroyed:", report.destroys),
    ...section(tense === "would" ? "Would keep:" : "Kept:", report.keeps),
    ...section("Unsaved work:", report.unsaved),
  ].join("\n");
}
