import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTls } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest | null = null;
let corporate: Server;
let port: number;
const connects: string[] = [];
const absolutes: IncomingMessage[] = [];
let status = 200;

/** A corporate proxy in front of one upstream; every name leads there. */
async function listen(server: Server): Promise<void> {
  corporate = server;
  server.on("connect", (request, socket) => {
    connects.push(request.url ?? "");
    const far = connect(upstream.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      far.pipe(socket);
      socket.pipe(far);
    });
    far.on("error", () => socket.destroy());
    socket.on("error", () => far.destroy());
  });
  server.on("request", (request, response) => {
    absolutes.push(request);
    response.writeHead(status, status === 407 ? { "proxy-authenticate": "Basic" } : {}).end("from the proxy");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
}

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  connects.length = 0;
  absolutes.length = 0;
  status = 200;
});

afterEach(async () => {
  await proxy?.stop();
  proxy = null;
  corporate.closeAllConnections();
  corporate.close();
  await upstream.close();
});

/** A public address, which is asked of the proxy only: no test waits for a name to be found. */
const far = "9.9.9.9";
const plainGet = (auth: string) => `GET http://${far}/a?b=c HTTP/1.1\r\nHost: ${far}\r\n${auth}\r\n`;

describe("Plain HTTP through a corporate proxy", () => {
  const through = async (url: string): Promise<string> => {
    proxy = await ProxyUnderTest.start({}, { environmentProxy: { https: null, http: url, no: null } });
    const client = await proxy.client();
    client.write(plainGet(proxy.authorization));
    return client.until(/\r\n\r\n[\s\S]*\}|from the proxy/);
  };

  it("is asked for in absolute form, with the proxy's credentials and without the session's", async () => {
    await listen(createServer());
    expect(await through(`http://corp:pw@127.0.0.1:${port}`)).toMatch(/^HTTP\/1.1 200 [\s\S]*from the proxy/);
    expect(connects).toEqual([]);
    expect(absolutes).toMatchObject([{ url: `http://${far}/a?b=c`, headers: { host: far } }]);
    expect(absolutes[0]?.headers["proxy-authorization"]).toBe(`Basic ${Buffer.from("corp:pw").toString("base64")}`);
  });

  it("is 502 when the proxy wants other credentials, never a 407 that the client would answer", async () => {
    await listen(createServer());
    status = 407;
    expect(await through(`http://127.0.0.1:${port}`)).toMatch(/^HTTP\/1.1 502 [\s\S]*corporate-proxy/);
    expect(proxy?.audit.entries).toMatchObject([{ error: "corporate_proxy", response_code: 502 }]);
  });

  it("is 502 when nobody listens there", async () => {
    await listen(createServer());
    expect(await through("http://127.0.0.1:1")).toMatch(/^HTTP\/1.1 502 /);
  });

  it("is refused for private addresses all the same", async () => {
    await listen(createServer());
    proxy = await ProxyUnderTest.start(
      {},
      { environmentProxy: { https: null, http: `http://127.0.0.1:${port}`, no: null } },
    );
    const client = await proxy.client();
    client.write(plainGet(proxy.authorization).replaceAll(far, "169.254.169.254"));
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 403 [\s\S]*private-address/);
    expect(absolutes).toHaveLength(0);
  });
});

describe("A corporate proxy that is itself reached over TLS", () => {
  it("is verified against the host's extra authorities, as the upstream behind it is", async () => {
    await listen(createTls(testCa.issue("127.0.0.1", "localhost")));
    const options = { environmentProxy: { https: `https://localhost:${port}`, http: null, no: null } };
    proxy = await ProxyUnderTest.start(
      { upstreams: [{ host: apiHost, port: 443, address: { host: "gateway.example", port: 443 }, caPem: null }] },
      { ...options, extraCaPem: testCa.ca },
    );
    expect(await proxy.get(`GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\n`)).toMatchObject({ status: 200 });
    expect(connects).toEqual(["gateway.example:443"]);
    await proxy.stop();

    proxy = await ProxyUnderTest.start(
      { upstreams: [{ host: apiHost, port: 443, address: { host: "gateway.example", port: 443 }, caPem: testCa.ca }] },
      options,
    );
    expect(await proxy.get(`GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\n`)).toMatchObject({ status: 502 });
    expect(proxy.audit.entries).toMatchObject([{ error: "upstream_bad_certificate" }]);
  });
});
