import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EchoUpstream } from "../helpers/echoUpstream.ts";
import { proxyBefore } from "../helpers/proxyBefore.ts";
import { apiHost, type ProxyUnderTest } from "../helpers/proxyUnderTest.ts";

let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ upstream, proxy, stop } = await proxyBefore([apiHost, "free.example"]));
});
afterEach(() => stop());

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
