import { execFileSync } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ContainerSpec, Engine } from "../../src-main/core/engine/engine.ts";
import { labelNames } from "../../src-main/core/sessions/labels.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

/* Sessions of an engine that cannot share a socket, on one that says so of itself. */

let world: SessionWorld;
let proxy: Server;
const seen: string[] = [];

/** Listens where containers can reach it, and asks for a session's credentials as the proxy does on TCP. */
async function listenOnBridge(): Promise<void> {
  const gateway = await world.engine.hostGateway();
  const userOf = (request: IncomingMessage): string => {
    const credentials = /^Basic (.*)$/.exec(request.headers["proxy-authorization"] ?? "")?.[1] ?? "";
    return Buffer.from(credentials, "base64").toString().split(":")[0] ?? "";
  };
  proxy = createServer((request, response) => {
    const user = userOf(request);
    if (!world.proxy.sessions.has(user)) return void response.writeHead(407).end();
    seen.push(`${user} ${request.url}`);
    response.end("proxied\n");
  });
  proxy.on("connect", (request, socket) => {
    seen.push(`${userOf(request)} CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, gateway ?? "", resolve));
  world.proxy.port = (proxy.address() as AddressInfo).port;
}

const distant = (change?: (spec: ContainerSpec) => ContainerSpec): Engine => ({
  ...world.engine,
  info: async () => ({ ...(await world.engine.info()), sharesHostSockets: false, lock: "network" }),
  create: (spec) => world.engine.create(change ? change(spec) : spec),
});
const inspect = (name: string) => JSON.parse(execFileSync("docker", ["inspect", name], { encoding: "utf8" }))[0];

beforeAll(async () => {
  world = new SessionWorld();
  await listenOnBridge();
  await world.open({ engine: distant() });
});
afterAll(async () => {
  await world.close();
  proxy.closeAllConnections();
  proxy.close();
});

test("a clone from an address goes by the session's own gate, with its secret, and what it is answered is told", async () => {
  const creation = world.create({ name: "fetched", repositoryUrl: "https://github.com/acme/harbor" });
  await expect(creation).rejects.toMatchObject({
    code: "unavailable",
    message: "github.com answered 502 when https://github.com/acme/harbor was cloned.",
  });
  expect(seen.filter((line) => line.includes("CONNECT"))).toEqual([
    expect.stringMatching(/^[a-z2-7]{12} CONNECT github\.com:443$/),
  ]);
  expect(await world.engine.networks(world.homeLabel)).toEqual([]);
  seen.length = 0;
});

test("the session's network has no way out and no other member than the gate; the self-test proves it", async () => {
  const session = await world.create({ name: "inner", prompt: "sleep 600" });
  expect(session.state).toBe("running");
  const { selfTest } = session;
  expect(selfTest?.attempts.filter(({ ok }) => !ok)).toEqual([]);
  expect(selfTest?.verdict).toBe("pass");
  const outcomes = (start: string) =>
    selfTest?.attempts.filter(({ id }) => id.startsWith(start)).map(({ outcome }) => outcome);
  expect(outcomes("direct.")).toEqual(["no answer", "no answer"]);
  expect(new Set(outcomes("host."))).toEqual(new Set(["no answer", "no route"]));
  const network = JSON.parse(
    execFileSync("docker", ["network", "inspect", `clauderon.net.${session.id}`], { encoding: "utf8" }),
  )[0];
  expect(network.Internal).toBe(true);
  expect(network.Labels).toMatchObject({ [labelNames.session]: session.id });
  expect(
    Object.values(network.Containers)
      .map((it) => (it as { Name: string }).Name)
      .sort(),
  ).toEqual([`clauderon.gate.${session.id}`, `clauderon.relay.${session.id}`]);
  expect(inspect(`clauderon.relay.${session.id}`).Mounts).toEqual([]);
  expect(inspect(`clauderon.gate.${session.id}`).HostConfig).toMatchObject({
    CapDrop: ["ALL"],
    CapAdd: [],
    ReadonlyRootfs: true,
  });
});

test("inside, the proxy answers to the session's credentials, and nothing else does", async () => {
  expect(await world.inside("inner", "curl -sS -m 10 http://example.invalid/a")).toEqual({
    output: "proxied\n",
    code: 0,
  });
  expect(seen).toEqual([`${world.sessions.find("inner").id} http://example.invalid/a`]);
  const bare =
    "curl -sS -m 10 -o /dev/null -w '%{http_code}' --proxy http://host.docker.internal:18080 http://example.invalid/b";
  expect((await world.inside("inner", bare)).output).toBe("407");
  const gateway = await world.engine.hostGateway();
  const direct = await world.inside("inner", `curl -sS -m 1 --noproxy '*' http://${gateway}:${world.proxy.port}/`);
  expect(direct.code).not.toBe(0);
  expect(seen).toHaveLength(1);
});

test("a gate that ends is started again; a relay takes its network with it, so that the session stops and says so", async () => {
  const { id } = world.sessions.find("inner");
  const works = async () => (await world.inside("inner", "curl -sS -m 5 http://again.invalid/")).output;
  await world.engine.stop(`clauderon.gate.${id}`, 0);
  await expect.poll(works, { timeout: 60_000 }).toBe("proxied\n");
  await world.engine.stop(`clauderon.relay.${id}`, 0);
  await expect.poll(() => world.sessions.find("inner").state, { timeout: 60_000 }).toBe("error");
  expect(world.sessions.find("inner").error).toMatch(/^Stopped: its relay ended/);
  expect((await world.engine.inspect("clauderon-inner"))?.state).toBe("exited");
  expect((await world.engine.inspect(`clauderon.gate.${id}`))?.state).toBe("exited");
  expect((await world.sessions.start("inner")).selfTest?.verdict).toBe("pass");
  expect(await works()).toBe("proxied\n");
});

test("a network that has this machine in it is found out, and nothing starts", async () => {
  const leaky = new SessionWorld();
  try {
    leaky.proxy.port = world.proxy.port;
    await leaky.open({
      engine: {
        ...distant((spec) =>
          spec.labels[labelNames.role] === "relay" ? { ...spec, network: { kind: "bridge" }, extraHosts: [] } : spec,
        ),
      },
    });
    await expect(leaky.create({ name: "bridged", prompt: "sleep 600" })).rejects.toMatchObject({ code: "not_locked" });
    const { selfTest } = leaky.sessions.find("bridged");
    const leaks = (selfTest?.attempts ?? []).filter(({ ok, kind }) => !ok && kind === "escape");
    expect(leaks.map(({ id }) => id.split(".")[0])).toContain("host");
  } finally {
    await leaky.close();
  }
});

test("archive and delete remove the network, and reconcile one that nobody knows", async () => {
  const { id } = world.sessions.find("inner");
  await world.sessions.archive("inner");
  expect(await world.engine.networks({ [labelNames.session]: id })).toEqual([]);
  expect((await world.sessions.unarchive("inner")).state).toBe("stopped");
  expect(await world.engine.networks({ [labelNames.session]: id })).toHaveLength(1);
  await world.sessions.delete("inner", { force: true });
  expect(await world.engine.networks({ [labelNames.session]: id })).toEqual([]);
  const labels = { ...world.homeLabel, [labelNames.session]: "aaaaaaaaaaaa" };
  await world.engine.createNetwork({ name: "clauderon.net.aaaaaaaaaaaa", labels });
  expect(await world.sessions.reconcile()).toContain("clauderon.net.aaaaaaaaaaaa: removed, no session knows it");
  expect(await world.engine.networks(labels)).toEqual([]);
});
