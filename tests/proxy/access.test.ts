import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, makePolicy, ProxyUnderTest, placeholder, rule } from "../helpers/proxyUnderTest.ts";
import { openTunnel, parseAnswer, proxyAuthorization, startTls } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let plain: EchoUpstream;
let proxy: ProxyUnderTest;

const rules = ["denied.example", "*.denied.example"].map((host) =>
  rule({ host, action: "deny", reason: "no", source: "config.toml:9" }),
);
const upstreams = () => [
  { host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca },
  { host: apiHost, port: 80, address: plain.address, caPem: null },
  { host: "plain.example", port: 80, address: plain.address, caPem: null },
];

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  plain = await echoUpstream(null);
  proxy = await ProxyUnderTest.start({
    upstreams: upstreams(),
    limits: { connections: 4, requestsPerSecond: 20, newNamesPerSecond: 5 },
    rules,
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
  await plain.close();
});

/** How many requests these records stand for. */
const counted = (entries: readonly { readonly count: number | null }[]): number =>
  entries.reduce((sum, { count }) => sum + (count ?? 1), 0);

describe("Who may use the proxy", () => {
  it("CONNECT without credentials gets 407 with the command to use, recorded once a second with a count", async () => {
    const attempts = 40;
    const attempt = async (): Promise<void> => {
      const client = await proxy.client();
      const answer = parseAnswer(await openTunnel(client, `${apiHost}:443`));
      expect(answer.status).toBe(407);
      expect(answer.headers["proxy-authenticate"]).toMatch(/^Basic realm=/);
      expect(answer.body).toContain("clauderon env NAME --create --format docker");
    };
    await Promise.all(Array.from({ length: attempts }, attempt));
    const { entries } = proxy.audit;
    await expect.poll(() => counted(entries)).toBe(attempts);
    expect(entries[0]).toMatchObject({ decision: "deny", response_code: 407, session_id: null, count: 1 });
    // How many seconds this took is the machine's business; a record each it is not.
    expect(entries.length).toBeLessThan(attempts / 2);
  });

  it.each([
    ["a wrong secret", () => proxyAuthorization(proxy.session.id, "wrong")],
    ["an unknown session", () => proxyAuthorization("nobody", proxy.secret)],
    ["no user name", () => proxyAuthorization("", proxy.secret)],
    ["another scheme", () => "Proxy-Authorization: Bearer abc\r\n"],
    ["mockttp's own tag metadata", () => proxyAuthorization("metadata", '{"tags":["session:x"]}')],
  ])("%s gets 407, on TCP and on the session's own socket", async (_, header) => {
    for (const over of ["tcp", "socket"] as const) {
      const client = await proxy.client(over);
      expect(await openTunnel(client, `${apiHost}:443`, header())).toMatch(/^HTTP\/1.1 407 /);
    }
  });

  it("on its own socket a session that asks the proxy itself with strange credentials gets 407 and no record", async () => {
    const ask = async (over: "tcp" | "socket"): Promise<string> => {
      const client = await proxy.client(over);
      const header = proxyAuthorization("nobody", "wrong");
      client.write(`GET http://clauderon.internal/ HTTP/1.1\r\nHost: clauderon.internal\r\n${header}\r\n`);
      return client.until(/\r\n\r\n/);
    };
    expect(await ask("socket")).toMatch(/^HTTP\/1.1 407 /);
    expect(proxy.audit.entries).toEqual([]);
    expect(await ask("tcp")).toMatch(/^HTTP\/1.1 407 /);
    expect(proxy.audit.entries).toHaveLength(1);
  });

  it("the session's own socket needs no credentials, and takes right ones", async () => {
    for (const header of ["", proxy.authorization]) {
      const client = await proxy.client("socket");
      expect(await openTunnel(client, `${apiHost}:443`, header)).toMatch(/^HTTP\/1.1 200 /);
    }
  });

  it("who came in with a secret that was replaced is cut off, in the tunnel and while idle", async () => {
    upstream.on("/held", () => {});
    const [busy, idle] = [await proxy.secureTunnel(), await proxy.tunnel()];
    busy.write(`GET /held HTTP/1.1\r\nHost: ${apiHost}\r\n\r\n`);
    await expect.poll(() => upstream.seen.length).toBe(1);
    await proxy.server.putSession({ ...proxy.session, name: "renamed" });
    expect([busy.ended, idle.ended]).toEqual([false, false]);
    await proxy.server.putSession({ ...proxy.session, secretHash: "0".repeat(64) });
    await Promise.all([busy.until("end"), idle.until("end")]);
    expect(await openTunnel(await proxy.client(), `${apiHost}:443`, proxy.authorization)).toMatch(/^HTTP\/1.1 407 /);
    await expect.poll(() => proxy.audit.entries).toMatchObject([{ path: "/held", error: "session_ended" }, {}]);
  });

  it("a client that retries after 407 on a new connection gets in", async () => {
    const first = await proxy.client();
    expect(await openTunnel(first, `${apiHost}:443`)).toMatch(/^HTTP\/1.1 407 /);
    await proxy.tunnel();
  });

  it("requests in absolute form are authenticated one by one on one connection", async () => {
    const client = await proxy.client();
    const request = (header: string) => `GET http://plain.example/a HTTP/1.1\r\nHost: plain.example\r\n${header}\r\n`;
    client.write(request(proxy.authorization));
    expect((await client.answer()).body).toContain('"path":"/a"');
    client.write(request(""));
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 407 /);
    expect(plain.seen).toHaveLength(1);
    expect(plain.seen[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  it("absolute-form https and requests to the proxy itself are refused and recorded", async () => {
    for (const target of [`https://${apiHost}/v1/models`, "/"]) {
      const client = await proxy.client();
      client.write(
        `GET ${target} HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n${proxy.authorization}\r\n`,
      );
      expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 40[03] /);
    }
    expect(proxy.audit.entries.map(({ rule: name }) => name)).toEqual(["absolute-https", "not-a-proxy-request"]);
    expect(upstream.seen).toHaveLength(0);
  });

  it("a WebSocket without a tunnel gets 407 without credentials, and with them is refused and recorded", async () => {
    const request = (authorization: string) =>
      `GET ws://free.example/chat HTTP/1.1\r\nHost: free.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${authorization}\r\n`;
    const stranger = await proxy.client();
    stranger.write(request(""));
    expect(await stranger.until("end")).toMatch(/^HTTP\/1.1 407 /);
    const client = await proxy.client();
    client.write(request(proxy.authorization));
    expect(await client.until("end")).toMatch(/^HTTP\/1.1 403 [\s\S]*Send CONNECT/);
    const place = { scheme: "ws", host: "free.example", port: 80, path: "/chat" };
    await expect.poll(() => proxy.audit.entries).toHaveLength(2);
    expect(proxy.audit.entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...place, rule: "no-session", session_id: null }),
        expect.objectContaining({ ...place, rule: "absolute-websocket", session_id: proxy.session.id }),
      ]),
    );
  });

  it("TLS to the proxy's own port is closed", async () => {
    const client = await proxy.client();
    await expect(startTls(client, { ca: proxy.ca, servername: apiHost })).rejects.toThrow();
  });
});

