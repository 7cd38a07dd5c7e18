import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { CreateEvent } from "../../src-shared/contract/sessions.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { runCli, startCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";
import { makeSession } from "../helpers/session.ts";

let daemon: FakeDaemon | null = null;
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const url = "https://github.com/acme/harbor";
const session = makeSession({
  repository: { path: null, url, name: "harbor", branch: "clauderon/fix-retry", base: "0123abc", notFetched: ["lfs"] },
});

async function start(handlers: FakeHandlers["sessions"]): Promise<FakeDaemon> {
  daemon = await startFakeDaemon({ sessions: handlers ?? {} });
  return daemon;
}

const created = (): Promise<FakeDaemon> =>
  start({
    createWithProgress: async function* (): AsyncGenerator<CreateEvent> {
      yield { type: "begun", name: "fix-retry" };
      yield { type: "step", step: `cloning ${url}` };
      yield { type: "progress", what: "receiving objects", fraction: 0.5 };
      yield { type: "created", session };
    },
  });

test.each([
  ["an address", [url], { repositoryUrl: url }],
  ["one of SSH", ["git@github.com:acme/harbor.git"], { repositoryUrl: `${url}.git` }],
  ["one without a scheme", ["github.com/acme/harbor"], { repositoryUrl: url }],
  ["a branch of it", [url, "--base", "release/2"], { repositoryUrl: url, base: "release/2" }],
])("--repo takes %s, and says what the clone does not have", async (_what, args, input) => {
  const { home, calls } = await created();
  const { code, stdout, stderr } = await runCli(home, ["create", "--repo", ...args]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "fix-retry\n" });
  expect(stderr).toContain(`cloning ${url}\ncloning ${url}: receiving objects\n`);
  expect(stderr).toContain("Files in Git LFS are pointers");
  expect(calls.at(-1)?.input).toMatchObject(input);
  expect(calls.at(-1)?.input).not.toHaveProperty("repositoryPath");
});

test("a folder wins over an address of the same name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cld-cwd-"));
  mkdirSync(join(folder, "github.com", "acme", "harbor"), { recursive: true });
  try {
    const { home, calls } = await created();
    const { code } = await runCli(home, ["create", "--repo", "github.com/acme/harbor"], { cwd: folder });
    expect(code).toBe(0);
    expect(calls.at(-1)?.input).toMatchObject({ repositoryPath: join(folder, "github.com", "acme", "harbor") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([[["create"]], [["create", "--print", "--prompt", "x"]]])(
  "Ctrl-C calls a creation off that still clones: %j",
  async (args) => {
    let cancel = (): void => {};
    const cancelled = new Promise<void>((resolve) => {
      cancel = resolve;
    });
    const { home, calls } = await start({
      createWithProgress: async function* (): AsyncGenerator<CreateEvent> {
        yield { type: "begun", name: "calm-otter" };
        yield { type: "step", step: "cloning" };
        await cancelled;
        throw new AppError("aborted", "The creation of calm-otter was cancelled.", "Nothing of it is left.");
      },
      cancelCreation: () => {
        cancel();
        return { wasUnderWay: true };
      },
    });
    const cli = startCli(home, [...args, "--repo", url]);
    await expect.poll(cli.stderr).toContain("cloning");
    cli.signal("SIGINT");
    const { code, stderr } = await cli.finished;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("was cancelled. Nothing of it is left."),
    });
    expect(calls.at(-1)).toEqual({ method: "sessions.cancelCreation", input: { name: "calm-otter" } });
  },
);

test("a creation that was begun elsewhere is called off by its name, or what it begins with", async () => {
  const { home, calls } = await start({
    list: () => [makeSession({ name: "calm-otter", state: "creating" })],
    cancelCreation: ({ name }) => ({ wasUnderWay: name !== "other" }),
  });
  expect(await runCli(home, ["cancel", "calm"])).toMatchObject({ code: 0, stdout: "calm-otter: cancelled\n" });
  expect(calls.at(-1)?.input).toEqual({ name: "calm-otter" });
  expect(await runCli(home, ["cancel", "other"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no creation of other that could be called off"),
  });
});
