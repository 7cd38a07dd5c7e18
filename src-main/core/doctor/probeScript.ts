import { randomBytes } from "node:crypto";
import type { CheckRow } from "./ports.ts";
import type { ToolProbe } from "./toolProbes.ts";

const secondsPerProbe = 30;
const detailCharacters = 300;

export interface ProbeScript {
  readonly text: string;
  /** Rows from what the script printed. */
  read(output: string): readonly CheckRow[];
}

/**
 * One shell script for all rows, because starting a container costs more than all of them. Each row prints one line:
 * mark, row, exit code or "absent", last line of its output. The mark is random, so that a tool's own output cannot
 * pass for a result.
 */
export function probeScript(probes: readonly ToolProbe[]): ProbeScript {
  const mark = randomBytes(8).toString("hex");
  const rows = probes.map((probe) => {
    const script = quote(probe.script);
    const run = `out=$(${limit} sh -c ${script} 2>&1 </dev/null); code=$?`;
    const report = `printf '%s %s %s %s\\n' ${mark} ${probe.id} "$code" "$(printf '%s' "$out" | tail -n 1)"`;
    if (probe.command === null) return `${run}; ${report}`;
    return `if command -v ${probe.command} >/dev/null 2>&1; then ${run}; ${report}; else echo ${mark} ${probe.id} absent; fi`;
  });
  return { text: [findTimeout, ...rows].join("\n"), read: (output) => readRows(mark, probes, output) };
}

const limit = "$limit";
const findTimeout = `limit=; command -v timeout >/dev/null 2>&1 && limit="timeout ${secondsPerProbe}"`;

function readRows(mark: string, probes: readonly ToolProbe[], output: string): readonly CheckRow[] {
  const results = new Map<string, { readonly code: string; readonly detail: string }>();
  for (const line of output.split("\n")) {
    const [found, id, code, ...rest] = line.trimEnd().split(" ");
    if (found === mark && id && code) results.set(id, { code, detail: rest.join(" ").slice(0, detailCharacters) });
  }
  return probes.map((probe) => {
    const { id, title } = probe;
    const result = results.get(id);
    if (!result) return { id, title, status: "fail", detail: "The probe ended before this check.", fix: probe.fix };
    if (result.code === "absent")
      return { id, title, status: "skip", detail: `${probe.command} is not in the image.`, fix: null };
    if (result.code === "0") return { id, title, status: "pass", detail: probe.passed, fix: null };
    return { id, title, status: "fail", detail: result.detail || `exit code ${result.code}`, fix: probe.fix };
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