describe("What a session may do", () => {
  it("is answered inside the tunnel, in TLS and in plain HTTP", async () => {
    expect(
      await proxy.get("GET / HTTP/1.1\r\nHost: denied.example\r\n", { authority: "denied.example:443" }),
    ).toMatchObject({
      status: 403,
      headers: { "x-clauderon-denied": "config.toml:9", "content-type": "application/json" },
    });
    const tunnel = await proxy.tunnel("denied.example:80");
    tunnel.write("GET / HTTP/1.1\r\nHost: denied.example\r\n\r\n");
    expect(await tunnel.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
  });

  it("beyond its requests a second it gets 429 inside the tunnel", async () => {
    const client = await proxy.secureTunnel();
    for (let turn = 0; turn < 300; turn++) client.write(`GET /${turn} HTTP/1.1\r\nHost: ${apiHost}\r\n\r\n`);
    const statuses = (): (string | undefined)[] => [...client.text.matchAll(/HTTP\/1.1 (\d+) /g)].map(([, it]) => it);
    await expect.poll(() => statuses().length).toBe(300);
    expect(client.text).toMatch(/HTTP\/1.1 429 [\s\S]*limit-requests[\s\S]*retry-after: 1/);
    const refused = statuses().filter((it) => it === "429").length;
    const records = () => proxy.audit.entries.filter(({ response_code }) => response_code === 429);
    await expect.poll(() => counted(records())).toBe(refused);
    expect(records().length).toBeLessThan(refused / 2);
  });

  it("beyond its connections it gets 429 inside the tunnel, and room again when one closes", async () => {
    const tunnels = [];
    for (let turn = 0; turn < 4; turn++) tunnels.push(await proxy.tunnel());
    expect(await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`)).toMatchObject({
      status: 429,
      headers: { "x-clauderon-denied": "limit-connections" },
    });
    for (const tunnel of tunnels) tunnel.destroy();
    await expect.poll(async () => (await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`)).status).toBe(200);
  });

  it("beyond its never-seen names a second it gets 429, while known ones go on", async () => {
    proxy.server.setPolicy(makePolicy({ upstreams: upstreams(), rules, limits: { newNamesPerSecond: 5 } }));
    await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`);
    const client = await proxy.client();
    for (let turn = 0; turn < 100; turn++) {
      const host = `n${turn}.denied.example`;
      client.write(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n${proxy.authorization}\r\n`);
    }
    await client.until(/HTTP\/1.1 429 [\s\S]*limit-new names/);
    expect((await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`)).status).toBe(200);
  });

  it("a stopped session is refused inside the tunnel, and a removed one gets 407", async () => {
    await proxy.server.putSession({ ...proxy.session, running: false });
    expect(await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`)).toMatchObject({
      status: 403,
      headers: { "x-clauderon-denied": "session-stopped" },
    });
    proxy.server.removeSession(proxy.session.id);
    const client = await proxy.client();
    expect(await openTunnel(client, `${apiHost}:443`, proxy.authorization)).toMatch(/^HTTP\/1.1 407 /);
  });
});

