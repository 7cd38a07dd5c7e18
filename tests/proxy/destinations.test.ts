import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { startTls } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let plain: EchoUpstream;
let proxy: ProxyUnderTest;

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  plain = await echoUpstream(null);
  proxy = await ProxyUnderTest.start({
    upstreams: [
      { host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca },
      { host: apiHost, port: 80, address: plain.address, caPem: null },
      { host: "plain.example", port: 80, address: plain.address, caPem: null },
    ],
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
  await plain.close();
});

describe("Where a secret may go", () => {
  const request = (host: string) =>
    `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${placeholder}\r\n`;

  it("not over plain HTTP, neither in absolute form nor in a tunnel to port 80", async () => {
    const absolute = await proxy.client();
    absolute.write(
      `GET http://${apiHost}/v1/models HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n${proxy.authorization}\r\n`,
    );
    expect(await absolute.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
    const tunnel = await proxy.tunnel(`${apiHost}:80`);
    tunnel.write(`${request(apiHost)}\r\n`);
    expect(await tunnel.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
    expect(plain.seen).toHaveLength(0);
  });

  it("not to a tunnel's target that only the Host header says is the API", async () => {
    const tunnel = await proxy.tunnel("plain.example:80");
    tunnel.write(`${request(apiHost)}\r\n`);
    expect(await tunnel.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 4(03|21) /);
    expect(plain.seen).toHaveLength(0);
  });

  it("not under another Host: refused in the tunnel", async () => {
    expect((await proxy.get(request("evil.example"))).status).toBe(403);
    expect(upstream.seen).toHaveLength(0);
  });

  it("not under another server name, nor without one", async () => {
    for (const servername of ["evil.example", ""]) {
      const tunnel = await proxy.tunnel();
      const { raw } = await startTls(tunnel, { ca: proxy.ca, servername, host: apiHost }).catch(() => ({ raw: null }));
      if (!raw) continue;
      raw.write(`${request(apiHost)}\r\n`);
      expect(await raw.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 /);
    }
    expect(upstream.seen).toHaveLength(0);
  });

  it("case, a trailing dot and the default port make no difference, and the upstream sees the plain name", async () => {
    const tunnel = await proxy.tunnel("API.Anthropic.com.:443");
    const { raw } = await startTls(tunnel, { ca: proxy.ca, servername: apiHost });
    raw.write(`${request("Api.Anthropic.Com:443")}\r\n`);
    expect(await raw.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 200 /);
    expect(upstream.seen[0]?.headers).toMatchObject({ host: apiHost, authorization: `Bearer ${proxy.token}` });
  });

  it("an absolute URL inside a tunnel may not name another place", async () => {
    const answer = await proxy.get(`GET https://evil.example/ HTTP/1.1\r\nHost: ${apiHost}\r\n`);
    expect(answer.status).toBe(403);
  });

  it("a credential of the container's own is refused on the host", async () => {
    const answer = await proxy.get(
      `GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\nx-api-key: ${"sk-ant-" + "foreign"}\r\n`,
    );
    expect(answer.status).toBe(403);
    expect(upstream.seen).toHaveLength(0);
  });

  it("a credential without a value refuses the request", async () => {
    proxy.server.setSecrets({});
    const answer = await proxy.get(request(apiHost));
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "no-credential" } });
    expect(proxy.audit.entries[0]).toMatchObject({ decision: "deny", auth_injected: false });
  });

  it("an answer's header that holds the secret does not reach the client", async () => {
    upstream.on("/mirror", (incoming, response) => {
      response.setHeader("x-mirror", String(incoming.headers.authorization)).end("ok");
    });
    const answer = await proxy.get(request(apiHost).replace("/v1/models", "/mirror"));
    expect(answer.status).toBe(200);
    expect(answer.headers["x-mirror"]).toBe(`Bearer ${"*".repeat(proxy.token.length)}`);
    expect(proxy.audit.entries[0]).toMatchObject({ scrubbed: 1 });
  });
});
