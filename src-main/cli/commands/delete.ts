import type { DataReport } from "../../../src-shared/contract/sessions.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { canAsk, confirm } from "../input.ts";
import { escapeLine } from "../output/escape.ts";

export const deleteCommand: CommandSpec = {
  name: "delete",
  summary: "delete a session and its files, after saying what is kept and what is destroyed",
  arguments: [sessionArgument],
  options: [{ name: "force", summary: "do not ask, and delete unsaved work too" }],
  json: true,
  examples: ["clauderon delete fix-retry", "clauderon delete fix-retry --force"],
  async run({ words, options, json, output, connect }) {
    const session = words[0] ?? "";
    const force = options.flag("force");
    const client = await connect();
    if (!force && !json && canAsk()) {
      const preview = await client.sessions.deletePreview({ session });
      await output.note(describe(preview, "would"));
      // The question comes only where yes is enough; the daemon refuses unsaved work without --force anyway.
      if (preview.unsaved.length > 0) throw unsaved(session);
      if (!(await confirm(`Delete ${escapeLine(session)}?`))) throw new AppError("aborted", "Nothing was deleted.");
    }
    const report = await client.sessions.delete({ session, force });
    if (json) await output.json(report);
    else await output.line(describe(report, "did"));
    return 0;
  },
};

function unsaved(session: string): AppError {
  return new AppError(
    "unsaved_work",
    `${session} holds work that is neither committed nor pushed anywhere else.`,
    `Save it, or delete it too with \`clauderon delete ${session} --force\`.`,
  );
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
