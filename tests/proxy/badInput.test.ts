import { afterEach, beforeEach, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, makePolicy, type PolicyParts, ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { openTunnel } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;

const policy = (limits: PolicyParts["limits"] = {}): PolicyParts => ({
  upstreams: [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }],
  limits,
});

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  proxy = await ProxyUnderTest.start(policy());
});

afterEach(async () => {
  // Whatever came in, the proxy goes on.
  expect((await proxy.get(`GET /alive HTTP/1.1\r\nHost: ${apiHost}\r\n`)).status).toBe(200);
  expect(upstream.seen.map(({ path }) => path)).toEqual(["/alive"]);
  await proxy.stop();
  await upstream.close();
});

/** What is on record when a later request has been answered: a second record of an earlier one would be there too. */
const recordsOnceAlive = async () => {
  expect((await proxy.get(`GET /alive HTTP/1.1\r\nHost: ${apiHost}\r\n`)).status).toBe(200);
  return proxy.audit.entries.filter(({ path }) => path !== "/alive");
};

const inTunnel = async (bytes: string | Buffer): Promise<string> => {
  const client = await proxy.secureTunnel();
  client.write(bytes);
  return client.until("end");
};

it.each([
  "nonsense",
  ":443",
  "host:",
  "host:99999",
  "a b:443",
  "[::1%25lo]:443",
  "http://x/:443",
  "a/../b:443",
  "\u00e9:443",
  "@x:443",
])("CONNECT %s is an error and recorded", async (target) => {
  const client = await proxy.client();
  const answer = await openTunnel(client, target, proxy.authorization);
  expect(answer === "" || /^HTTP\/1.1 40[07] /.test(answer)).toBe(true);
  await expect.poll(() => proxy.audit.entries.length).toBeGreaterThan(0);
});

