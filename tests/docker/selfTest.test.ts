import { afterAll, beforeAll, expect, test } from "vitest";
import type { ContainerSpec, Engine } from "../../src-main/core/engine/engine.ts";
import { labelNames } from "../../src-main/core/sessions/labels.ts";
import type { SelfTest } from "../../src-shared/model/selfTest.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

let world: SessionWorld;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open();
});
afterAll(() => world.close());

const failed = (selfTest: SelfTest | null) => (selfTest?.attempts ?? []).filter(({ ok }) => !ok);
const outcomeOf = (selfTest: SelfTest | null, title: string) =>
  selfTest?.attempts.find((attempt) => attempt.title === title)?.outcome;

/** The real engine, but for what a container of this role is made with. */
const engineWhere = (role: string, change: Partial<ContainerSpec>): Engine => ({
  ...world.engine,
  create: (spec) => world.engine.create(spec.labels[labelNames.role] === role ? { ...spec, ...change } : spec),
});

test("a locked session starts after every attempt to get out has failed and every control has succeeded", async () => {
  const { selfTest, state } = await world.create({ name: "tested", prompt: "sleep 600" });
  expect(state).toBe("running");
  expect(failed(selfTest)).toEqual([]);
  expect(selfTest).toMatchObject({ verdict: "pass", message: null });
  expect(outcomeOf(selfTest, "The proxy")).toBe("answers");
  expect(outcomeOf(selfTest, "A datagram to itself")).toBe("was heard");
  expect(outcomeOf(selfTest, "A ping to itself")).toBe("was heard");
  expect(outcomeOf(selfTest, "Another session's credentials")).toBe("were refused (407)");
  // Not for want of permission: the probe has raw sockets, and finds no way for what it sends.
  for (const title of [
    "A direct connection",
    "A ping",
    "A ping over IPv6",
    "A packet of a tunnel (GRE)",
    "A multicast",
  ])
    expect(outcomeOf(selfTest, title)).toBe("no route");
  const gateway = await world.engine.hostGateway();
  const targets = selfTest?.attempts.map(({ target }) => target);
  expect(targets).toContain(`${gateway}:18080`);
  expect(targets).toContain("169.254.169.254:80");
  expect(new Set(selfTest?.attempts.map(({ id }) => id)).size).toBe(selfTest?.attempts.length);
});

test("a second session tries the first one's socket, and its name with a wrong secret", async () => {
  const { selfTest } = await world.create({ name: "neighbour", prompt: "sleep 600" });
  expect(outcomeOf(selfTest, "Another session's socket")).toBe("not there");
  expect(outcomeOf(selfTest, "Another session's credentials")).toBe("were refused (407)");
});

test("a session whose network leads out is not started, says what got out, and can be tried again", async () => {
  const leaky = new SessionWorld();
  try {
    await leaky.open({ engine: engineWhere("relay", { network: { kind: "bridge" } }) });
    const error = await leaky.create({ name: "leaky", prompt: "sleep 600" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "not_locked",
      message: expect.stringMatching(
        /^Not started: the network self-test found a way out\. .+ \(.+\) .+\. Nothing ran, nothing was sent\.$/,
      ),
    });
    const session = leaky.sessions.find("leaky");
    expect(session).toMatchObject({ state: "error", error: (error as Error).message, selfTest: { verdict: "fail" } });
    const leaks = failed(session.selfTest).map(({ id }) => id);
    expect(leaks).toContain("devices");
    expect(leaks).toContain("frame");
    expect(leaks.filter((id) => id.startsWith("host."))).not.toEqual([]);
    expect(leaks.filter((id) => id.startsWith("dns."))).not.toEqual([]);
    expect(await leaky.engine.inspect("clauderon-leaky")).toMatchObject({ state: "created", startedAt: null });
    expect(await leaky.engine.inspect(`clauderon.relay.${session.id}`)).toMatchObject({ state: "exited" });
    expect(leaky.proxy.sessions.get(session.id)?.running).toBe(false);

    await expect(leaky.sessions.start("leaky")).rejects.toMatchObject({ code: "not_locked" });
    await leaky.sessions.close();
    // Another daemon: the result was stored, and with a network that holds the session starts.
    await leaky.open();
    expect(leaky.sessions.find("leaky")).toMatchObject({ state: "error", selfTest: { verdict: "fail" } });
    const mended = await leaky.sessions.recreate("leaky");
    expect(mended).toMatchObject({ state: "running", error: null, selfTest: { verdict: "pass" } });
  } finally {
    await leaky.close();
  }
});

