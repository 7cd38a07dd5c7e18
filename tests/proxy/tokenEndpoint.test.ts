import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatgptPlaceholders } from "../../src-main/core/credentials/codexDummies.ts";
import { policyFrom } from "../helpers/policy.ts";
import { ProxyUnderTest } from "../helpers/proxyUnderTest.ts";

let proxy: ProxyUnderTest;

beforeEach(async () => {
  proxy = await ProxyUnderTest.start({});
  proxy.server.setPolicy(policyFrom());
});

afterEach(async () => {
  await proxy.stop();
});

const post = (host: string, path: string, type: string, body: string) =>
  proxy.get(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
    { authority: `${host}:443`, body },
  );

const codex = (fields: object) =>
  post("auth.openai.com", "/oauth/token", "application/json", JSON.stringify({ client_id: "app", ...fields }));

describe("A token endpoint", () => {
  it("asked by a client to renew its placeholders gives it placeholders; nothing leaves the host", async () => {
    const answer = await codex({ grant_type: "refresh_token", refresh_token: chatgptPlaceholders.refreshToken });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      token_type: "Bearer",
      access_token: chatgptPlaceholders.accessToken,
      refresh_token: chatgptPlaceholders.refreshToken,
      expires_in: 28_800,
    });
    expect(proxy.audit.entries).toMatchObject([
      { decision: "allow", rule: "token-refresh", response_code: 200, auth_injected: false },
    ]);
    expect(proxy.audit.intents).toEqual([]);
  });

  it.each(["platform.claude.com", "console.anthropic.com"])("at %s takes a form as well", async (host) => {
    const token = "sk-ant-oat01-clauderon-proxy-placeholder";
    const form = `grant_type=refresh_token&refresh_token=${token}&scope=user%3Ainference`;
    const answer = await post(host, "/v1/oauth/token", "application/x-www-form-urlencoded", form);
    expect(JSON.parse(answer.body)).toMatchObject({
      access_token: token,
      refresh_token: token,
      scope: "user:inference",
    });
  });

  it.each([
    ["a code for a login of its own", { grant_type: "authorization_code", code: "x" }],
    ["a refresh token that is not ours", { grant_type: "refresh_token", refresh_token: "another" }],
    ["a placeholder beside another grant", { grant_type: "password", refresh_token: chatgptPlaceholders.refreshToken }],
    ["more than any client sends", { grant_type: "refresh_token", refresh_token: "x".repeat(20_000) }],
  ])("refuses %s, with the reason", async (_, fields) => {
    const answer = await codex(fields);
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "builtin.openai.oauth-token" } });
    expect(proxy.audit.entries).toMatchObject([{ decision: "deny", rule: "builtin.openai.oauth-token" }]);
  });

  it("left by its client in the middle of a request leaves a record all the same", async () => {
    const client = await proxy.secureTunnel("auth.openai.com:443");
    client.write("POST /oauth/token HTTP/1.1\r\nHost: auth.openai.com\r\nContent-Length: 100\r\n\r\nhalf");
    await new Promise((resolve) => setImmediate(resolve));
    client.destroy();
    await expect.poll(() => proxy.audit.entries).toMatchObject([{ decision: "deny", host: "auth.openai.com" }]);
  });
});
