import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, makePolicy, ProxyUnderTest, rule } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let proxy: ProxyUnderTest | null = null;
const stops: (() => unknown)[] = [];

afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  for (const stop of stops.splice(0)) await stop();
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${apiHost}\r\n`;

/** A server that does with each connection what the test wants. */
async function bareServer(onConnection: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

async function tlsUpstream(): Promise<EchoUpstream> {
  const upstream = await echoUpstream(testCa.issue(apiHost));
  stops.push(() => upstream.close());
  return upstream;
}

const proxyTo = async (
  address: { host: string; port: number },
  patience: { upstreamSilenceMs?: number; upstreamConnectMs?: number } = {},
): Promise<ProxyUnderTest> => {
  proxy = await ProxyUnderTest.start(
    { upstreams: [{ host: apiHost, port: 443, address, caPem: testCa.ca }] },
    { upstreamSilenceMs: 20_000, upstreamConnectMs: 20_000, ...patience },
  );
  return proxy;
};

describe("An upstream", () => {
  it("that takes a request and never answers is 504", async () => {
    const upstream = await tlsUpstream();
    upstream.on("/v1/models", () => {});
    const { audit } = await proxyTo(upstream.address, { upstreamSilenceMs: 1_000 });
    const answer = await (proxy as ProxyUnderTest).get(get("/v1/models"));
    expect(answer).toMatchObject({ status: 504, headers: { "x-clauderon-denied": "upstream-timeout" } });
    expect(JSON.parse(answer.body)).toMatchObject({ clauderon: { retryable: true } });
    expect(audit.entries).toMatchObject([{ error: "upstream_timeout", response_code: 504 }]);
  });

  it("that stops in the middle of an answer breaks it off, recorded as a timeout", async () => {
    const upstream = await tlsUpstream();
    upstream.on("/v1/models", (_, response) => void response.writeHead(200).write("half"));
    const client = await (await proxyTo(upstream.address, { upstreamSilenceMs: 3_000 })).secureTunnel();
    client.write(`${get("/v1/models")}\r\n`);
    const text = await client.until("end");
    expect(text).toMatch(/^HTTP\/1.1 200 [\s\S]*half/);
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(proxy?.audit.entries).toMatchObject([{ error: "upstream_timeout", response_code: 200 }]);
  });

  it("that accepts a connection and says nothing in TLS is 504", async () => {
    const address = await bareServer(() => {});
    expect(await (await proxyTo(address, { upstreamConnectMs: 500 })).get(get("/v1/models"))).toMatchObject({
      status: 504,
    });
    expect(proxy?.audit.entries).toMatchObject([{ error: "upstream_timeout", response_code: 504 }]);
  });

  it("that resets every connection is 502", async () => {
    const address = await bareServer((socket) => socket.resetAndDestroy());
    expect(await (await proxyTo(address)).get(get("/v1/models"))).toMatchObject({ status: 502 });
    expect(proxy?.audit.entries).toMatchObject([{ response_code: 502 }]);
    expect(proxy?.audit.entries[0]?.error).toMatch(/^upstream_/);
  });

  it("that speaks something else than TLS is 502", async () => {
    const address = await bareServer((socket) => void socket.write("220 mail.example ESMTP\r\n"));
    expect(await (await proxyTo(address)).get(get("/v1/models"))).toMatchObject({ status: 502 });
    expect(proxy?.audit.entries).toMatchObject([{ error: "upstream_tls", response_code: 502 }]);
  });

  it("that trickles is passed on byte by byte, as often as it stays within its silence", async () => {
    const upstream = await tlsUpstream();
    // Nothing with which a spelling of the secret could begin: that would wait for the next byte.
    const text = "# !# !# !# !#";
    const sent: (() => void)[] = [];
    upstream.on("/v1/models", (_, response) => {
      response.writeHead(200, { "content-length": text.length }).flushHeaders();
      for (const letter of text) sent.push(() => void response.write(letter));
    });
    const client = await (await proxyTo(upstream.address)).secureTunnel();
    client.write(`${get("/v1/models")}\r\n`);
    await client.until(/\r\n\r\n/);
    for (let length = 1; length <= text.length; length++) {
      sent.shift()?.();
      expect(await client.until(new RegExp(`${text.slice(0, length)}$`))).toContain(text.slice(0, length));
    }
    await expect.poll(() => proxy?.audit.entries).toMatchObject([{ error: null, response_bytes: text.length }]);
  });
});

describe("A changed policy", () => {
  it("holds for the next request of a connection that is open", async () => {
    const upstream = await tlsUpstream();
    const { server } = await proxyTo(upstream.address);
    const upstreams = [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }];
    const client = await (proxy as ProxyUnderTest).secureTunnel();
    const status = async (): Promise<number> => {
      client.write(`${get("/v1/models")}\r\n`);
      return (await client.answer()).status;
    };
    expect(await status()).toBe(200);
    server.setPolicy(makePolicy({ upstreams, rules: [rule({ host: apiHost, action: "deny" })] }));
    expect(await status()).toBe(403);
    server.setPolicy(makePolicy({ upstreams }));
    expect(await status()).toBe(200);
    server.setPolicy(makePolicy({ upstreams, limits: { requestsPerSecond: 1 } }));
    client.write(`${get("/v1/models")}\r\n`.repeat(50));
    await client.until(/HTTP\/1.1 429 /);
  });
});