describe("While the audit log takes nothing", () => {
  it("requests are refused with 503 and nothing is sent, and go on when it does again", async () => {
    proxy.audit.full = true;
    const head = `GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n`;
    expect(await proxy.get(head)).toMatchObject({
      status: 503,
      headers: { "x-clauderon-denied": "audit-unavailable" },
    });
    expect(upstream.seen).toHaveLength(0);
    proxy.audit.full = false;
    expect((await proxy.get(head)).status).toBe(200);
  });
});

describe("The status hooks", () => {
  const post = (path: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nHost: clauderon.internal\r\nContent-Length: ${body.length}\r\n`;

  it("are taken in absolute form and in a tunnel, answered here and not recorded", async () => {
    const absolute = await proxy.client();
    absolute.write(`${post("http://clauderon.internal/hook/Stop", "{}")}${proxy.authorization}\r\n{}`);
    expect(await absolute.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 204 /);
    const tunnel = await proxy.tunnel("clauderon.internal:80");
    tunnel.write(`${post("/hook/SessionStart", "{}")}\r\n{}`);
    expect(await tunnel.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 204 /);
    const id = proxy.session.id;
    expect(proxy.events).toEqual([
      { type: "hook", sessionId: id, event: "Stop", body: "{}" },
      { type: "hook", sessionId: id, event: "SessionStart", body: "{}" },
    ]);
    expect(proxy.audit.entries).toEqual([]);
  });

  it("of more than 64 KiB, or more than 20 a second, are refused", async () => {
    const big = await proxy.tunnel("clauderon.internal:80");
    big.write(`${post("/hook/Stop", "x".repeat(70_000))}\r\n${"x".repeat(70_000)}`);
    expect(await big.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413 /);
    const many = await proxy.tunnel("clauderon.internal:80");
    for (let turn = 0; turn < 300; turn++) many.write(`${post("/hook/Stop", "{}")}\r\n{}`);
    await many.until(/HTTP\/1.1 429 /);
  });
});

describe("Switched off", () => {
  it("running streams are cut and recorded, new requests get 503, and switched on all goes on", async () => {
    upstream.on("/stream", (_, response) => void response.writeHead(200).write("first"));
    const client = await proxy.secureTunnel();
    client.write(`GET /stream HTTP/1.1\r\nHost: ${apiHost}\r\n\r\n`);
    await client.until(/first/);
    proxy.server.setEnabled(false);
    await client.until("end");
    expect(client.text).not.toMatch(/0\r\n\r\n$/);
    expect(proxy.audit.entries).toMatchObject([{ decision: "off", error: "off", response_code: 200 }]);
    const head = `GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`;
    expect(await proxy.get(head)).toMatchObject({ status: 503, headers: { "x-clauderon-denied": "proxy-off" } });
    expect(proxy.audit.entries[1]).toMatchObject({ decision: "off" });
    proxy.server.setEnabled(true);
    expect((await proxy.get(head)).status).toBe(200);
  });
});
