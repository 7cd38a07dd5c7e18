import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, injection, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { parseAnswer } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
const gitHost = "git.example";

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost, gitHost, "free.example"));
  proxy = await ProxyUnderTest.start({
    injections: [injection(), injection({ host: gitHost, template: "Basic {basic:x-access-token}" })],
    upstreams: [apiHost, gitHost, "free.example"].map((host) => ({
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

const head = (method = "GET", host = apiHost) =>
  `${method} /mirror HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${placeholder}\r\n`;
const last = () => proxy.audit.entries.at(-1);
const stars = (length: number) => "*".repeat(length);

function mirror(answer: (response: ServerResponse, incoming: IncomingMessage) => void): void {
  upstream.on("/mirror", (incoming, response) => {
    expect(incoming.headers.authorization).toMatch(/canary|^Basic /);
    answer(response, incoming);
  });
}

describe("An answer that holds the injected value", () => {
  it("loses it from its body, byte for byte, and the record and an event say so", async () => {
    const body = `{"you":"Bearer ${proxy.token}","again":"${Buffer.from(proxy.token).toString("base64")}"}`;
    mirror((response) => response.writeHead(200, { "content-length": body.length }).end(body));
    const answer = await proxy.get(head());
    expect(answer.headers["content-length"]).toBe(String(body.length));
    expect(answer.body.length).toBe(body.length);
    expect(answer.body).toContain(`"Bearer ${stars(proxy.token.length)}"`);
    expect(JSON.parse(answer.body).again).toMatch(/^\*{90,}\S?=*$/);
    expect(last()).toMatchObject({ decision: "allow", scrubbed: 2, response_code: 200, error: null });
    expect(last()?.reason).toMatch(/held the value of a credential \(anthropic\)/);
    expect(proxy.events).toContainEqual({
      type: "scrubbed",
      sessionId: proxy.session.id,
      host: apiHost,
      credentialIds: ["anthropic"],
      count: 2,
    });
  });

  it("loses it from its status line, its header names and values, its early hints and its trailers", async () => {
    mirror((response) => {
      const { socket } = response;
      socket?.write(`HTTP/1.1 103 Early\r\nLink: <${proxy.token}>\r\n\r\n`);
      socket?.write(
        `HTTP/1.1 200 ${proxy.token}\r\nX-${proxy.token}: a\r\nX-B: Bearer ${proxy.token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      socket?.end(`1\r\nx\r\n0\r\nX-C: ${Buffer.from(proxy.token).toString("hex")}\r\n\r\n`);
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}Connection: close\r\n\r\n`);
    const text = await client.until("end");
    const filler = stars(proxy.token.length);
    expect(text).toMatch(/^HTTP\/1.1 103 /);
    expect(text).toContain(`Link: <${filler}>\r\n`);
    expect(text).toContain(`HTTP/1.1 200 ${filler}\r\n`);
    expect(text).toContain(`X-${filler}: a\r\n`);
    expect(text).toContain(`X-B: Bearer ${filler}\r\n`);
    expect(text).toContain(`X-C: ${stars(proxy.token.length * 2)}\r\n`);
    expect(text).not.toContain(proxy.token.slice(-20));
    expect(last()?.scrubbed).toBe(5);
  });

  it("loses its cookies, which would be a credential that works without the proxy; other hosts' stay", async () => {
    upstream.on("/kept", (_, response) => response.setHeader("Set-Cookie", ["user_session=abc", "a=b"]).end("ok"));
    const cookiesOf = async (host: string) => {
      const request = `GET /kept HTTP/1.1\r\nHost: ${host}\r\n`;
      const answer = await proxy.get(request, { authority: `${host}:443` });
      return [answer.status, /set-cookie: user_session/i.test(answer.head)];
    };
    expect(await cookiesOf(apiHost)).toEqual([200, false]);
    expect(await cookiesOf("free.example")).toEqual([200, true]);
  });

  it("loses the whole value of a Basic credential, the user's name included", async () => {
    mirror((response, incoming) => response.end(`<${incoming.headers.authorization}>`));
    const answer = await proxy.get(head("GET", gitHost), { authority: `${gitHost}:443` });
    const basic = Buffer.from(`x-access-token:${proxy.token}`).toString("base64");
    expect(answer.body).toBe(`<Basic ${stars(basic.length)}>`);
  });

  it("loses it however its pieces and events are cut, while the rest goes on at once", async () => {
    let stream: ServerResponse | undefined;
    mirror((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      stream = response;
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    await client.until(/\r\n\r\n/);
    const middle = proxy.token.length / 2;
    stream?.write('data: {"text":"one"}\n\n');
    await client.until(/"one"\}\n\n/);
    stream?.write(`data: {"text":"two ${proxy.token.slice(0, middle)}`);
    await client.until(/"two /);
    stream?.write(`${proxy.token.slice(middle)}"}\n\n`);
    await client.until(/\*"\}\n\n/);
    for (const byte of `data: {"text":"three ${proxy.token}"}\n\n`) stream?.write(byte);
    stream?.end();
    const { body } = parseAnswer(await client.until(/0\r\n\r\n$/));
    const scrubbed = stars(proxy.token.length);
    expect(body).toBe(
      ["one", `two ${scrubbed}`, `three ${scrubbed}`].map((it) => `data: {"text":"${it}"}\n\n`).join(""),
    );
    await expect.poll(() => last()).toMatchObject({ scrubbed: 2 });
  });

  it("loses it on a request that carried none, since an earlier one may have brought it", async () => {
    upstream.on("/kept", (_, response) => void response.end(proxy.token));
    const answer = await proxy.get(`GET /kept HTTP/1.1\r\nHost: ${apiHost}\r\n`);
    expect(answer.body).toBe(stars(proxy.token.length));
    expect(last()).toMatchObject({ auth_injected: false, scrubbed: 1 });
  });

  it("is told from one that only resembles it, and a host without credentials is left alone", async () => {
    const near = `${proxy.token.slice(0, -1)}! c2stYW50LW9hdDAx ${placeholder}`;
    mirror((response) => response.end(near));
    expect((await proxy.get(head())).body).toBe(near);
    expect(last()).toMatchObject({ scrubbed: 0, reason: null });
    const zipped = gzipSync("free");
    upstream.on("/free", (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(zipped));
    const answer = await proxy.get("GET /free HTTP/1.1\r\nHost: free.example\r\n", { authority: "free.example:443" });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(Buffer.from(answer.body, "latin1").equals(zipped)).toBe(true);
  });
});

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
    const { createGzip } = await import("node:zlib");
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

describe("An answer that breaks off", () => {
  it("while a value is under way tells none of it", async () => {
    let breakOff = (): void => {};
    mirror((response) => {
      response.writeHead(200).write(`hello ${proxy.token.slice(0, -1)}`);
      breakOff = () => void response.socket?.destroy();
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    await client.until(/hello /);
    breakOff();
    const text = await client.until("end");
    expect(text).not.toContain("canary");
    expect(last()).toMatchObject({ error: "upstream_reset" });
  });

  it("at its proper end in the middle of a value tells none of that either", async () => {
    mirror((response) => response.end(`hello ${proxy.token.slice(0, -1)}`));
    const answer = await proxy.get(head());
    expect(answer.body).toBe(`hello ${stars(proxy.token.length - 1)}`);
    expect(last()).toMatchObject({ scrubbed: 1, error: null });
  });
});

describe("A credential", () => {
  it("too short to be found in an answer is not sent", async () => {
    proxy.server.setSecrets({ anthropic: { token: "abc" } });
    const answer = await proxy.get(head());
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "no-credential" } });
    expect(answer.body).toContain("too few to be found");
    expect(upstream.seen).toHaveLength(0);
  });

  it("that changes is looked for in its new form", async () => {
    upstream.on("/kept", (_, response) => void response.end("now-another-value"));
    proxy.server.setSecrets({ anthropic: { token: "now-another-value" } });
    expect((await proxy.get(`GET /kept HTTP/1.1\r\nHost: ${apiHost}\r\n`)).body).toBe(stars(17));
  });
});
