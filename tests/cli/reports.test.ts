import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { VerifyResult } from "../../src-shared/contract/audit.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { auditEntry } from "../helpers/auditEntry.ts";
import { runCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";

let daemon: FakeDaemon | null = null;
const start = async (handlers: FakeHandlers): Promise<FakeDaemon> => {
  daemon = await startFakeDaemon(handlers);
  return daemon;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const record = { ...auditEntry(), seq: 1, prev_hash: "0".repeat(64), hash: "1".repeat(64) };

async function* events<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}

const brokenLog: VerifyResult = {
  ok: false,
  records: 4,
  kind: "edited",
  brokenSeq: 5,
  brokenCheckpoint: null,
  message: "Record 5 was altered.",
  headHash: "",
  since: null,
  checkpoint: null,
  prunedTo: 0,
  key: null,
  anchoredTo: null,
};

describe("audit", () => {
  it("prints one JSON record a line with --json", async () => {
    const { home, calls } = await start({ audit: { query: () => ({ records: [record], total: 1 }) } });
    const { stdout } = await runCli(home, ["audit", "--json", "--session", "fix", "--where", "response_code >= 400"]);
    expect(JSON.parse(stdout)).toEqual(record);
    expect(calls.at(-1)?.input).toEqual({ session: "fix", where: "response_code >= 400", limit: 50 });
  });

  it("takes a time as a date, a moment or how long ago", async () => {
    const { home, calls } = await start({ audit: { query: () => ({ records: [record], total: 1 }) } });
    const before = Date.now() - 3_600_000;
    await runCli(home, ["audit", "--since", "1h", "--until", "2999-01-01T00:00:00Z"]);
    const asked = calls.find(({ method }) => method === "audit.query")?.input as { from: string; to: string };
    expect(Date.parse(asked.from)).toBeGreaterThanOrEqual(before);
    expect(asked.to).toBe("2999-01-01T00:00:00.000Z");
    expect(await runCli(home, ["audit", "--since", "yesterday"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--since takes no "yesterday".'),
    });
  });

  it("shows requests for a person, with a mark where a credential was added", async () => {
    const { home } = await start({ audit: { query: () => ({ records: [record], total: 1 }) } });
    expect((await runCli(home, ["audit"])).stdout).toMatch(
      /allow\+key fix-retry-budget .* POST api\.anthropic\.com\/v1\/messages/,
    );
  });

  it("fails with 1 when the chain is broken and names the record", async () => {
    const { home } = await start({
      audit: { verify: () => events({ checked: 5, result: null }, { checked: 9, result: brokenLog }) },
    });
    expect(await runCli(home, ["audit", "verify"])).toEqual({ code: 1, stdout: "Record 5 was altered.\n", stderr: "" });
  });

  it("writes an export whole, readable by its owner only, and leaves nothing behind when it fails", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clauderon-export-"));
    const path = join(folder, "a.har");
    let broken = true;
    const { home } = await start({
      audit: {
        export: async function* () {
          yield { bytes: bytes('{"log":') };
          if (broken) throw new AppError("audit_broken", "The log is broken.");
          yield { bytes: bytes("{}}") };
        },
      },
    });
    expect((await runCli(home, ["audit", "export", "--har", path])).code).toBe(1);
    expect(existsSync(path)).toBe(false);
    broken = false;
    expect((await runCli(home, ["audit", "export", "--har", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe('{"log":{}}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(folder, { recursive: true });
  });
});

describe("credentials", () => {
  const credential = {
    id: "anthropic",
    builtIn: true,
    hosts: ["api.anthropic.com"],
    env: [],
    placeholder: "p",
    source: "secrets/anthropic",
    health: "untested" as const,
    problem: null,
    kind: "token",
    sentAs: [],
    expiresAt: null,
    lastTest: null,
    lastUsedAt: null,
  };

  it("takes a value from standard input and never shows it", async () => {
    const { home, calls } = await start({ credentials: { set: () => credential } });
    const { code, stdout, stderr } = await runCli(home, ["credentials", "set", "anthropic"], {
      input: "value-of-test\n",
    });
    expect(code).toBe(0);
    expect(calls.at(-1)?.input).toEqual({ id: "anthropic", value: "value-of-test" });
    expect(stdout + stderr).not.toContain("value-of-test");
  });

  it("takes no value from the command line and does not repeat what was typed there", async () => {
    const { home } = await start({});
    for (const extra of ["value-of-test", "--value=value-of-test"]) {
      const { code, stdout, stderr } = await runCli(home, ["credentials", "set", "anthropic", extra]);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain("value-of-test");
    }
  });
});

describe("doctor", () => {
  it("prints each check with its fix and fails with 1", async () => {
    const check = {
      id: "clock",
      group: "host" as const,
      title: "Clock",
      status: "fail" as const,
      detail: "90 s ahead",
      fix: "Set it.",
      broken: false,
      tookMs: 4,
    };
    const { home } = await start({ system: { doctor: () => events(check) } });
    expect(await runCli(home, ["doctor"])).toMatchObject({
      code: 1,
      stdout: "fail  Clock: 90 s ahead\n      fix: Set it.\n1 of 1 checks failed.\n",
    });
    expect(JSON.parse((await runCli(home, ["doctor", "--json"])).stdout)).toEqual({ ok: false, checks: [check] });
    const report = (await runCli(home, ["doctor", "--report"])).stdout;
    expect(report).toMatch(/^Clauderon .*\nfail {2}Clock: 90 s ahead\n/);
  });
});

describe("image build", () => {
  it("tells each step and shows the build's last lines when it fails", async () => {
    const { home } = await start({
      system: {
        buildImage: async function* () {
          yield { type: "progress" as const, step: "installing packages", fraction: 0.5 };
          yield { type: "log" as const, line: "E: no such package" };
          throw new AppError("image_build_failed", "Building the image failed.", "Mend it.");
        },
      },
    });
    const { code, stderr } = await runCli(home, ["image", "build"]);
    expect(code).toBe(4);
    expect(stderr).toBe("installing packages\nE: no such package\nclauderon: Building the image failed. Mend it.\n");
  });
});
