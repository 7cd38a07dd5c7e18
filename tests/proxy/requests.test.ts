import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EchoUpstream } from "../helpers/echoUpstream.ts";
import { proxyBefore } from "../helpers/proxyBefore.ts";
import { apiHost, type ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { startTls } from "../helpers/rawClient.ts";

let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ upstream, proxy, stop } = await proxyBefore([apiHost, "free.example"]));
});
afterEach(() => stop());

const get = (path: string, extra = "") => `GET ${path} HTTP/1.1\r\nHost: ${apiHost}\r\n${extra}\r\n`;

describe("A request", () => {
  it("keeps casing and order of its headers, without those of the hop and of the proxy", async () => {
    const extra =
      "X-One: 1\r\nProxy-Connection: keep-alive\r\nx-Two: 2\r\nConnection: keep-alive, X-Hop\r\nX-Hop: h\r\nTE: trailers\r\nAccept-Encoding: gzip\r\n";
    const client = await proxy.secureTunnel("free.example:443");
    client.write(get("/", extra).replace(apiHost, "free.example"));
    await client.until(/\r\n\r\n/);
    const raw = upstream.seen[0]?.rawHeaders.join("|") ?? "";
    expect(raw).toContain("X-One|1|x-Two|2|Accept-Encoding|gzip");
    expect(raw).not.toMatch(/x-hop|proxy-|trailers/i);
  });

  it("to an injected host asks for identity encoding and for no range", async () => {
    await proxy.get(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\nRange: bytes=0-1\r\nAccept-Encoding: gzip\r\n`);
    expect(upstream.seen[0]?.headers).toMatchObject({ "accept-encoding": "identity" });
    expect(upstream.seen[0]?.headers.range).toBeUndefined();
  });

  it("with a chunked body and one that waits for 100 Continue arrive whole", async () => {
    const client = await proxy.secureTunnel();
    client.write(
      `POST /a HTTP/1.1\r\nHost: ${apiHost}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
    );
    await client.until(/"body":"abcde"/);
    client.clear();
    client.write(`POST /b HTTP/1.1\r\nHost: ${apiHost}\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n`);
    await client.until(/HTTP\/1.1 100 /);
    client.write("xyz");
    await client.until(/"body":"xyz"/);
    expect(proxy.audit.entries.map(({ request_bytes }) => request_bytes)).toEqual([5, 3]);
  });

  it("that is answered before it is whole, and then left by its client, harms no other", async () => {
    upstream.on("/early", (_, response) => void response.end("no"));
    for (let turn = 0; turn < 5; turn++) {
      const client = await proxy.secureTunnel();
      client.write(`POST /early HTTP/1.1\r\nHost: ${apiHost}\r\nContent-Length: 100000\r\n\r\n${"x".repeat(1_000)}`);
      await client.until(/\r\nno/);
      client.destroy();
    }
    expect((await proxy.get(get("/after").slice(0, -2))).status).toBe(200);
  });

  it("that is cut off by the client does not reach the upstream as a whole one", async () => {
    let complete: boolean | null = null;
    upstream.on("/upload", (incoming) => {
      incoming.resume();
      incoming.on("close", () => {
        complete = incoming.complete;
      });
      incoming.on("error", () => {});
    });
    const client = await proxy.secureTunnel();
    client.write(`POST /upload HTTP/1.1\r\nHost: ${apiHost}\r\nContent-Length: 100\r\n\r\nhalf`);
    await expect.poll(() => upstream.seen.length).toBe(1);
    client.destroy();
    await expect.poll(() => complete).toBe(false);
    await expect.poll(() => proxy.audit.entries[0]).toMatchObject({ error: "client_abort" });
  });

  it("whose upload nobody takes is not taken from the client", async () => {
    upstream.on("/stuck", (incoming) => void incoming.pause());
    const client = await proxy.secureTunnel();
    const total = 64 * 1024 * 1024;
    client.write(`POST /stuck HTTP/1.1\r\nHost: ${apiHost}\r\nContent-Length: ${total}\r\n\r\n`);
    client.socket.write(Buffer.alloc(total));
    await expect.poll(() => upstream.seen.length).toBe(1);
    await expect.poll(() => client.socket.writableLength).toBeGreaterThan(total / 2);
  });

  it("that offers h2c is answered in HTTP/1.1, body and all", async () => {
    const client = await proxy.secureTunnel();
    const offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
    client.write(`POST /h2c HTTP/1.1\r\nHost: ${apiHost}\r\n${offer}Content-Length: 4\r\n\r\nbody`);
    expect(await client.until(/\}$/)).toMatch(/^HTTP\/1.1 200 [\s\S]*"body":"body"/);
    expect(upstream.seen[0]?.rawHeaders.join()).not.toMatch(/h2c|http2-settings/i);
  });

  it("finds the connection that an earlier tunnel's request opened", async () => {
    for (let turn = 0; turn < 3; turn++) await proxy.get(get(`/${turn}`).slice(0, -2));
    expect(upstream.seen.map(({ connection }) => connection)).toEqual([1, 1, 1]);
    expect(upstream.connections()).toBe(1);
  });

  it("is sent once more when a kept connection breaks before an answer, but never with a body", async () => {
    let breaks = 1;
    upstream.on("/flaky", (incoming, response) => {
      if (breaks-- > 0) incoming.socket.destroy();
      else response.end("second try");
    });
    expect((await proxy.get(get("/flaky").slice(0, -2))).body).toBe("second try");
    breaks = 1;
    const answer = await proxy.get(`POST /flaky HTTP/1.1\r\nHost: ${apiHost}\r\nContent-Length: 1\r\n`, { body: "x" });
    expect(answer.status).toBe(502);
    expect(proxy.audit.entries[1]).toMatchObject({ error: "upstream_reset", response_code: 502 });
  });

  it("resumes the client's TLS session in a later tunnel", async () => {
    const first = await startTls(await proxy.tunnel(), { ca: proxy.ca, servername: apiHost });
    const session = await new Promise<Buffer>((resolve) => first.tls.once("session", resolve));
    const second = await startTls(await proxy.tunnel(), { ca: proxy.ca, servername: apiHost, session });
    expect(second.tls.isSessionReused()).toBe(true);
  });
});

describe("A WebSocket", () => {
  const upgrade = (host: string) =>
    `GET /socket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`;

  it("to an injected host gets 426", async () => {
    const client = await proxy.secureTunnel();
    client.write(upgrade(apiHost));
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 426 /);
    expect(proxy.audit.entries).toMatchObject([{ scheme: "wss", decision: "deny", response_code: 426 }]);
  });

  it("to another host is relayed both ways and recorded", async () => {
    upstream.onUpgrade((_, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
      socket.on("data", (chunk: Buffer) => socket.write(`echo ${chunk}`));
    });
    const client = await proxy.secureTunnel("free.example:443");
    client.write(upgrade("free.example"));
    await client.until(/HTTP\/1.1 101 [\s\S]*hello/);
    client.write("ping");
    await client.until(/echo ping/);
    client.destroy();
    await expect
      .poll(() => proxy.audit.entries)
      .toMatchObject([{ scheme: "wss", decision: "allow", response_code: 101 }]);
  });
});
