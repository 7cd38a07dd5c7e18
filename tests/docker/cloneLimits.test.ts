import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SessionsOptions } from "../../src-main/core/sessions/ports.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

const repositoryUrl = "https://github.com/acme/harbor";
let world: SessionWorld;

beforeEach(() => {
  world = new SessionWorld();
});
afterEach(() => world.close());

async function expectNothingLeft(): Promise<void> {
  expect(world.sessions.list({ includeArchived: true })).toEqual([]);
  expect(await world.engine.list(world.homeLabel)).toEqual([]);
  expect(readdirSync(world.home.sessions)).toEqual([]);
}

test.each<[string, Partial<SessionsOptions>, { code: string; message: RegExp }]>([
  ["takes too long", { cloneLimitMs: 50 }, { code: "unavailable", message: /took longer than/ }],
  [
    "takes more of the disk than a session may use",
    { disk: { softBytes: 1, hardBytes: 1 }, diskIntervalMs: 50 },
    { code: "disk_full", message: /takes more than the 0.0 GiB of disk/ },
  ],
])("a clone that %s is ended, and nothing is left of it", async (_what, change, { code, message }) => {
  await world.open(change);
  await expect(world.create({ name: "bound", repositoryUrl })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  await expectNothingLeft();
});

test("a clone asks the session's own socket for a tunnel to its host, and nobody else for anything", async () => {
  await world.open();
  const creation = world.create({ name: "bound", repositoryUrl }).catch((error: unknown) => error);
  const tunnels = (): string[] => world.proxy.requests.filter((request) => request.includes("CONNECT"));
  await expect.poll(tunnels, { timeout: 30_000 }).toHaveLength(1);
  const [session] = world.sessions.list({ includeArchived: true });
  expect(session).toMatchObject({ state: "creating", repository: { path: null, url: repositoryUrl, base: "" } });
  expect(tunnels()).toEqual([`${session?.id} CONNECT github.com:443`]);
  // Known to the proxy before the first request: the credential is for this repository only.
  expect(world.proxy.sessions.get(session?.id ?? "")?.workspace?.repositories).toEqual(["github.com/acme/harbor"]);
  const { mounts, network } = await helperSettings();
  expect(network).toMatch(/^container:/);
  expect(mounts.map(({ target, readOnly }) => `${target} ${readOnly ? "ro" : "rw"}`).sort()).toEqual([
    "/etc/clauderon/proxy-ca.pem ro",
    "/workspace rw",
  ]);
  expect(world.sessions.creations.cancel("bound")).toBe(true);
  expect(await creation).toMatchObject({ code: "aborted" });
  await expectNothingLeft();
});

async function helperSettings() {
  const helper = (await world.engine.list(world.homeLabel)).find(({ name }) => name.startsWith("clauderon.helper."));
  return world.engine.settings(helper?.id ?? "");
}

test("a clone that put a link where the engine mounts is not followed: the agent is not started", async () => {
  const hostile = [
    "set -e",
    'git init -q -b trunk "$CLONE" && cd "$CLONE"',
    "git -c user.name=a -c user.email=b@c commit -q --allow-empty -m first && git update-ref refs/remotes/origin/trunk HEAD",
    "rmdir /workspace/.clauderon/uploads && ln -s /etc /workspace/.clauderon/uploads",
  ].join("\n");
  const { engine } = world;
  const create: typeof engine.create = (spec) =>
    engine.create(spec.name.startsWith("clauderon.helper.") ? { ...spec, command: ["-c", hostile] } : spec);
  await world.open({ engine: { ...engine, create } });
  await expect(world.create({ name: "bound", repositoryUrl })).rejects.toMatchObject({
    code: "unsafe_path",
    message: expect.stringContaining(".clauderon/uploads"),
  });
  await expectNothingLeft();
});

test("a path and an address exclude each other", async () => {
  await world.open();
  const both = { repositoryUrl, repositoryPath: world.repository() };
  await expect(world.create(both)).rejects.toMatchObject({ code: "usage", message: /not from both/ });
});
