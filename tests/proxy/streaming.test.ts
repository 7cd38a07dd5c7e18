import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost, "free.example"));
  proxy = await ProxyUnderTest.start({
    upstreams: [apiHost, "free.example"].map((host) => ({
      host,
      port: 443,
      address: upstream.address,
      caPem: testCa.ca,
    })),
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
});

const get = (path: string, extra = "") => `GET ${path} HTTP/1.1\r\nHost: ${apiHost}\r\n${extra}\r\n`;

describe("An answer", () => {
  it("of server-sent events arrives event by event, and its usage is in the record", async () => {
    let stream: ServerResponse | undefined;
    upstream.on("/v1/messages", (incoming, response) => {
      incoming.resume();
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      stream = response;
    });
    const client = await proxy.secureTunnel();
    client.write(`POST /v1/messages HTTP/1.1\r\nHost: ${apiHost}\r\nContent-Length: 2\r\n\r\n{}`);
    await client.until(/\r\n\r\n/);
    const send = (type: string, fields: object) =>
      stream?.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
    send("message_start", {
      message: {
        model: "claude-sonnet-4-5",
        usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 3 },
      },
    });
    await client.until(/message_start/);
    expect(proxy.events).toContainEqual({ type: "modelRequests", sessionId: proxy.session.id, open: 1 });
    send("content_block_delta", { delta: { text: "hello" } });
    await client.until(/hello/);
    send("message_delta", { usage: { output_tokens: 25 } });
    stream?.end();
    await client.until(/0\r\n\r\n$/);
    expect(proxy.audit.entries).toMatchObject([
      { usage: { model: "claude-sonnet-4-5", input_tokens: 10, output_tokens: 25, cache_read_input_tokens: 3 } },
    ]);
    expect(proxy.audit.entries[0]?.cost_usd).toBeGreaterThan(0);
    expect(proxy.events.at(-1)).toEqual({ type: "modelRequests", sessionId: proxy.session.id, open: 0 });
  });

  it("that the upstream breaks off is broken off for the client, never ended cleanly", async () => {
    let breakOff = (): void => {};
    upstream.on("/broken", (_, response) => {
      response.writeHead(200).write("part");
      breakOff = () => void response.socket?.destroy();
    });
    const client = await proxy.secureTunnel();
    client.write(get("/broken"));
    await client.until(/part/);
    breakOff();
    const text = await client.until("end");
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(proxy.audit.entries).toMatchObject([{ response_code: 200, error: "upstream_reset" }]);
  });

  it("shorter than its Content-Length is broken off too", async () => {
    upstream.on("/short", (_, response) => {
      response.socket?.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    });
    const client = await proxy.secureTunnel();
    client.write(get("/short"));
    expect(await client.until("end")).toContain("short");
    expect(proxy.audit.entries[0]?.error).toMatch(/^upstream_/);
  });

  it("is not waited for when the client goes away: the upstream sees it, and the record says so", async () => {
    let gone = false;
    upstream.on("/slow", (_, response) => {
      response.writeHead(200).write("first");
      response.on("close", () => {
        gone = true;
      });
    });
    const client = await proxy.secureTunnel();
    client.write(get("/slow"));
    await client.until(/first/);
    expect(proxy.server.inFlight(10)).toMatchObject([{ method: "GET", path: "/slow", auth_injected: false }]);
    client.destroy();
    await expect.poll(() => gone).toBe(true);
    await expect.poll(() => proxy.audit.entries[0]).toMatchObject({ error: "client_abort" });
    expect(proxy.server.status().inFlight).toBe(0);
    expect(proxy.server.inFlight(10)).toEqual([]);
  });

  it("that no one reads is not taken from the upstream", async () => {
    let sent = 0;
    upstream.on("/flood", (_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024);
      const pump = (): void => {
        while (sent < 400 * 1024 * 1024) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once("drain", pump);
            return;
          }
        }
        response.end();
      };
      pump();
    });
    const client = await proxy.secureTunnel();
    client.socket.pause();
    client.write(get("/flood"));
    let before = -1;
    await expect
      .poll(
        () => {
          const still = sent === before && sent > 0;
          before = sent;
          return still;
        },
        { interval: 300 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it("keeps its trailers except those that carry credentials", async () => {
    upstream.on("/trailers", (_, response) => {
      response.writeHead(200, { trailer: "x-sum, set-cookie" });
      response.write("body");
      response.addTrailers({ "x-sum": "42", "set-cookie": "a=b" });
      response.end();
    });
    const client = await proxy.secureTunnel();
    client.write(get("/trailers"));
    const text = await client.until(/0\r\n[\s\S]*\r\n\r\n$/);
    expect(text).toMatch(/x-sum: 42/i);
    expect(text).not.toMatch(/a=b/);
  });

  it("may be preceded by early hints", async () => {
    upstream.on("/hints", (_, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.end("done");
    });
    const client = await proxy.secureTunnel();
    client.write(get("/hints"));
    const text = await client.until(/done/);
    expect(text).toMatch(/^HTTP\/1.1 103 [\s\S]*HTTP\/1.1 200 /);
  });

  it("to HEAD, 204 and 304 has no body and keeps the connection usable", async () => {
    upstream.on("/none", (_, response) => void response.writeHead(204).end());
    upstream.on("/unchanged", (_, response) => void response.writeHead(304, { etag: '"x"' }).end());
    const client = await proxy.secureTunnel();
    for (const [request, status] of [
      [get("/x").replace("GET", "HEAD"), 200],
      [get("/none"), 204],
      [get("/unchanged"), 304],
      [get("/last"), 200],
    ] as const) {
      client.clear();
      client.write(request);
      expect(await client.until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
    expect(upstream.seen).toHaveLength(4);
  });

  it("keeps bytes beyond ASCII in its headers as they are", async () => {
    upstream.on("/latin", (_, response) => void response.writeHead(200, { "x-name": "caf\u00e9" }).end("body"));
    const client = await proxy.secureTunnel();
    client.write(get("/latin"));
    expect(await client.until(/body/)).toContain("x-name: caf\u00e9\r\n");
  });

  it("keeps casing, order and repetition of its headers, without those of the hop", async () => {
    upstream.on("/headers", (_, response) => {
      response.sendDate = false;
      response.writeHead(200, [
        "X-One",
        "1",
        "Link",
        "a",
        "x-Two",
        "2",
        "Link",
        "b",
        "Connection",
        "x-hop",
        "X-Hop",
        "h",
      ]);
      response.end();
    });
    const answer = await proxy.get(get("/headers").slice(0, -2));
    expect(answer.head).toMatch(/X-One: 1\r\nLink: a\r\nx-Two: 2\r\nLink: b/);
    expect(answer.head).not.toMatch(/x-hop/i);
  });
});

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
    const { startTls } = await import("../helpers/rawClient.ts");
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
