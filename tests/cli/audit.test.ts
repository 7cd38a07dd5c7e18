import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listSegments } from "../../src-main/core/audit/segments.ts";
import { homePaths } from "../../src-main/core/home.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import type { Finished } from "../helpers/run.ts";
import { writeAuditLog } from "../helpers/writeAuditLog.ts";

const records = 40;
let daemon: DaemonProcess;
let headFile: string;

/** A daemon over a log of 40 records in several segments. */
async function startDaemon(): Promise<DaemonProcess> {
  const home = mkdtempSync(join(tmpdir(), "cld-audit-"));
  const entries = Array.from({ length: records }, (_, n) => ({ path: `/v1/${n + 1}` }));
  await writeAuditLog(homePaths({ CLAUDERON_HOME: home }), entries, 6_000);
  const started = new DaemonProcess({ home });
  await started.start();
  return started;
}

beforeEach(async () => {
  daemon = await startDaemon();
  headFile = join(daemon.home, "kept-head.json");
});
afterEach(() => daemon.dispose());

const audit = (...args: string[]): Promise<Finished> => daemon.cli(["audit", ...args]);

const keepHead = async (): Promise<{ seq: number; hash: string }> => {
  const { code, stdout } = await audit("head");
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  writeFileSync(headFile, stdout);
  return JSON.parse(stdout);
};

/** Changes record 2, in a file that was rotated away. */
const spoil = (): void => {
  const { path } = listSegments(homePaths({ CLAUDERON_HOME: daemon.home }))[0] as { path: string };
  writeFileSync(path, readFileSync(path, "utf8").replace('"path":"/v1/2"', '"path":"/v1/x"'));
};

describe("audit --sort", () => {
  it("prints the first records in the order of a column, or of its reverse, and refuses to follow one", async () => {
    const paths = async (...args: string[]): Promise<string[]> =>
      (await audit("--json", ...args)).stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { path: string }).path);
    expect(await paths("--sort", "request", "-n", "3")).toEqual(["/v1/1", "/v1/10", "/v1/11"]);
    expect(await paths("--sort", "request", "--reverse", "-n", "2")).toEqual(["/v1/9", "/v1/8"]);
    expect(await paths("--sort", "took", "--where", "seq < 4")).toEqual(["/v1/3", "/v1/2", "/v1/1"]);
    expect(await audit("--sort", "took", "-f")).toMatchObject({ code: 2, stderr: expect.stringContaining("--follow") });
    expect((await audit("--reverse")).code).toBe(2);
    expect((await audit("--sort", "colour")).code).toBe(2);
  });
});

describe("audit head", () => {
  it("prints the newest record's signed number and hash with the key, which `audit verify --head` finds again", async () => {
    const head = await keepHead();
    const [newest] = JSON.parse(`[${(await audit("--json", "-n", "1")).stdout}]`);
    expect(head).toMatchObject({ kind: "mark", seq: records, hash: newest.hash });
    expect(Object.keys(head)).toEqual(expect.arrayContaining(["key", "public_key", "signature"]));
    expect(await audit("verify", "--head", headFile)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^40 records are complete .* The head that was given, #40, is part of this log/),
      stderr: "",
    });
    const { stdout } = await audit("verify", "--head", headFile, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, kind: null, records, anchoredTo: records });
  });
});

describe("audit verify --head", () => {
  it("fails with 1 for the head of another log, and names what does not fit", async () => {
    const other = await startDaemon();
    writeFileSync(headFile, (await other.cli(["audit", "head"])).stdout);
    await other.dispose();
    const { code, stdout } = await audit("verify", "--head", headFile);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("belongs to another log") });
    const json = await audit("verify", "--head", headFile, "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, kind: "other_key" });
  });

  it("fails with 1 for a head whose record was changed by hand", async () => {
    const head = await keepHead();
    writeFileSync(headFile, JSON.stringify({ ...head, seq: 39 }));
    const { code, stdout } = await audit("verify", "--head", headFile);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("signature") });
  });

  it("takes no file that is missing or no head, with exit code 2 and what to do", async () => {
    writeFileSync(headFile, '{"seq":1}');
    for (const [path, told] of [
      [headFile, "is no head of an audit log"],
      [join(daemon.home, "none.json"), "cannot be read (ENOENT)"],
      [daemon.home, "cannot be read (EISDIR)"],
    ] as const) {
      const { code, stdout, stderr } = await audit("verify", "--head", path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(told);
      expect(stderr).toContain("clauderon audit head");
    }
  });
});

describe("audit prune", () => {
  it("asks before it removes, and where it cannot ask it removes nothing without --yes", async () => {
    const { code, stderr } = await audit("prune", "--before", "20");
    expect(code).toBe(2);
    expect(stderr).toContain("Say so with --yes.");
    expect(await audit("verify")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^40 records/) });
  });

  it("tells with --dry-run what would go, then removes that, and the log verifies from there on", async () => {
    const dry = await audit("prune", "--before", "20", "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^19 records before #20 would be removed/) });
    expect((await audit("verify")).stdout).toMatch(/^40 records/);

    const { code, stdout } = await audit("prune", "--before", "20", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^19 records before #20 were removed, about [\d.]+ \w+\. Checkpoint \d+ signs what was there\./,
    );
    expect((await audit("verify")).stdout).toMatch(/^21 records are complete .* The records up to #19 were pruned on /);
    const left = (await audit("--json")).stdout.trimEnd().split("\n");
    expect(left.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(
      Array.from({ length: 21 }, (_, at) => at + 20),
    );
    expect((await audit("prune", "--before", "20", "--yes")).stdout).toMatch(/^Nothing to remove: .* record #20\./);
  });

  it("takes a day or a time, and tells the result as JSON", async () => {
    const past = JSON.parse((await audit("prune", "--before", "2020-01-01", "--yes", "--json")).stdout);
    expect(past).toMatchObject({ removed: 0, firstSeq: 1, checkpoint: null });
    const future = JSON.parse((await audit("prune", "--before", "2999-01-01T08:00:00Z", "--yes", "--json")).stdout);
    expect(future).toMatchObject({ removed: records, firstSeq: records + 1, checkpoint: { kind: "pruned" } });
  });

  it("removes nothing of a log that does not hold: exit code 1, for people and for programs", async () => {
    await keepHead();
    spoil();
    expect(await audit("verify")).toMatchObject({ code: 1, stdout: expect.stringContaining("Record #2 was changed") });
    const { code, stdout, stderr } = await audit("prune", "--before", "20", "--yes", "--json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(JSON.parse(stderr.split("\n").find((line) => line.startsWith("{")) ?? "")).toMatchObject({
      error: { code: "audit_broken", message: expect.stringContaining("Nothing was pruned.") },
    });
    expect(readFileSync(listSegments(homePaths({ CLAUDERON_HOME: daemon.home }))[0]?.path ?? "", "utf8")).toContain(
      '"path":"/v1/x"',
    );
  });
});
