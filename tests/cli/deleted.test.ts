import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { runCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";
import { makeSession } from "../helpers/session.ts";

let daemon: FakeDaemon | null = null;
const start = async (sessions: NonNullable<FakeHandlers["sessions"]>): Promise<FakeDaemon> => {
  daemon = await startFakeDaemon({ sessions });
  return daemon;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const report = { keeps: ["its audit records"], destroys: ["the container"], unsaved: [], push: null };
const deleted = {
  id: "k3x9q2m7p4va",
  name: "fix-retry",
  agent: "claude" as const,
  mode: "interactive" as const,
  repository: null,
  deletedAt: "2026-11-25T13:00:00.000Z",
  destroyedAfter: "2026-12-02T13:00:00.000Z",
};

describe("delete", () => {
  it("says what it destroyed and kept, until when, and how to bring it back", async () => {
    const { home, calls } = await start({ delete: () => ({ ...report, deleted }) });
    const { code, stdout } = await runCli(home, ["delete", "fix-retry"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Destroyed:\n {2}the container\nKept:\n {2}its audit records\n/);
    expect(stdout).toMatch(/\nUntil \d+ Dec 2026, \d\d:\d\d `clauderon restore k3x9q2m7p4va` brings it back; /);
    expect(calls.at(-1)?.input).toEqual({ session: "fix-retry", force: false, purge: false });
  });

  it("keeps no copy with --purge, and offers none", async () => {
    const { home, calls } = await start({ delete: () => ({ ...report, deleted: null }) });
    const { stdout } = await runCli(home, ["delete", "fix-retry", "--purge"]);
    expect(stdout).not.toContain("restore");
    expect(calls.at(-1)?.input).toEqual({ session: "fix-retry", force: false, purge: true });
  });

  it("pushes first with --push, and deletes nothing where that fails", async () => {
    const remote = "https://github.com/acme/harbor";
    const { home, calls } = await start({
      push: () => ({ branch: "clauderon/fix-retry", remote }),
      delete: () => ({ ...report, deleted }),
    });
    const { stderr } = await runCli(home, ["delete", "fix-retry", "--push"]);
    expect(stderr).toBe(`Pushed clauderon/fix-retry to ${remote}.\n`);
    expect(calls.map(({ method }) => method).filter((method) => method.startsWith("sessions."))).toEqual([
      "sessions.push",
      "sessions.delete",
    ]);
    await daemon?.close();
    const refusing = await start({
      push: () => {
        throw new AppError("push_failed", "The branch was not pushed: it may not.", "Let it write.");
      },
    });
    const refused = await runCli(refusing.home, ["delete", "fix-retry", "--push"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("it may not. Let it write.");
    expect(refusing.calls.map(({ method }) => method)).not.toContain("sessions.delete");
  });
});

describe("push", () => {
  it("says what went where", async () => {
    const pushed = { branch: "clauderon/fix-retry", remote: "https://github.com/acme/harbor" };
    const { home } = await start({ push: () => pushed });
    expect((await runCli(home, ["push", "fix-retry"])).stdout).toBe(`Pushed ${pushed.branch} to ${pushed.remote}.\n`);
    expect(JSON.parse((await runCli(home, ["push", "fix-retry", "--json"])).stdout)).toEqual(pushed);
  });
});

describe("deleted sessions", () => {
  it("are listed with their ids and their end", async () => {
    const { home } = await start({ deleted: () => [deleted] });
    const { stdout } = await runCli(home, ["list", "--deleted"]);
    expect(stdout).toMatch(/^NAME +ID +AGENT +REPOSITORY +DELETED +DESTROYED AFTER\n/);
    expect(stdout).toMatch(/^fix-retry +k3x9q2m7p4va +claude .* 2 Dec 2026, \d\d:\d\d$/m);
    expect(JSON.parse((await runCli(home, ["list", "--deleted", "--json"])).stdout)).toEqual([deleted]);
  });

  it("are brought back, under another name if one is given; what is wrong with it is said", async () => {
    const error = "It is back with all its files, but without a container: the engine does not answer.";
    const { home, calls } = await start({
      restore: ({ name }) => makeSession({ name: name ?? "fix-retry", state: name ? "stopped" : "archived", error }),
    });
    const { code, stdout, stderr } = await runCli(home, ["restore", "fix-retry"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "fix-retry: archived\n", stderr: `${error}\n` });
    expect((await runCli(home, ["restore", "k3x9q2m7p4va", "--name", "again"])).stdout).toBe("again: stopped\n");
    expect(calls.at(-1)?.input).toEqual({ session: "k3x9q2m7p4va", name: "again" });
  });

  it("are offered by the shell, by name and by id", async () => {
    const { home } = await start({ deleted: () => [deleted] });
    // A shell does not wait for a daemon that is slow to answer: asked again until this one was quick enough.
    const offered = async () => (await runCli(home, ["__complete", "--", "restore", ""])).stdout;
    await expect.poll(offered).toBe(`fix-retry\n${deleted.id}\n`);
  });

  it("are destroyed for good, one or all", async () => {
    const { home, calls } = await start({
      purge: () => deleted,
      deleted: () => [deleted, { ...deleted, id: "other" }],
    });
    const destroyed = `Destroyed the copy of fix-retry (${deleted.id}).\n`;
    expect((await runCli(home, ["purge", "fix-retry"])).stdout).toBe(destroyed);
    expect((await runCli(home, ["purge", "--all"])).stdout).toBe(destroyed.repeat(2));
    const purged = calls.filter(({ method }) => method === "sessions.purge").map(({ input }) => input);
    expect(purged).toEqual([{ session: "fix-retry" }, { session: deleted.id }, { session: "other" }]);
  });

  it.each([[["purge"]], [["purge", "fix-retry", "--all"]]])("are not destroyed by `clauderon %s`", async (args) => {
    const { home, calls } = await start({});
    expect((await runCli(home, args)).code).toBe(2);
    expect(calls.map(({ method }) => method)).not.toContain("sessions.purge");
  });
});
