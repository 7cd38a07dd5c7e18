import { afterEach, describe, expect, it } from "vitest";
import { commandTable } from "../../src-main/cli/table.ts";
import { AppError, errorCodes } from "../../src-shared/rpc/errors.ts";
import { runCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";
import { makeSession } from "../helpers/session.ts";

let daemon: FakeDaemon | null = null;
const start = async (handlers: FakeHandlers): Promise<string> => {
  daemon = await startFakeDaemon(handlers);
  return daemon.home;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const nowhere = "/nonexistent-clauderon-home";

describe("help", () => {
  it("is printed without a command", async () => {
    const { code, stdout } = await runCli(nowhere, []);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: clauderon");
    expect(stdout).not.toContain("__complete");
  });

  it.each(commandTable.filter(({ hidden }) => !hidden).map(({ name }) => name))(
    "of %s shows examples",
    async (name) => {
      const { code, stdout } = await runCli(nowhere, [name, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}\S/);
    },
  );

  it("knows its version", async () => {
    expect((await runCli(nowhere, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("wrong use", () => {
  it.each([
    [["lst"], "Did you mean list?"],
    [["list", "--jsn"], "Did you mean --json?"],
    [["create", "--agent", "clippy"], "Allowed choices are claude, codex, gemini, shell"],
    [["create", "--print"], "--print needs a prompt"],
    [["create", "--env", "novalue"], "--env takes KEY=value"],
    [["create", "--memory", "much"], "--memory takes a size"],
    [["credentials"], "Take one of list, show, set, remove, test"],
    [["create", "--memory", "1m"], "--memory takes at least 64m"],
    [["create", "--name", "Not this"], '"Not this" cannot be a session\'s name'],
    [["create", "--repo", ""], "The value of --repo is empty"],
    [["audit", "--session", ""], "The value of --session is empty"],
    [["show", ""], "The argument session is empty"],
    [["show"], "`clauderon show --help` says what it takes"],
    [["list", "--all=1"], "--all takes no value"],
    [["audit", "vrify"], "Take one of verify, export, head, prune"],
    [["approvals", "revoke", "1.5"], "A grant is named by its number"],
    [["rules", "replay", "--preset", "strict", "--limit", "x"], "--limit takes"],
    [["exec", "fix"], "Missing required argument 'command'"],
    [["logs"], "takes the name of a session, or --daemon"],
    [["daemon", "--port", "99999"], "--port takes a number"],
    [["completion", "tcsh"], "Take bash, zsh or fish"],
    [["audit", "prune", "--yes"], "takes --before"],
    [["audit", "prune", "--yes", "--before", "0"], "--before takes no"],
    [["audit", "prune", "--yes", "--before", "-5"], "--before takes no"],
    [["audit", "prune", "--yes", "--before", "yesterday"], "--before takes no"],
    [["audit", "prune", "--yes", "--before", "2026-13-40"], "--before takes no"],
  ])("%j exits with 2 and says what to do", async (args, told) => {
    const { code, stdout, stderr } = await runCli(nowhere, args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(told);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("errors", () => {
  it("says how to start a daemon that is not running, with exit code 5", async () => {
    const { code, stderr } = await runCli(nowhere, ["list"]);
    expect(code).toBe(5);
    expect(stderr).toContain("clauderon daemon");
  });

  it("refuses a home whose socket path is too long with exit code 2", async () => {
    const { code, stderr } = await runCli(`/tmp/${"x".repeat(120)}`, ["list"]);
    expect(code).toBe(2);
    expect(stderr).toContain("CLAUDERON_HOME");
  });

  it("refuses a daemon of another protocol with exit code 5", async () => {
    const hello = {
      name: "clauderon" as const,
      version: "9.9.9",
      protocolVersion: 99,
      pid: 1,
      home: "/",
      startedAt: "",
    };
    const { code, stderr } = await runCli(await start({ system: { hello: () => hello } }), ["list"]);
    expect(code).toBe(5);
    expect(stderr).toContain("9.9.9");
  });

  it.each([
    ["session_not_found", 3],
    ["engine_down", 4],
    ["image_missing", 4],
    ["unsaved_work", 1],
    ["bad_config", 2],
  ] as const)("%s exits with %i, a sentence and, with --json, an object", async (code, exitCode) => {
    expect(errorCodes[code]).toBe(exitCode);
    const home = await start({
      sessions: {
        get: () => {
          throw new AppError(code, "It went \u001b[31mwrong.", "Do this.");
        },
      },
    });
    const human = await runCli(home, ["show", "x"]);
    expect(human).toEqual({ code: exitCode, stdout: "", stderr: "clauderon: It went \\x1b[31mwrong. Do this.\n" });
    const json = await runCli(home, ["show", "x", "--json"]);
    const object = json.stderr.split("\n").find((line) => line.startsWith("{")) ?? "";
    expect(JSON.parse(object)).toEqual({ error: { code, message: "It went \u001b[31mwrong.", hint: "Do this." } });
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const { code, stdout } = await runCli(nowhere, ["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("clauderon __complete");
  });

  it("completes commands, options and choices without a daemon", async () => {
    const ask = async (...words: string[]): Promise<string[]> =>
      (await runCli(nowhere, ["__complete", "--", ...words])).stdout.split("\n").filter(Boolean);
    expect(await ask("cre")).toEqual(["create", "credentials"]);
    expect(await ask("proxy", "")).toEqual(["status", "enable", "disable"]);
    expect(await ask("create", "--net")).toEqual(["--network"]);
    expect(await ask("create", "--agent", "")).toEqual(["claude", "codex", "gemini", "shell"]);
    expect(await ask("show", "")).toEqual([]);
    expect(await ask("audit", "export", "--har", "")).toEqual([":files"]);
    expect(await ask("create", "--repo", "")).toEqual([":folders"]);
    expect(await ask("exec", "fix", "--", "")).toEqual([":files"]);
  });

  it("completes names of sessions from the daemon, none that a shell could run", async () => {
    const home = await start({
      sessions: { list: () => [makeSession(), makeSession({ name: "x$(touch /tmp/owned)" })] },
    });
    // A shell does not wait for a daemon that is slow to answer: asked again until this one was quick enough.
    await expect.poll(async () => (await runCli(home, ["__complete", "--", "attach", ""])).stdout).toBe("fix-retry\n");
  });
});
