import { afterEach, beforeEach, expect, test } from "vitest";
import { type StubServer, startAnthropicStub } from "../../helpers/anthropicStub.ts";
import { type Answer, httpsCall } from "../../helpers/httpsCall.ts";
import { createTestCa } from "../../helpers/testCa.ts";

const host = "api.anthropic.com";
const token = "the-one-real-token";
const ca = createTestCa();
let stub: StubServer;

beforeEach(async () => {
  stub = await startAnthropicStub({ tls: ca.issue(host), token, placeholders: ["the-placeholder"] });
});
afterEach(() => stub.close());

function ask(prompt: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }): Promise<Answer> {
  const body = JSON.stringify({
    model: "claude-test",
    stream: true,
    tools: [{ name: "Bash" }],
    messages: [{ role: "user", content: prompt }],
  });
  return httpsCall({
    ...{ port: stub.port, ca: ca.ca, servername: host },
    ...{ method: "POST", path: "/v1/messages", headers, body },
  });
}

function eventsOf(answer: Answer): string[] {
  return [...answer.body.matchAll(/^event: (.+)$/gm)].map((match) => match[1]!);
}

test("a prompt with the real token is answered by a complete event stream", async () => {
  const answer = await ask("hello");
  expect(answer.status).toBe(200);
  expect(eventsOf(answer)).toEqual([
    "message_start",
    "content_block_start",
    ...["content_block_delta", "content_block_delta", "content_block_delta"],
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  expect(answer.body).toContain('"input_tokens":23');
  expect(stub.violations).toEqual([]);
  expect(stub.requests.map(({ method, path, host: named }) => [method, path, named])).toEqual([
    ["POST", "/v1/messages", host],
  ]);
});

test("a command in backticks becomes a Bash call", async () => {
  const answer = await ask("run `id -u`");
  expect(answer.body).toContain('"name":"Bash"');
  expect(answer.body).toContain('\\"command\\":\\"id -u\\"');
  expect(answer.body).toContain('"stop_reason":"tool_use"');
});

test.each([
  ["the placeholder", { authorization: "Bearer the-placeholder" }],
  ["no credential", {}],
  ["another token", { authorization: "Bearer other" }],
  ["an API key beside the token", { authorization: `Bearer ${token}`, "x-api-key": "key" }],
  ["a proxy password beside the token", { authorization: `Bearer ${token}`, "proxy-authorization": "Basic eDp5" }],
])("a request with %s is refused and remembered as a violation", async (_, headers) => {
  const answer = await ask("hello", headers);
  expect(answer.status).toBe(401);
  expect(stub.violations.length).toBeGreaterThan(0);
});
