import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SessionStore } from "../../src-main/core/sessions/sessionStore.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

let world: SessionWorld;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open();
  for (const name of ["survivor", "victim", "lost"]) await world.create({ name, prompt: "sleep 600" });
  await world.create({
    name: "counting",
    mode: "print",
    prompt: "echo one; while [ ! -e /workspace/go ]; do sleep 0.1; done; echo two; exit 5",
  });
});
afterAll(() => world.close());

const docker = (...args: string[]): string => execFileSync("docker", args, { encoding: "utf8" }).trim();
const state = (name: string): string => world.sessions.find(name).state;

/** The daemon is killed and started again; containers live on. `meanwhile` happens while nobody watches. */
async function restartDaemon(meanwhile: () => void | Promise<void>): Promise<void> {
  await world.sessions.close();
  await meanwhile();
  await world.open();
}

test("an end that the engine tells of changes the state and closes the way out", async () => {
  docker("kill", "clauderon-victim");
  await expect.poll(() => state("victim"), { timeout: 45_000 }).toBe("exited");
  const { id, exitCode } = world.sessions.find("victim");
  expect(exitCode).toBe(137);
  expect(world.proxy.sessions.get(id)?.running).toBe(false);
  await expect.poll(() => docker("inspect", "-f", "{{.State.Running}}", `clauderon.relay.${id}`)).toBe("false");
  expect((await world.sessions.start("victim")).state).toBe("running");
});

test("a relay that ends is replaced inside the agent's namespace, and a later restart takes the first one again", async () => {
  const { id } = world.sessions.find("survivor");
  docker("kill", `clauderon.relay.${id}`);
  const answer = () => world.inside("survivor", "curl -sS -m 5 http://still.invalid/");
  await expect.poll(async () => (await answer()).code, { timeout: 30_000 }).toBe(0);
  expect(docker("inspect", "-f", "{{.HostConfig.NetworkMode}}", `clauderon.relay.${id}.again`)).toBe(
    `container:${world.sessions.find("survivor").containerId}`,
  );
  await world.sessions.restart("survivor");
  expect((await answer()).code).toBe(0);
  expect(await world.engine.inspect(`clauderon.relay.${id}.again`)).toBeNull();
});

test("after a crash of the daemon running sessions are taken up, with all their output", async () => {
  await restartDaemon(async () => {
    const { id } = world.sessions.find("counting");
    docker("exec", "clauderon-counting", "touch", "/workspace/go");
    await expect.poll(() => docker("inspect", "-f", "{{.State.Running}}", "clauderon-counting")).toBe("false");
    world.terminals.calls.length = 0;
    expect(id).toBe(world.sessions.find("counting").id);
  });
  expect(world.terminals.calls).toContain(`open ${world.sessions.find("survivor").id} resumed`);
  expect(world.sessions.find("counting")).toMatchObject({ state: "exited", exitCode: 5 });
  let text = "";
  for await (const event of world.sessions.output("counting", AbortSignal.timeout(30_000))) {
    text += event.type === "output" ? Buffer.from(event.bytes).toString() : `exit ${event.exitCode}`;
  }
  expect(text).toBe("one\ntwo\nexit 5");
  expect((await world.inside("survivor", "curl -sS -m 5 http://after.invalid/")).code).toBe(0);
});

test("a container that somebody removed leaves a missing session, whose files recreate picks up", async () => {
  await world.inside("lost", "echo kept > /workspace/note");
  docker("rm", "-f", "clauderon-lost");
  await expect.poll(() => state("lost"), { timeout: 45_000 }).toBe("missing");
  await expect(world.sessions.start("lost")).rejects.toMatchObject({
    code: "wrong_state",
    hint: expect.stringContaining("recreate"),
  });
  expect((await world.sessions.recreate("lost")).state).toBe("running");
  expect((await world.inside("lost", "cat /workspace/note")).output).toBe("kept\n");
});

test("containers without a record are removed, unless their agent runs; a creation cut short is undone", async () => {
  const store = new SessionStore(world.database);
  const { id, containerId } = world.sessions.find("victim");
  const record = store.get(id);
  if (!record) throw new Error("no record");
  await restartDaemon(() => {
    store.put({
      ...record,
      id: "halfmadeaaaa",
      name: "half-made",
      state: "creating",
      containerId: null,
      relayId: null,
    });
    store.remove(id);
  });
  expect(world.sessions.list({ includeArchived: true }).map(({ name }) => name)).not.toContain("half-made");
  expect((await world.engine.inspect(containerId ?? ""))?.state).toBe("running");
  docker("kill", "clauderon-victim");
  expect((await world.sessions.reconcile()).join("\n")).toContain("clauderon-victim: removed");
  expect(await world.engine.inspect("clauderon-victim")).toBeNull();
});

test("containers of another home are none of our business", async () => {
  const other = new SessionWorld();
  try {
    await other.open();
    await other.create({ name: "foreign", prompt: "sleep 600" });
    expect(await world.sessions.reconcile()).toEqual([]);
    expect((await other.engine.inspect("clauderon-foreign"))?.state).toBe("running");
  } finally {
    await other.close();
  }
});
