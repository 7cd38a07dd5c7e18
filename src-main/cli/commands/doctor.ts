import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
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
  json: true,
  examples: ["clauderon doctor", "clauderon doctor --json | jq '.checks[] | select(.status == \"fail\")'"],
  async run({ json, output, connect }) {
    const client = await connect();
    const checks: DoctorCheck[] = [];
    for await (const check of client.system.doctor({})) {
      checks.push(check);
      if (!json) await output.line(describe(check, output.paint));
    }
    const failed = checks.filter(({ status }) => status === "fail").length;
    if (json) await output.json({ ok: failed === 0, checks });
    else await output.line(failed === 0 ? "Nothing failed." : `${failed} of ${checks.length} checks failed.`);
    return failed === 0 ? 0 : 1;
  },
};

function describe(check: DoctorCheck, paint: Paint): string {
  const head = `${paint(colours[check.status], check.status.padEnd(4))}  ${escapeLine(check.title)}: ${escapeLine(check.detail)}`;
  return check.fix ? `${head}\n      fix: ${escapeLine(check.fix)}` : head;
}