test.each<[string, Partial<ContainerSpec>, string]>([
  ["a capability", { capabilities: ["NET_ADMIN"] }, "the container is not as it must be. Privileges: NET_ADMIN."],
  ["root", { user: "0:0" }, "Root: 0:0."],
  ["the bridge", { network: { kind: "bridge" } }, "Another network: bridge."],
  [
    "the engine's socket",
    { mounts: [{ source: "/var/run/docker.sock", target: "/docker.sock", readOnly: true }] },
    "Other folders of this machine: /var/run/docker.sock at /docker.sock.",
  ],
])("an engine that gives the agent %s, unasked, starts nothing", async (_, change, sentence) => {
  const loose = new SessionWorld();
  try {
    await loose.open({ engine: engineWhere("agent", change) });
    await expect(loose.create({ name: "loose", prompt: "sleep 600" })).rejects.toMatchObject({
      code: "not_locked",
      message: expect.stringContaining(sentence),
    });
    expect(await loose.engine.inspect("clauderon-loose")).toMatchObject({ startedAt: null });
  } finally {
    await loose.close();
  }
});

test("a probe that cannot run is red", async () => {
  const blind = new SessionWorld();
  try {
    await blind.open({ engine: engineWhere("check", { entrypoint: ["/usr/bin/socat"], command: ["-V"] }) });
    await expect(blind.create({ name: "blind", prompt: "sleep 600" })).rejects.toMatchObject({
      code: "not_locked",
      message: expect.stringContaining("the network self-test could not run"),
    });
    expect(blind.sessions.find("blind")).toMatchObject({ state: "error", selfTest: { verdict: "fail", attempts: [] } });
  } finally {
    await blind.close();
  }
});

test("a probe without the rights that its controls need is red: its silence proves nothing", async () => {
  const weak = new SessionWorld();
  try {
    await weak.open({ engine: engineWhere("check", { capabilities: [] }) });
    await expect(weak.create({ name: "weak", prompt: "sleep 600" })).rejects.toMatchObject({
      code: "not_locked",
      message: expect.stringContaining("could not prove the lock. A ping to itself (127.0.0.1): not permitted."),
    });
  } finally {
    await weak.close();
  }
});

test("with an open network only the container is tested, and the session carries the warning", async () => {
  const { selfTest } = await world.create({ name: "opened", network: "open", prompt: "sleep 600" });
  expect(selfTest).toMatchObject({
    verdict: "open",
    message: "This session can reach any address. It still holds no credential.",
  });
  expect(selfTest?.attempts.filter(({ id, ok }) => !ok || !id.startsWith("container."))).toEqual([]);
});

test("a stopped session is tested anew, and no probe is left over", async () => {
  const before = world.sessions.find("tested").selfTest?.at ?? "";
  await world.sessions.stop("tested");
  const { selfTest } = await world.sessions.start("tested");
  expect(selfTest?.verdict).toBe("pass");
  expect(Date.parse(selfTest?.at ?? "")).toBeGreaterThan(Date.parse(before));
  const labels = { [labelNames.role]: "check", [labelNames.session]: world.sessions.find("tested").id };
  expect(await world.engine.list(labels)).toEqual([]);
});

test("a relay that was killed is replaced, and the network of the agent that runs is tested again", async () => {
  const { id, selfTest: before } = world.sessions.find("tested");
  const relay = await world.engine.inspect(`clauderon.relay.${id}`);
  await world.engine.stop(relay?.id ?? "", 0);
  await expect.poll(() => world.sessions.find("tested").selfTest?.at, { timeout: 60_000 }).not.toBe(before?.at);
  expect(world.sessions.find("tested")).toMatchObject({ state: "running", selfTest: { verdict: "pass" } });
  expect((await world.inside("tested", "curl -sS -m 10 http://again.invalid/")).code).toBe(0);
});
