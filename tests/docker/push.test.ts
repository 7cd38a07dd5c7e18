import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { Session } from "../../src-shared/model/session.ts";
import { docker } from "../helpers/agentWorld.ts";
import { type GitWorld, git, startGitWorld } from "../helpers/gitWorld.ts";

let world: GitWorld;
let client: ClauderonClient;

beforeAll(async () => {
  world = await startGitWorld();
  client = await world.daemon.client();
});
afterAll(() => world?.dispose());

const commit = "git -c user.name=Agent -c user.email=agent@example.invalid commit -q";
const remote = "https://github.com/acme/harbor.git";

/** A session whose agent has made a commit, and runs on. */
async function worked(name: string): Promise<Session> {
  const session = await client.sessions.create({
    name,
    agent: "shell",
    prompt: "sleep 600",
    repositoryPath: world.repository,
  });
  inside(
    name,
    `echo ${name} > work.txt && git add work.txt && ${commit} -m 'work of ${name}' && echo more >> work.txt`,
  );
  return session;
}
function inside(name: string, script: string): string {
  return docker("exec", `clauderon-${name}`, "sh", "-c", script);
}
const served = (name: string): string => git("-C", world.served, "log", "-1", "--format=%an %s", `clauderon/${name}`);
const containersOf = ({ id }: Session): string[] =>
  docker("ps", "--filter", `label=com.clauderon.session=${id}`, "--format", "{{.Names}}").split("\n").filter(Boolean);

test("the branch of a running session goes to the user's origin, whatever the clone says of addresses and hooks", async () => {
  const session = await worked("busy");
  inside(
    "busy",
    [
      "git config url.https://elsewhere.invalid/.insteadOf https://github.com/",
      "git config remote.origin.pushurl https://elsewhere.invalid/x && git config http.proxy http://127.0.0.1:1",
      "mkdir -p .git/hooks && printf '#!/bin/sh\\ntouch /workspace/hooked\\n' > .git/hooks/pre-push && chmod +x .git/hooks/pre-push",
      "cp .git/config /workspace/.gitconfig",
    ].join(" && "),
  );
  const before = containersOf(session);
  const { unsaved, push } = await client.sessions.deletePreview({ session: "busy" });
  expect(push).toEqual({ branch: "clauderon/busy", remote });
  expect(unsaved).toHaveLength(2);

  expect(await client.sessions.push({ session: "busy" })).toEqual(push);
  expect(served("busy")).toBe("Agent work of busy");
  expect(inside("busy", "ls -A /workspace")).not.toContain("hooked");
  const after = await client.sessions.deletePreview({ session: "busy" });
  expect(after).toMatchObject({ unsaved: ["uncommitted: work.txt"], push: null });
  expect(containersOf(session)).toEqual(before);
  const real = `Basic ${Buffer.from(`x-access-token:${world.token}`).toString("base64")}`;
  expect(new Set(world.server.authorizations)).toEqual(new Set([real]));
  const { records } = await client.audit.query({ session: "busy", where: 'path ~ "git-receive-pack"' });
  expect(records[0]).toMatchObject({ host: "github.com", credential_id: "github", response_code: 200 });
  expect((await client.sessions.timeline({ session: "busy" })).at(-1)).toMatchObject({ what: "pushed" });
});

test.each(["locked", "open"] as const)(
  "of a stopped session in network mode %s too, and its agent is not started",
  async (network) => {
    const name = `rests-${network}`;
    const session = await worked(name);
    if (network === "open") await client.sessions.recreate({ session: name, network });
    const { startedAt } = await client.sessions.stop({ session: name });
    const { code, stdout } = await world.daemon.cli(["push", name]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Pushed clauderon/${name} to ${remote}.\n` });
    expect(served(name)).toBe(`Agent work of ${name}`);
    expect(await client.sessions.get({ session: name })).toMatchObject({ state: "stopped", startedAt });
    expect(containersOf(session)).toEqual([]);
    expect(await client.sessions.start({ session: name })).toMatchObject({ state: "running" });
  },
);

test("a session that may only read is refused as its agent would be, in the proxy's own words; nothing is deleted", async () => {
  await worked("reads");
  await client.sessions.setAccessMode({ session: "reads", accessMode: "read" });
  await expect(client.sessions.push({ session: "reads" })).rejects.toMatchObject({
    code: "push_failed",
    message: expect.stringMatching(/^The branch clauderon\/reads was not pushed: .*access mode is "read"/),
    hint: "`clauderon access reads write` lets it push.",
  });
  const { code, stderr } = await world.daemon.cli(["delete", "reads", "--force", "--push"]);
  expect(code).toBe(1);
  expect(stderr).toContain('access mode is "read"');
  expect(await client.sessions.get({ session: "reads" })).toMatchObject({ state: "running" });
  expect(() => served("reads")).toThrow();
});

test("a branch that has moved on at the origin is not overwritten, and that is said", async () => {
  await worked("behind");
  const main = git("-C", world.served, "rev-parse", "main");
  const tree = git("-C", world.served, "rev-parse", "main^{tree}");
  const other = git("-C", world.served, "commit-tree", "-p", main, "-m", "somebody else's", tree);
  git("-C", world.served, "update-ref", "refs/heads/clauderon/behind", other);
  await expect(client.sessions.push({ session: "behind" })).rejects.toMatchObject({
    message: expect.stringContaining("has commits that this one lacks"),
  });
  expect(served("behind")).toBe("Test somebody else's");
});

test("a clone whose branch is gone, or that is none any more, is refused in one sentence", async () => {
  await worked("broken");
  inside("broken", "git checkout -q --detach && git branch -qD clauderon/broken");
  await expect(client.sessions.push({ session: "broken" })).rejects.toMatchObject({
    message: "The branch clauderon/broken was not pushed: the clone has no branch clauderon/broken.",
  });
  inside("broken", "rm -rf .git && ln -s /etc .git");
  await expect(client.sessions.push({ session: "broken" })).rejects.toMatchObject({ code: "push_failed" });
});
