import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtIns } from "../../src-main/core/credentials/builtIns.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { harbor } from "../helpers/policy.ts";
import { apiHost, injection, makePolicy, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const github = "api.github.com";
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
/** Bodies that reached the services. */
const bodies: string[] = [];

beforeAll(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost, github));
  const upstreams = [apiHost, github].map((host) => ({
    host,
    port: 443,
    address: upstream.address,
    caPem: testCa.ca,
  }));
  const own = builtIns({ npm: null, grafana: null }).find(({ id }) => id === "github")?.injections ?? [];
  const parts = { injections: [injection(), ...own], upstreams };
  proxy = await ProxyUnderTest.start(parts);
  proxy.server.setPolicy({ ...makePolicy(parts), serverTools: ["web_search"] });
  proxy.server.setSecrets({ anthropic: { token: proxy.token }, github: { token: `ghp_${proxy.token}` } });
  Object.assign(proxy.session, { workspace: harbor });
  await proxy.server.putSession({ ...proxy.session });
  for (const [path, answer] of [
    ["/v1/messages", "{}"],
    ["/graphql", '{"data":{"repository":{"id":"R_kgDOOt5osQ"}}}'],
  ] as const)
    upstream.on(path, (incoming, response) => {
      let body = "";
      incoming.on("data", (chunk) => (body += chunk));
      incoming.on("end", () => {
        bodies.push(body);
        response.end(answer);
      });
    });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

async function post(host: string, path: string, body: string | Buffer, extra = "") {
  bodies.length = 0;
  const token = host === github ? "ghp_clauderonPlaceholder" : placeholder;
  const bytes = Buffer.from(body);
  const client = await proxy.secureTunnel(`${host}:443`);
  client.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${bytes.length}\r\n${extra}Connection: close\r\n\r\n`,
  );
  client.write(bytes);
  const text = await client.until("end");
  return { status: text.slice(9, 12), rule: /x-clauderon-denied: (\S+)/.exec(text)?.[1] ?? null };
}
const graphql = (query: string) => post(github, "/graphql", JSON.stringify({ query }));

test("tools of the provider's own leave a request to the model, and its length fits again", async () => {
  const request = { model: "m", tools: [{ type: "web_fetch_20250910", name: "web_fetch" }, { name: "Read" }] };
  expect((await post(apiHost, "/v1/messages", JSON.stringify(request))).status).toBe("200");
  expect(bodies).toEqual([JSON.stringify({ model: "m", tools: [{ name: "Read" }] })]);
  expect(proxy.audit.entries.at(-1)?.request_bytes).toBe(bodies[0]?.length);
});
test("a request with allowed tools goes out byte for byte, also when it came compressed", async () => {
  const text = '{ "model" : "m", "tools": [{"type":"web_search_20250305","name":"web_search"}] }';
  expect((await post(apiHost, "/v1/messages?beta=true", text)).status).toBe("200");
  expect(bodies).toEqual([text]);
  const fetching = gzipSync('{"model":"m","tools":[{"type":"web_fetch_20250910","name":"web_fetch"}]}');
  expect((await post(apiHost, "/v1/messages", fetching, "Content-Encoding: gzip\r\n")).status).toBe("200");
  expect(bodies).toEqual(['{"model":"m"}']);
});
test("a body that cannot be read is refused, and nothing of it leaves", async () => {
  expect(await post(apiHost, "/v1/messages", "{")).toEqual({ status: "403", rule: "undecidable-body" });
  const encoded = await post(apiHost, "/v1/messages", "{}", "Content-Encoding: compress\r\n");
  expect(encoded).toEqual({ status: "403", rule: "undecidable-body" });
  expect(bodies).toEqual([]);
});
test("a mutation passes once GitHub has said which number the session's own repository has", async () => {
  const comment = 'mutation { addComment(input: {subjectId: "PR_kwDOOt5osc5BAAAA", body: "x"}) { clientMutationId } }';
  expect(await graphql(comment)).toEqual({ status: "403", rule: "github-scope" });
  expect((await graphql('{ x: repository(owner: "acme", name: "harbor") { id } }')).status).toBe("200");
  expect(await graphql(comment)).toEqual({ status: "403", rule: "github-scope" });
  expect((await graphql('{ repository(owner: "acme", name: "harbor") { id } }')).status).toBe("200");
  expect((await graphql(comment)).status).toBe("200");
  const foreign = comment.replace("PR_kwDOOt5osc5BAAAA", "PR_kwDOB1vNFc5BAAAA");
  expect(await graphql(foreign)).toEqual({ status: "403", rule: "github-scope" });
});
test("more than can be held is refused", async () => {
  expect(await graphql(`{ viewer { login } } #${"x".repeat(1024 * 1024)}`)).toEqual({
    status: "403",
    rule: "body-too-large",
  });
  expect(bodies).toEqual([]);
});
