import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EchoUpstream } from "../helpers/echoUpstream.ts";
import { head, type MirroringProxy, mirroringProxy, stars } from "../helpers/mirroringProxy.ts";
import type { ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { parseAnswer } from "../helpers/rawClient.ts";

let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
let mirror: MirroringProxy["mirror"];
let last: MirroringProxy["last"];
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ upstream, proxy, mirror, last, stop } = await mirroringProxy());
});
afterEach(() => stop());

describe("An encoded answer", () => {
  const encoders: Readonly<Record<string, (text: Buffer) => Buffer>> = {
    gzip: (text) => gzipSync(text),
    "X-GZIP": (text) => gzipSync(text),
    br: (text) => brotliCompressSync(text),
    zstd: (text) => zstdCompressSync(text),
    deflate: (text) => deflateSync(text),
    "deflate, without its wrapper": (text) => deflateRawSync(text),
    "gzip, br": (text) => brotliCompressSync(gzipSync(text)),
    "identity, deflate, zstd": (text) => zstdCompressSync(deflateSync(text)),
  };
  const coding = (name: string) => name.replace(", without its wrapper", "");

  it.each(Object.entries(encoders))(
    "(%s) arrives decoded and without the value, in chunks, without what was true of it before",
    async (name, encode) => {
      const body = encode(Buffer.from(`{"you":"${proxy.token}"}`.repeat(50)));
      mirror((response) => {
        response.writeHead(200, {
          "content-encoding": coding(name),
          "content-length": body.length,
          etag: '"x"',
          digest: "sha-256=x",
          "content-md5": "x",
          "content-digest": "x",
          "repr-digest": "x",
          "x-kept": "y",
        });
        response.end(body);
      });
      const answer = await proxy.get(head());
      expect(answer.body).toBe(`{"you":"${stars(proxy.token.length)}"}`.repeat(50));
      expect(answer.headers).toMatchObject({ "transfer-encoding": "chunked", "x-kept": "y" });
      expect(answer.head).not.toMatch(/content-encoding|content-length|etag|digest|md5/i);
      expect(last()).toMatchObject({ scrubbed: 50, response_bytes: body.length, error: null });
    },
  );

  it.each(Object.entries(encoders))("(%s) that ends too early is broken off", async (name, encode) => {
    const body = encode(Buffer.from(Array.from({ length: 4_000 }, (_, n) => `${n * 7919} `).join("")));
    mirror((response) => {
      response.writeHead(200, { "content-encoding": coding(name) });
      response.end(body.subarray(0, body.length - 20));
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    const text = await client.until("end");
    expect(text).not.toMatch(/0\r\n\r\n$/);
    await expect.poll(() => last()).toMatchObject({ error: "upstream_encoding" });
  });

  it("that is no valid one is broken off, and none of it arrives", async () => {
    mirror((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(`plain ${proxy.token}`));
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    expect(await client.until("end")).not.toMatch(/plain|canary/);
    await expect.poll(() => last()).toMatchObject({ error: "upstream_encoding" });
  });

  it.each([
    ["an unknown coding", { "content-encoding": "sdch" }],
    ["a known and an unknown coding", { "content-encoding": ["gzip", "compress"] }],
    ["more codings than anybody needs", { "content-encoding": "gzip, gzip, gzip, gzip" }],
    ["an encoded framing", { "transfer-encoding": "gzip, chunked" }],
  ])("with %s is refused with the reason", async (_, headers) => {
    mirror((response) => {
      const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((it) => `${name}: ${it}`));
      const framing = "transfer-encoding" in headers ? [] : ["transfer-encoding: chunked"];
      response.socket?.end(`HTTP/1.1 200 OK\r\n${[...lines, ...framing].join("\r\n")}\r\n\r\n1\r\nx\r\n0\r\n\r\n`);
    });
    const answer = await proxy.get(head());
    expect(answer).toMatchObject({ status: 502, headers: { "x-clauderon-denied": "upstream-encoding" } });
    expect(last()).toMatchObject({ error: "upstream_encoding", response_code: 502 });
  });

  it("that is a part nobody asked for is refused: a value could be cut in two by asking twice", async () => {
    mirror((response) => response.writeHead(206, { "content-range": "bytes 0-1/9" }).end("ab"));
    expect((await proxy.get(`${head()}Range: bytes=0-1\r\nIf-Range: "x"\r\n`)).status).toBe(502);
    expect(upstream.seen[0]?.headers).toMatchObject({ "accept-encoding": "identity" });
    expect(upstream.seen[0]?.headers.range ?? upstream.seen[0]?.headers["if-range"]).toBeUndefined();
  });

  it("arrives event by event, as it is flushed", async () => {
    const zip = createGzip();
    mirror((response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      zip.pipe(response);
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    for (const event of ["one", "two", proxy.token]) {
      zip.write(`data: ${event}\n\n`);
      zip.flush();
      await client.until(event === proxy.token ? /data: \*+\n\n/ : new RegExp(`data: ${event}\n\n`));
    }
    zip.end();
    await client.until(/0\r\n\r\n$/);
    await expect.poll(() => last()).toMatchObject({ scrubbed: 1 });
  });

  it("that grows without bound is broken off", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    mirror((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    await client.until("end");
    expect(client.bytes).toBeLessThan(32 * 1024 * 1024);
    await expect.poll(() => last()).toMatchObject({ error: "upstream_encoding" });
  });

  it("that nobody reads is not taken from the upstream", async () => {
    const piece = gzipSync(Buffer.from(Array.from({ length: 16_000 }, () => Math.random().toString(36)).join("")));
    let sent = 0;
    mirror((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      const pump = (): void => {
        while (sent < 200 * 1024 * 1024) {
          sent += piece.length;
          if (!response.write(piece)) {
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
    client.write(`${head()}\r\n`);
    let before = -1;
    const isStill = (): boolean => {
      const still = sent === before && sent > 0;
      before = sent;
      return still;
    };
    await expect.poll(isStill, { interval: 300 }).toBe(true);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    client.socket.resume();
    const earlier = client.bytes;
    await expect.poll(() => client.bytes).toBeGreaterThan(earlier + 8 * 1024 * 1024);
  });

  it("to HEAD, and an unchanged one, say nothing of a body that will not be the same", async () => {
    mirror((response, incoming) => {
      const fields = { "content-encoding": "gzip", "content-length": "42", etag: '"x"', "x-you": proxy.token };
      response.writeHead(incoming.method === "HEAD" ? 200 : 304, fields).end();
    });
    const client = await proxy.secureTunnel();
    for (const method of ["HEAD", "GET"]) {
      client.clear();
      client.write(`${head(method)}\r\n`);
      const answer = parseAnswer(await client.until(/\r\n\r\n/));
      expect(answer.status).toBe(method === "HEAD" ? 200 : 304);
      expect(answer.headers["x-you"]).toBe(stars(proxy.token.length));
      expect(answer.head).not.toMatch(/content-encoding|content-length: 42|etag/i);
    }
    expect(upstream.seen).toHaveLength(2);
  });
});
