import { afterEach, beforeEach, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, injection, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const authHost = "auth.registry.example";
const registryHost = "registry.example";
const issued = `eyJ${"issued".repeat(10)}`;
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;

beforeEach(async () => {
  const hosts = [authHost, registryHost, apiHost, "free.example"];
  upstream = await echoUpstream(testCa.issue(...hosts));
  const registry = { credentialId: "registry", placeholder, model: false } as const;
  proxy = await ProxyUnderTest.start({
    injections: [
      injection({ ...registry, host: authHost, issuesTokens: true }),
      injection({ ...registry, host: registryHost, foreign: "pass" }),
      injection({ credentialId: "anthropic", placeholder: "clauderon-other-placeholder" }),
    ],
    upstreams: hosts.map((host) => ({ host, port: 443, address: upstream.address, caPem: testCa.ca })),
  });
  proxy.server.setSecrets({ registry: { token: proxy.token }, anthropic: { token: `${proxy.token}-other` } });
  upstream.on("/token", (_, response) => {
    const body = JSON.stringify({ token: issued, access_token: issued, expires_in: 300 });
    response
      .writeHead(200, { "content-type": "application/json", "content-length": body.length, etag: '"x"' })
      .end(body);
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
});

const get = (host: string, path: string, authorization: string) =>
  proxy.get(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${authorization}\r\n`, {
    authority: `${host}:443`,
  });

const askForToken = async (): Promise<string> => JSON.parse((await get(authHost, "/token", placeholder)).body).token;

it("A token that a service issues for the user's credential stays outside, and its stand-in works at that service", async () => {
  const answer = await get(authHost, "/token", placeholder);
  const fields = JSON.parse(answer.body);
  expect(fields).toEqual({ token: fields.token, access_token: fields.token, expires_in: 300 });
  expect(fields.token).toMatch(/^clauderon-issued-[0-9a-f]{40}$/);
  expect(answer.head).not.toMatch(/content-length|etag/i);
  expect((await get(registryHost, "/v2/a/b/tags/list", fields.token)).status).toBe(200);
  expect(upstream.seen.at(-1)?.headers.authorization).toBe(`Bearer ${issued}`);
});

it("The stand-in goes nowhere else, nor into another header, nor does one that was never given", async () => {
  const token = await askForToken();
  const before = upstream.seen.length;
  const elsewhere = [
    await get("free.example", "/", token),
    await get(registryHost, "/", `clauderon-issued-${"0".repeat(40)}`),
    await proxy.get(`GET / HTTP/1.1\r\nHost: ${registryHost}\r\nX-Note: ${token}\r\n`, {
      authority: `${registryHost}:443`,
    }),
  ];
  for (const answer of elsewhere) {
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "issued-elsewhere" } });
  }
  expect((await get(apiHost, "/", token)).status).toBe(403);
  expect(upstream.seen.length).toBe(before);
});

it("Tokens for nobody in particular pass as they are, and an answer that cannot be read is kept", async () => {
  const anonymous = await proxy.get(`GET /token HTTP/1.1\r\nHost: ${authHost}\r\n`, { authority: `${authHost}:443` });
  expect(JSON.parse(anonymous.body).token).toBe(issued);
  upstream.on("/token", (_, response) => void response.end(`{"token":"${issued}"`));
  const answer = await get(authHost, "/token", placeholder);
  expect(answer.status).toBe(502);
  expect(answer.body).not.toContain("issued".repeat(2));
  expect(JSON.parse(answer.body).error.message).toContain("could not be read");
});
