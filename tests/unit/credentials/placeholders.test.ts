import { describe, expect, test } from "vitest";
import { readConfig } from "../../../src-main/core/config/readConfig.ts";
import { parseToml } from "../../../src-main/core/config/toml.ts";
import { chatgptExpiry, chatgptSecret, parseChatgptLogin } from "../../../src-main/core/credentials/chatgptLogin.ts";
import {
  chatgptPlaceholders,
  codexAuthJson,
  codexConfigToml,
  codexMode,
} from "../../../src-main/core/credentials/codexDummies.ts";
import { containsKnownSecret, placeholderEnv } from "../../../src-main/core/credentials/containerEnv.ts";
import { defineCredentials } from "../../../src-main/core/credentials/defineCredentials.ts";
import { parseRegistry, registryOfNpmrc } from "../../../src-main/core/credentials/npmRegistry.ts";
import type { Agent } from "../../../src-shared/model/session.ts";

const claude = "sk-ant-oat01-clauderon-proxy-placeholder";
const openai = "sk-clauderon-openai-placeholder";
const definitions = defineCredentials(
  readConfig(`[[credential]]\nid = "acme"\nsource = { env = "X" }\nenv = "ACME_TOKEN"`),
  null,
);

describe("variables inside a session", () => {
  test.each<[Agent, string[], Record<string, string>]>([
    ["claude", [], { CLAUDE_CODE_OAUTH_TOKEN: claude }],
    ["shell", ["anthropic"], { CLAUDE_CODE_OAUTH_TOKEN: claude }],
    ["codex", [], { CLAUDE_CODE_OAUTH_TOKEN: claude, CODEX_API_KEY: openai, OPENAI_API_KEY: openai }],
    ["codex", ["chatgpt"], { CLAUDE_CODE_OAUTH_TOKEN: claude }],
    [
      "codex",
      ["chatgpt", "openai"],
      { CLAUDE_CODE_OAUTH_TOKEN: claude, CODEX_API_KEY: openai, OPENAI_API_KEY: openai },
    ],
    [
      "gemini",
      [],
      {
        CLAUDE_CODE_OAUTH_TOKEN: claude,
        GEMINI_API_KEY: "clauderon-gemini-placeholder",
        GOOGLE_API_KEY: "clauderon-gemini-placeholder",
      },
    ],
    [
      "claude",
      ["github", "npm", "acme", "sentry"],
      {
        CLAUDE_CODE_OAUTH_TOKEN: claude,
        GH_TOKEN: "ghp_clauderonPlaceholder",
        GITHUB_TOKEN: "ghp_clauderonPlaceholder",
        NPM_TOKEN: "npm_clauderonPlaceholder",
        SENTRY_AUTH_TOKEN: "clauderon-sentry-placeholder",
        ACME_TOKEN: "clauderon-acme-placeholder",
      },
    ],
  ])("%s with %j set on the host", (agent, set, expected) => {
    expect(placeholderEnv(agent, definitions, (id) => set.includes(id))).toEqual(expected);
  });
});

describe("--env is checked against every known secret", () => {
  const token = "canary-value-1234";
  test.each([
    [token, "github"],
    [`Bearer ${token}`, "github"],
    [Buffer.from(token).toString("base64"), "github"],
    ["canary-value-123", null],
    ["short", null],
    ["", null],
  ])("%s", (text, id) => {
    expect(containsKnownSecret(text, { github: { token }, other: { token: "short" } })).toBe(id);
  });
});

describe("the files that Codex reads", () => {
  test("hold placeholders only, and what Codex needs to start", () => {
    const login = parseChatgptLogin(codexAuthJson("chatgpt", openai, null));
    expect(login && chatgptSecret(login)).toEqual({
      token: chatgptPlaceholders.accessToken,
      account_id: chatgptPlaceholders.accountId,
    });
    expect(login && chatgptExpiry(login)).toBeGreaterThan(Date.parse("2090-01-01"));
    expect(chatgptPlaceholders.accessToken.split(".").every((part) => part.length > 0)).toBe(true);
    expect(JSON.parse(codexAuthJson("api-key", openai, null))).toEqual({ OPENAI_API_KEY: openai });
  });
  test.each(["api-key", "chatgpt"] as const)("the config for %s is TOML and quiet", (mode) => {
    const text = codexConfigToml(mode);
    expect([...parseToml(text).entries.keys()]).toEqual(expect.arrayContaining(["analytics", "features"]));
    expect(text.includes("supports_websockets = false")).toBe(mode === "api-key");
  });
  test("an OpenAI key wins over the login that merely lies on the host", () => {
    expect(codexMode((id) => id === "chatgpt")).toBe("chatgpt");
    expect(codexMode(() => true)).toBe("api-key");
    expect(codexMode(() => false)).toBe("api-key");
  });
});

describe("npm's own configuration", () => {
  test.each([
    ["registry=https://a.example/", "https://a.example/"],
    ['; registry=https://no.example\n registry = "https://b.example/x" \n', "https://b.example/x"],
    ["registry=https://a.example\nregistry=https://c.example", "https://c.example"],
    [`registry=https://$${"{HOST_OF_NPM}"}/`, "https://d.example/"],
    ["@scope:registry=https://no.example", null],
    ["", null],
  ])("%j", (text, registry) => {
    expect(registryOfNpmrc(text, { HOST_OF_NPM: "d.example" })).toBe(registry);
  });
  test.each([
    ["https://npm.example/", { host: "npm.example", port: 443 }],
    ["https://NPM.example:4873/x", { host: "npm.example", port: 4873 }],
    ["http://npm.example/", null],
    ["nonsense", null],
    [null, null],
  ])("a token goes to %s only over TLS", (text, place) => {
    expect(parseRegistry(text)).toEqual(place);
  });
});
