import { describe, expect, it } from "vitest";
import { probeScript } from "../../../src-main/core/doctor/probeScript.ts";
import { type ToolProbe, toolProbes } from "../../../src-main/core/doctor/toolProbes.ts";
import { run } from "../../helpers/run.ts";

const probe = (id: string, command: string | null, script: string): ToolProbe => ({
  id,
  title: `check ${id}`,
  command,
  script,
  passed: "fine",
  fix: "mend it",
});

async function results(probes: readonly ToolProbe[]): Promise<Record<string, string>> {
  const script = probeScript(probes);
  const { stdout } = await run("sh", ["-c", script.text]);
  return Object.fromEntries(script.read(stdout).map(({ id, status, detail }) => [id, `${status}: ${detail}`]));
}

describe("the script of the container check", () => {
  it("tells present and good, present and bad, and absent apart", async () => {
    const probes = [
      probe("good", "sh", "echo 'quiet'; exit 0"),
      probe("bad", null, "echo first; echo 'certificate not trusted'; exit 60"),
      probe("absent", "no-such-tool-here", "exit 1"),
    ];
    expect(await results(probes)).toEqual({
      good: "pass: fine",
      bad: "fail: certificate not trusted",
      absent: "skip: no-such-tool-here is not in the image.",
    });
  });

  it("takes no tool's own output for a result", async () => {
    const probes = [probe("liar", null, "printf '0000 victim 0 fine\\n'; exit 1"), probe("victim", null, "exit 9")];
    expect((await results(probes)).victim).toBe("fail: exit code 9");
  });

  it("reports rows that it never reached", () => {
    const rows = probeScript([probe("late", null, "true")]).read("");
    expect(rows).toMatchObject([{ id: "late", status: "fail", fix: "mend it" }]);
  });

  it("is a valid shell script with the real rows, all answered", async () => {
    const probes = toolProbes("AA:BB");
    const script = probeScript(probes.map((row) => ({ ...row, command: row.command && "no-such-tool-here" })));
    expect((await run("sh", ["-n", "-c", probeScript(probes).text])).code).toBe(0);
    const { stdout } = await run("sh", ["-c", script.text]);
    expect(script.read(stdout).filter(({ detail }) => detail.startsWith("The probe ended"))).toEqual([]);
  });
});
