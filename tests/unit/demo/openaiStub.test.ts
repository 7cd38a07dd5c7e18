import { zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StubServer } from "../../../src-main/demo/stubServer.ts";
import { httpsCall } from "../../helpers/httpsCall.ts";
import { startOpenaiStub } from "../../helpers/openaiStub.ts";
import { createTestCa } from "../../helpers/testCa.ts";

const ca = createTestCa();
const chatgpt = { token: "the-account-token", accountId: "acct-1" };
let stub: StubServer;

beforeEach(async () => {
  const tls = ca.issue("api.openai.com", "chatgpt.com");
  stub = await startOpenaiStub({ tls, token: "the-api-key", placeholders: ["the-placeholder"], chatgpt });
});
afterEach(() => stub.close());

const turn = (text: string): string =>
  JSON.stringify({ input: [{ type: "message", role: "user", content: [{ type: "input_text", text }] }] });

test("a command in backticks becomes a call of the exec tool", async () => {
  const answer = await httpsCall({
    ...{ port: stub.port, ca: ca.ca, servername: "api.openai.com", method: "POST", path: "/v1/responses" },
    ...{ headers: { authorization: "Bearer the-api-key" }, body: turn("run `id -u`") },
  });
  expect(answer.body).toContain('exec_command({\\"cmd\\":\\"id -u\\"})');
  expect(stub.violations).toEqual([]);
});

test("a compressed request of a ChatGPT account is read and answered", async () => {
  const answer = await httpsCall({
    ...{ port: stub.port, ca: ca.ca, servername: "chatgpt.com", method: "POST", path: "/backend-api/codex/responses" },
    headers: {
      authorization: `Bearer ${chatgpt.token}`,
      "chatgpt-account-id": chatgpt.accountId,
      "content-encoding": "zstd",
    },
    body: zstdCompressSync(turn("hello")),
  });
  expect(answer.body).toContain("You said: hello");
  expect(stub.violations).toEqual([]);
});

test("the API key at chatgpt.com and a wrong account id are violations", async () => {
  const answer = await httpsCall({
    ...{ port: stub.port, ca: ca.ca, servername: "chatgpt.com", path: "/backend-api/wham/accounts/check" },
    headers: { authorization: "Bearer the-api-key" },
  });
  expect(answer.status).toBe(401);
  expect(stub.violations.join("\n")).toContain("another chatgpt-account-id");
  expect(stub.violations.join("\n")).toContain("another authorization");
});
