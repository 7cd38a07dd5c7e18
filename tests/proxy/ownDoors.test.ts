import { type AddressInfo, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { echoUpstream } from "../helpers/echoUpstream.ts";
import { makePolicy, ProxyUnderTest, rule } from "../helpers/proxyUnderTest.ts";
import { openTunnel, parseAnswer, proxyAuthorization } from "../helpers/rawClient.ts";

let proxy: ProxyUnderTest | null = null;
const servers: Server[] = [];

afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  for (const server of servers.splice(0)) server.close();
});

const ask = async (host: string, port: number): Promise<ReturnType<typeof parseAnswer>> => {
  const client = await (proxy as ProxyUnderTest).tunnel(`${host}:${port}`);
  client.write(`GET / HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
  return parseAnswer(await client.until(/\r\n\r\n/));
};

/** Every name that this machine has for itself. */
const ownNames = (): string[] => [
  "localhost",
  "127.0.0.1",
  "127.0.0.2",
  ...Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
  ),
];

describe("The daemon's own doors", () => {
  it("are not forwarded to on any address of the host, though a rule allows the host", async () => {
    const names = ownNames();
    proxy = await ProxyUnderTest.start(
      { rules: names.map((host) => rule({ host })) },
      { addresses: names.filter((it) => it !== "localhost") },
    );
    let heard = 0;
    const web = createServer((socket) => {
      socket.on("data", () => heard++);
      socket.on("error", () => {});
    });
    servers.push(web);
    await new Promise<void>((resolve) => web.listen(0, "0.0.0.0", resolve));
    const { port } = web.address() as AddressInfo;
    proxy.server.addOwnPort(port);
    for (const host of names) {
      for (const own of [proxy.server.port, port]) {
        const answer = await ask(host, own);
        expect(answer, `${host}:${own}`).toMatchObject({
          status: 403,
          headers: { "x-clauderon-denied": "proxy-loop" },
        });
      }
    }
    expect(heard).toBe(0);
    expect(proxy.audit.entries.at(-1)).toMatchObject({ decision: "deny", rule: "proxy-loop", error: "proxy_loop" });
  });

  it("are no way out for an opaque tunnel, an [[upstream]] or a proxy of the environment either", async () => {
    const { createTestCa } = await import("../helpers/testCa.ts");
    const authority = createTestCa();
    const decoy = await echoUpstream(authority.issue("far.example"));
    proxy = await ProxyUnderTest.start({ rules: [rule({ host: "localhost", action: "tunnel" })] });
    const own = proxy.server.port;
    const tunnel = await proxy.tunnel(`localhost:${own}`);
    tunnel.write(`CONNECT far.example:443 HTTP/1.1\r\nHost: far.example\r\n${proxy.authorization}\r\n`);
    expect(await tunnel.until("end")).toBe("");
    await expect.poll(() => proxy?.audit.entries.at(-1)).toMatchObject({ decision: "tunnel", error: "proxy_loop" });
    await proxy.stop();

    proxy = await ProxyUnderTest.start({});
    const address = { host: "localhost", port: proxy.server.port };
    proxy.server.setPolicy(makePolicy({ upstreams: [{ host: "far.example", port: 443, address, caPem: null }] }));
    const get = () => proxy?.get("GET / HTTP/1.1\r\nHost: far.example\r\n", { authority: "far.example:443" });
    expect(await get()).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "proxy-loop" } });
    await proxy.stop();

    proxy = await whereFree((port) => {
      const environmentProxy = { https: `http://127.0.0.1:${port}`, http: `http://127.0.0.1:${port}`, no: null };
      return ProxyUnderTest.start({ rules: [rule({ host: "far.example" })] }, { port, environmentProxy });
    });
    expect((await get())?.status).toBeGreaterThanOrEqual(400);
    const records = proxy.audit.entries.map(({ rule: name }) => name);
    expect(records.length).toBeLessThan(5);
    await decoy.close();
  });
});

describe("Those without credentials", () => {
  it("are answered a bounded number of times, while right credentials from the same address always work", async () => {
    proxy = await ProxyUnderTest.start({});
    const guess = async (turn: number): Promise<string> => {
      const client = await (proxy as ProxyUnderTest).client();
      return (await openTunnel(client, "x.example:443", proxyAuthorization("k3x9q2m7p4va", `guess ${turn}`))).slice(
        9,
        12,
      );
    };
    for (let turn = 0; turn < 20; turn++) expect(await guess(turn)).toBe("407");
    const answers = await Promise.all(Array.from({ length: 200 }, (_, turn) => guess(turn)));
    expect(new Set(answers)).toEqual(new Set(["407", ""]));
    expect(answers.filter((it) => it === "").length).toBeGreaterThan(50);
    await proxy.tunnel();
  });

  it("who bring nothing at first, as git does, are not among those who guess", async () => {
    proxy = await ProxyUnderTest.start({});
    for (let turn = 0; turn < 60; turn++) {
      const client = await proxy.client();
      expect(await openTunnel(client, "x.example:443")).toMatch(/^HTTP\/1.1 407 /);
    }
  });
});

describe("A name that changes its address", () => {
  it("is looked up once for a connection, and what was found is what is checked and connected to", async () => {
    const inside = await echoUpstream(null);
    const asked: string[] = [];
    // Public when it is looked at, loopback when it is used: if there were a second look, it would get there.
    const answers = [["127.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["::1"]];
    proxy = await ProxyUnderTest.start(
      {},
      {
        lookup: (host, options, callback) => {
          asked.push(host);
          const found = answers[(asked.length - 1) % answers.length] as string[];
          const list = found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
          if (options.all) callback(null, list);
          else callback(null, list[0]?.address as string, list[0]?.family);
        },
      },
    );
    for (const _ of answers) {
      expect(await ask("rebind.example", 80)).toMatchObject({
        status: 403,
        headers: { "x-clauderon-denied": "private-address" },
      });
    }
    expect(asked).toEqual(answers.map(() => "rebind.example"));
    expect(inside.connections()).toBe(0);
    await inside.close();
  });
});

/** Starts something on a free port that it must know beforehand, again where another program was faster. */
async function whereFree<T>(start: (port: number) => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return start(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return whereFree(start);
  });
}