it.each([
  ["both lengths", "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["two lengths", "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"],
  ["a list of lengths", "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 3, 3\r\n\r\nabc"],
  ["a signed length", "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: +3\r\n\r\nabc"],
  ["another encoding", "POST / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
  ["an odd encoding", "POST / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
  ["a space before the colon", "GET / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding : chunked\r\n\r\n"],
  ["a folded header", "GET / HTTP/1.1\r\nHost: H\r\nX-A: 1\r\n 2\r\n\r\n"],
  ["a bare line feed", "GET / HTTP/1.1\nHost: H\nX: y\n\n"],
  ["a NUL in a header", "GET / HTTP/1.1\r\nHost: H\r\nX-A: a\0b\r\n\r\n"],
  ["a chunked HTTP/1.0 request", "POST / HTTP/1.0\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: H\r\nHost: evil.example\r\n\r\n"],
  ["a Host with a zone", "GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\nConnection: close\r\n\r\n"],
  [
    "a credential announced behind its body",
    "POST / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum, Authorization\r\n\r\n0\r\n\r\n",
  ],
  ["a framing spelled with an underscore", "POST / HTTP/1.1\r\nHost: H\r\nTransfer_Encoding: chunked\r\n\r\n"],
  ["a space within a header's name", "GET / HTTP/1.1\r\nHost: H\r\nX A: 1\r\n\r\n"],
  ["a header without a name", "GET / HTTP/1.1\r\nHost: H\r\n: 1\r\n\r\n"],
  ["a header name beyond ASCII", "GET / HTTP/1.1\r\nHost: H\r\nAuthor\u00eezation: 1\r\n\r\n"],
  ["a NUL in a header's name", "GET / HTTP/1.1\r\nHost: H\r\nX\0A: 1\r\n\r\n"],
  ["a bare carriage return in a header", "GET / HTTP/1.1\r\nHost: H\r\nX-A: 1\rX-B: 2\r\n\r\n"],
  ["a bare line feed after a header", "GET / HTTP/1.1\r\nHost: H\r\nX-A: 1\nX-B: 2\r\n\r\n"],
  ["a tab before its first header", "GET / HTTP/1.1\r\n\tX: 1\r\nHost: H\r\n\r\n"],
  ["lengths in a list, one of them empty", "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 3,\r\n\r\nabc"],
  [
    "an encoding said twice",
    "POST / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
  ],
  ["a whole URL for its target", `GET https://${apiHost}/ HTTP/1.1\r\nHost: H\r\n\r\n`],
  ["a path and a URL that disagree", "GET http://evil.example/ HTTP/1.1\r\nHost: H\r\n\r\n"],
  ["an authority for its target", "GET evil.example:443 HTTP/1.1\r\nHost: H\r\n\r\n"],
  ["no Host of its own, but two paths", "GET / / HTTP/1.1\r\nHost: H\r\n\r\n"],
  ["an unknown method", "FROBNICATE / HTTP/1.1\r\nHost: H\r\n\r\n"],
  ["a lower-case method", "get / HTTP/1.1\r\nHost: H\r\n\r\n"],
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  ["a length spelt with an underscore", "POST / HTTP/1.1\r\nHost: H\r\nContent_Length: 3\r\n\r\n"],
  ["no version", "GET /\r\nHost: H\r\n\r\n"],
  ["the version of HTTP/2", "GET / HTTP/2.0\r\nHost: H\r\n\r\n"],
  ["an unknown version", "GET / HTTP/3.7\r\nHost: H\r\n\r\n"],
  ["a space in the path", "GET /a b HTTP/1.1\r\nHost: H\r\n\r\n"],
])("a request with %s gets an error and is not sent on", async (_, request) => {
  const text = await inTunnel(request.replaceAll("Host: H", `Host: ${apiHost}\r\nConnection: close`));
  expect(text).toMatch(/^HTTP\/1.1 4\d\d /);
  expect(proxy.audit.entries).toMatchObject([{ session_id: proxy.session.id, host: apiHost }]);
});

it.each(["0x3", "+3", "3 3", "-1", "3;\0", "ffffffffffffffffff"])(
  "a body with a chunk of length %j is never taken for a whole one",
  async (length) => {
    let whole = 0;
    upstream.on("/", (incoming) => void incoming.resume().on("end", () => whole++));
    const client = await proxy.secureTunnel();
    client.write(
      `POST / HTTP/1.1\r\nHost: ${apiHost}\r\nTransfer-Encoding: chunked\r\n\r\n${length}\r\nabc\r\n0\r\n\r\n`,
    );
    expect(await client.until("end")).toMatch(/^HTTP\/1.1 400 /);
    await expect.poll(() => proxy.audit.entries.length).toBeGreaterThan(0);
    expect(await recordsOnceAlive()).toMatchObject([
      { method: "POST", path: "/", decision: "deny", rule: "malformed-request", response_code: 400 },
    ]);
    expect(whole).toBe(0);
    (upstream.seen as unknown[]).length = 0;
  },
);

it("a chunk that turns out malformed after the answer has begun ends the answer, adds nothing to it, and is one record", async () => {
  upstream.on("/early", (_, outgoing) => {
    outgoing.writeHead(200, { "content-length": "1000" });
    outgoing.write("begun");
  });
  const client = await proxy.secureTunnel();
  client.write(`POST /early HTTP/1.1\r\nHost: ${apiHost}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
  await client.until(/begun/);
  client.write("zz\r\n");
  expect(await client.until("end")).toMatch(/begun$/);
  await expect.poll(() => proxy.audit.entries.length).toBeGreaterThan(0);
  expect(await recordsOnceAlive()).toMatchObject([
    { path: "/early", rule: "malformed-request", response_code: 200, error: "malformed_request" },
  ]);
  (upstream.seen as unknown[]).length = 0;
});

it("a malformed request behind a whole one has a record of its own", async () => {
  upstream.on("/held", () => {});
  const client = await proxy.secureTunnel();
  client.write(`GET /held HTTP/1.1\r\nHost: ${apiHost}\r\n\r\n`);
  await expect.poll(() => upstream.seen.length).toBe(1);
  client.write("G@T / HTTP/1.1\r\n\r\n");
  await client.until("end");
  await expect.poll(() => proxy.audit.entries.length).toBe(2);
  expect(proxy.audit.entries.map(({ rule: name, path }) => [name, path])).toEqual(
    expect.arrayContaining([
      ["malformed-request", null],
      ["default", "/held"],
    ]),
  );
  (upstream.seen as unknown[]).length = 0;
});

it("headers beyond the limit get 431", async () => {
  const text = await inTunnel(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\nX-Big: ${"x".repeat(70_000)}\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1.1 431 /);
});

it("a head that does not end gets 408", async () => {
  proxy.server.setPolicy(makePolicy(policy({ headerTimeoutMs: 1_000 })));
  expect(await inTunnel(`GET / HTTP/1.1\r\nHost: ${apiHost}\r\n`)).toMatch(/^HTTP\/1.1 408 /);
  proxy.server.setPolicy(makePolicy(policy()));
});

it("bytes that are not UTF-8 in the path are percent-encoded in the record", async () => {
  const text = await inTunnel(
    Buffer.from(`GET /\xff\xfe HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`, "latin1"),
  );
  expect(text).toMatch(/^HTTP\/1.1 4\d\d /);
  expect(proxy.audit.entries[0]?.path ?? "").toMatch(/^[\x20-\x7e]*$/);
});

it.each([
  ["bytes of another protocol", Buffer.from("\x00\x01\x02\x03")],
  ["SOCKS", Buffer.from([5, 1, 0])],
  ["HTTP/2 without TLS", Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
  ["the greeting of another protocol", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
])("%s in a tunnel is closed and recorded", async (_, bytes) => {
  const client = await proxy.tunnel();
  client.write(bytes);
  await client.until("end");
  expect(proxy.audit.entries).toMatchObject([{ host: apiHost, port: 443, decision: "deny" }]);
});

it("a tunnel in which nothing is said is closed after five seconds and recorded", async () => {
  const client = await proxy.tunnel();
  await client.until("end");
  expect(proxy.audit.entries).toMatchObject([{ rule: "silent-tunnel", error: "silent_tunnel" }]);
});

it("a client that does not trust our certificate is recorded as such", async () => {
  const { startTls } = await import("../helpers/rawClient.ts");
  await expect(startTls(await proxy.tunnel(), { ca: testCa.ca, servername: apiHost })).rejects.toThrow();
  await expect.poll(() => proxy.audit.entries).toMatchObject([{ rule: "client-tls" }]);
});
