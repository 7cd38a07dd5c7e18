import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, injection, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { parseAnswer } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const toolHost = "tools.example";
const freeHost = "free.example";
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;

beforeEach(async () => {
  const hosts = [apiHost, toolHost, freeHost];
  upstream = await echoUpstream(testCa.issue(...hosts));
  proxy = await ProxyUnderTest.start({
    injections: [
      injection(),
      injection({ credentialId: "tool", host: toolHost, placeholder: "clauderon-tool-placeholder", model: false }),
    ],
    upstreams: hosts.map((host) => ({ host, port: 443, address: upstream.address, caPem: testCa.ca })),
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
});

const post = (host: string, body: string, extra = "") =>
  proxy.get(`POST /x HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${extra}`, {
    authority: `${host}:443`,
    body,
  });

/** Requests that the upstream took for whole. */
const whole = () => upstream.seen.length;

describe("A body that carries a placeholder", () => {
  it.each([
    ["as it is", (text: string) => `{"t":"${text}"}`],
    ["in base64", (text: string) => Buffer.from(`env: ${text}\n`).toString("base64")],
    ["in hex", (text: string) => Buffer.from(text).toString("hex")],
    [
      "in percent escapes",
      (text: string) => `t=${[...text].map((it) => `%${it.charCodeAt(0).toString(16)}`).join("")}`,
    ],
  ])("%s to a host that is not its own is refused, recorded, and never whole", async (_, spell) => {
    for (const host of [freeHost, toolHost]) {
      const answer = await post(host, spell(placeholder));
      expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "placeholder-elsewhere" } });
      expect(proxy.audit.entries.at(-1)).toMatchObject({ host, decision: "deny", rule: "placeholder-elsewhere" });
    }
    expect(whole()).toBe(0);
  });

  it("cut into chunks is refused too", async () => {
    const client = await proxy.secureTunnel(`${freeHost}:443`);
    client.write(`POST /x HTTP/1.1\r\nHost: ${freeHost}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (const letter of `t=${placeholder}`) {
      client.write(`1\r\n${letter}\r\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.write("0\r\n\r\n");
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
    expect(whole()).toBe(0);
  });

  const codings = [
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
    ["deflate", deflateSync],
  ] as const;
  it.each(codings)("compressed (%s) is refused too, however it is cut", async (coding, compress) => {
    const body = compress(Buffer.from(`${"{}".repeat(500)}{"t":"${placeholder}"}`));
    const head = `POST /x HTTP/1.1\r\nHost: ${freeHost}\r\nContent-Encoding: ${coding}\r\n`;
    for (const size of [body.length, 7]) {
      const client = await proxy.secureTunnel(`${freeHost}:443`);
      client.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
      for (let at = 0; at < body.length; at += size) {
        client.write(body.subarray(at, at + size));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
    }
    expect(whole()).toBe(0);
  });

  it("is looked for in compressed bodies, which arrive as they were: large, with more behind them, or none at all", async () => {
    const large = Buffer.alloc(3_000_000, "x");
    const bodies = [
      ...codings.map(([coding, compress]) => [coding, compress(large)] as const),
      ["gzip", Buffer.concat([gzipSync("a"), Buffer.alloc(100_000, "behind")])],
      ["gzip", Buffer.from("not compressed at all")],
      ["aws-chunked", Buffer.from("3;chunk-signature=x\r\nabc\r\n0\r\n\r\n")],
      ["gzip, br", brotliCompressSync(gzipSync("a"))],
    ] as const;
    for (const [coding, body] of bodies) {
      const client = await proxy.secureTunnel(`${freeHost}:443`);
      client.write(
        `POST /x HTTP/1.1\r\nHost: ${freeHost}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      client.write(body);
      expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 200 /);
    }
    expect(upstream.seen.map(({ body }) => body.length)).toEqual(bodies.map(([, body]) => body.toString().length));
  });

  it("to a model passes, since prompts may show what is in the environment", async () => {
    expect((await post(apiHost, `{"env":"${placeholder} clauderon-tool-placeholder"}`)).status).toBe(200);
    expect(upstream.seen[0]?.body).toContain(placeholder);
  });

  it("to its own host passes, and a body without one arrives as it was, whatever it ends with", async () => {
    expect((await post(toolHost, "t=clauderon-tool-placeholder")).status).toBe(200);
    const bodies = [
      placeholder.slice(0, -1),
      "100%",
      '{"a":"\\u00',
      `${"x".repeat(70_000)}${placeholder.slice(0, 20)}`,
    ];
    for (const body of bodies) expect((await post(freeHost, body)).status).toBe(200);
    expect(upstream.seen.map(({ body }) => body)).toEqual(["t=clauderon-tool-placeholder", ...bodies]);
  });
});

describe("Fields behind a body", () => {
  const chunked = (trailer: string) =>
    `POST /x HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n${trailer}\r\n\r\n`;

  it.each([
    "Authorization: Bearer x",
    "X-Api-Key: x",
    "Host: evil.example",
    "Content-Length: 9",
    "Proxy-Authorization: x",
  ])("that are not announced and say who sends it or where it ends (%s) break the request off", async (trailer) => {
    const client = await proxy.secureTunnel();
    client.write(chunked(trailer));
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
    await client.until("end");
    expect(whole()).toBe(0);
  });

  it("that say something else are left out, and the request goes on", async () => {
    const client = await proxy.secureTunnel();
    client.write(chunked("X-Sum: 42"));
    await client.until(/"body":"abc"/);
    expect(upstream.seen).toHaveLength(1);
  });
});

describe("What a client says of its connection", () => {
  it("neither takes the credential away nor adds one", async () => {
    for (const listed of ["authorization", "Authorization, x-api-key", "keep-alive, AUTHORIZATION"]) {
      const answer = await proxy.get(
        `GET / HTTP/1.1\r\nHost: ${apiHost}\r\nConnection: ${listed}\r\nAuthorization: Bearer ${placeholder}\r\nProxy-Authorization: Basic x\r\nX-Api-Key: ${placeholder}\r\n`.replace(
          "Connection: close",
          "",
        ),
      );
      expect(answer.status).toBe(200);
      const seen = upstream.seen.at(-1);
      expect(seen?.rawHeaders.filter((it) => it.toLowerCase() === "authorization")).toHaveLength(1);
      expect(seen?.headers).toMatchObject({ authorization: `Bearer ${proxy.token}` });
      expect(seen?.headers["x-api-key"] ?? seen?.headers["proxy-authorization"]).toBeUndefined();
    }
  });

  it("is not taken over by the second request of a connection", async () => {
    const client = await proxy.secureTunnel();
    client.write(`GET /a HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n\r\n`);
    client.write(`GET /b HTTP/1.1\r\nHost: ${apiHost}\r\n\r\n`);
    await client.until(/"path":"\/b"/);
    expect(upstream.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${proxy.token}`, undefined]);
  });
});

it("A redirect is the client's business: its next request is decided like any other", async () => {
  upstream.on("/away", (_, response) => void response.writeHead(307, { location: "http://169.254.169.254/" }).end());
  const answer = await proxy.get(`GET /away HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n`);
  expect(answer).toMatchObject({ status: 307, headers: { location: "http://169.254.169.254/" } });
  expect(upstream.seen).toHaveLength(1);
  const next = await proxy.tunnel("169.254.169.254:80");
  next.write("GET / HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n");
  expect(parseAnswer(await next.until(/\r\n\r\n/)).status).toBe(403);
});
