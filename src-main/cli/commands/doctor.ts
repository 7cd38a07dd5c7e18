import { protocolVersion } from "../../../src-shared/contract/index.ts";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { doctorReport } from "../../../src-shared/format/doctorReport.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine, escapeText } from "../output/escape.ts";
import type { Colour, Paint } from "../output/paint.ts";

const colours: Readonly<Record<DoctorCheck["status"], Colour>> = {
  pass: "green",
  warn: "yellow",
  fail: "red",
  skip: "dim",
};

export const doctorCommand: CommandSpec = {
  name: "doctor",
  summary: "check everything a session needs, each with its fix; exit code 1 where something fails",
  options: [{ name: "report", summary: "as text to hand on: without user names and paths outside Clauderon's folder" }],
  json: true,
  examples: [
    "clauderon doctor",
    "clauderon doctor --report",
    "clauderon doctor --json | jq '.checks[] | select(.status == \"fail\")'",
  ],
  async run({ options, json, output, connect }) {
    const client = await connect();
    const checks: DoctorCheck[] = [];
    for await (const check of client.system.doctor({})) {
      checks.push(check);
      if (!json && !options.flag("report")) await output.line(describe(check, output.paint));
    }
    const failed = checks.filter(({ status }) => status === "fail").length;
    if (options.flag("report")) {
      const { version, home } = await client.system.hello({ protocolVersion });
      await output.line(escapeText(doctorReport({ version, home, checks }).trimEnd()));
    } else if (json) await output.json({ ok: failed === 0, checks });
    else await output.line(failed === 0 ? "Nothing failed." : `${failed} of ${checks.length} checks failed.`);
    return failed === 0 ? 0 : 1;
  },
};

function describe(check: DoctorCheck, paint: Paint): string {
  const said = check.broken ? `The check itself failed: ${check.detail}` : check.detail;
  const head = `${paint(colours[check.status], check.status.padEnd(4))}  ${escapeLine(check.title)}: ${escapeLine(said)}`;
  return check.fix ? `${head}\n      fix: ${escapeLine(check.fix)}` : head;
}
