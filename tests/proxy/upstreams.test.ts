import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcp, type Server as TcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, ProxyUnderTest, placeholder, rule } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest | null = null;
const others: (Server | TcpServer)[] = [];

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost, "localhost"));
});

afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  await upstream.close();
  for (const server of others.splice(0)) server.close();
});

const head = (host: string) => `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\n`;

describe("An upstream", () => {
  it.each([
    ["an unknown authority", () => ({ issue: createTestCa().issue(apiHost), ca: testCa.ca })],
    ["a certificate for another name", () => ({ issue: testCa.issue("other.example"), ca: testCa.ca })],
  ])("with %s is refused with 502, and never sees a head", async (_, made) => {
    const { issue, ca } = made();
    const bad = await echoUpstream(issue);
    proxy = await ProxyUnderTest.start({ upstreams: [{ host: apiHost, port: 443, address: bad.address, caPem: ca }] });
    const answer = await proxy.get(`${head(apiHost)}Authorization: Bearer ${placeholder}\r\n`);
    expect(answer.status).toBe(502);
    expect(bad.seen).toHaveLength(0);
    expect(proxy.audit.entries).toMatchObject([{ error: "upstream_bad_certificate", response_code: 502 }]);
    await bad.close();
  });

  it("that nobody listens at is 502", async () => {
    proxy = await ProxyUnderTest.start({
      upstreams: [{ host: apiHost, port: 443, address: { host: "127.0.0.1", port: 1 }, caPem: null }],
    });
    expect((await proxy.get(head(apiHost))).status).toBe(502);
    expect(proxy.audit.entries).toMatchObject([{ error: "upstream_unreachable" }]);
  });

  it("that answers nonsense is 502", async () => {
    const server = createTcp((socket) => void socket.on("data", () => socket.end("nonsense\r\n\r\n")));
    others.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    proxy = await ProxyUnderTest.start({
      upstreams: [{ host: "odd.example", port: 80, address: { host: "127.0.0.1", port }, caPem: null }],
    });
    const client = await proxy.tunnel("odd.example:80");
    client.write(`${head("odd.example")}\r\n`);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 502 /);
  });
});

describe("A private address", () => {
  it.each([
    "127.0.0.1",
    "localhost",
    "[::1]",
    "169.254.169.254",
    "10.0.0.1",
    "0.0.0.0",
    "[::ffff:127.0.0.1]",
    "2130706433",
  ])("%s is refused", async (host) => {
    proxy = await ProxyUnderTest.start({});
    const client = await proxy.tunnel(`${host}:80`);
    client.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 [\s\S]*private-address/);
    expect(proxy.audit.entries).toMatchObject([{ decision: "deny", rule: "private-address" }]);
  });

  it("is reached where a rule names the host and port", async () => {
    const local = await echoUpstream(null);
    proxy = await ProxyUnderTest.start({ rules: [rule({ host: "localhost", port: local.port })] });
    const client = await proxy.tunnel(`localhost:${local.port}`);
    client.write(`GET /x HTTP/1.1\r\nHost: localhost:${local.port}\r\n\r\n`);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 200 /);
    await local.close();
  });
});

describe("A tunnel rule", () => {
  it("gives an opaque tunnel, recorded as one", async () => {
    proxy = await ProxyUnderTest.start({
      rules: [rule({ host: "localhost", port: upstream.port, action: "tunnel", source: "config.toml:7" })],
    });
    const { startTls } = await import("../helpers/rawClient.ts");
    const tunnel = await proxy.tunnel(`localhost:${upstream.port}`);
    const { raw } = await startTls(tunnel, { ca: testCa.ca, servername: "localhost" });
    raw.write("GET /opaque HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await raw.until(/opaque/);
    raw.destroy();
    await expect
      .poll(() => proxy?.audit.entries)
      .toMatchObject([{ decision: "tunnel", rule: "config.toml:7", scheme: "tcp", method: "CONNECT" }]);
    expect(proxy.audit.entries[0]?.response_bytes).toBeGreaterThan(0);
  });
});

describe("A corporate proxy", () => {
  it("is used with its credentials, and not where NO_PROXY says so", async () => {
    const asked: string[] = [];
    const corporate = createServer();
    others.push(corporate);
    corporate.on("connect", (request, socket) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
      const far = connect(upstream.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        far.pipe(socket);
        socket.pipe(far);
      });
      far.on("error", () => socket.destroy());
      socket.on("error", () => far.destroy());
    });
    await new Promise<void>((resolve) => corporate.listen(0, "127.0.0.1", resolve));
    const { port } = corporate.address() as AddressInfo;
    proxy = await ProxyUnderTest.start(
      {
        upstreams: [
          { host: apiHost, port: 443, address: { host: "gateway.example", port: 8443 }, caPem: testCa.ca },
          { host: "direct.example", port: 443, address: { host: "localhost", port: upstream.port }, caPem: testCa.ca },
        ],
      },
      {
        environmentProxy: { https: `http://corp:p%40ss@127.0.0.1:${port}`, http: null, no: "direct.example" },
      },
    );
    const answer = await proxy.get(`${head(apiHost)}Authorization: Bearer ${placeholder}\r\n`);
    expect(answer.status).toBe(200);
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${proxy.token}`);
    const basic = Buffer.from("corp:p@ss").toString("base64");
    expect(asked).toEqual([`gateway.example:8443 Basic ${basic}`]);
    // Its certificate does not name direct.example: reached, and refused for that.
    expect((await proxy.get(head("direct.example"), { authority: "direct.example:443" })).status).toBe(502);
    expect(asked).toHaveLength(1);
  });
});

describe("A port", () => {
  it("other than 80 and 443 needs a rule", async () => {
    proxy = await ProxyUnderTest.start({});
    const answer = await proxy.get("GET / HTTP/1.1\r\nHost: x.example:8443\r\n", { authority: "x.example:8443" });
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "port" } });
  });
});
