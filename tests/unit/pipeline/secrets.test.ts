import { describe, expect, test } from "vitest";
import { chatgptPlaceholders } from "../../../src-main/core/credentials/codexDummies.ts";
import type { HeaderList, ProxyRequest } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom(`
[[credential]]
id = "acme"
source = { env = "ACME_TOKEN" }
[[inject]]
host = "*.acme.example"
port = 8443
credential = "acme"
header = "X-Api-Key"
value = "{token}"
`);
const anthropic = "sk-ant-oat01-clauderon-proxy-placeholder";
const github = "ghp_clauderonPlaceholder";
const bearer = (token: string): HeaderList => [["Authorization", `Bearer ${token}`]];
const basic = (text: string): HeaderList => [["Authorization", `Basic ${Buffer.from(text).toString("base64")}`]];
const messages = "https://api.anthropic.com/v1/messages?beta=true";

describe("a placeholder at its own host is planned to be swapped", () => {
  test.each<[string, string, string, HeaderList, string[]]>([
    ["Anthropic", "POST", messages, bearer(anthropic), ["anthropic authorization Bearer {token}"]],
    [
      "Anthropic by x-api-key",
      "POST",
      messages,
      [["x-api-key", anthropic]],
      ["anthropic authorization Bearer {token}"],
    ],
    ["GitHub API", "GET", "https://api.github.com/user", bearer(github), ["github authorization Bearer {token}"]],
    [
      "GitHub API with gh's own scheme",
      "GET",
      "https://api.github.com/user",
      [["Authorization", `token ${github}`]],
      ["github authorization Bearer {token}"],
    ],
    [
      "git over HTTPS",
      "GET",
      "https://github.com/a/b.git/info/refs?service=git-upload-pack",
      basic(`x-access-token:${github}`),
      ["github authorization Basic {basic:x-access-token}"],
    ],
    [
      "OpenAI",
      "POST",
      "https://api.openai.com/v1/chat/completions",
      bearer("sk-clauderon-openai-placeholder"),
      ["openai authorization Bearer {token}"],
    ],
    [
      "Codex with OPENAI_API_KEY alone, which sends nothing",
      "POST",
      "https://api.openai.com/v1/responses",
      [],
      ["openai authorization Bearer {token}"],
    ],
    [
      "ChatGPT",
      "POST",
      "https://chatgpt.com/backend-api/codex/responses",
      [...bearer(chatgptPlaceholders.accessToken), ["chatgpt-account-id", chatgptPlaceholders.accountId]],
      ["chatgpt authorization Bearer {token}", "chatgpt chatgpt-account-id {account_id}"],
    ],
    [
      "Gemini",
      "POST",
      "https://generativelanguage.googleapis.com/v1beta/models/x:generateContent",
      [["x-goog-api-key", "clauderon-gemini-placeholder"]],
      ["gemini x-goog-api-key {token}"],
    ],
    [
      "npm, at the user's own registry",
      "GET",
      "https://npm.registry.example/@scope%2fname",
      bearer("npm_clauderonPlaceholder"),
      ["npm authorization Bearer {token}"],
    ],
    [
      "Docker Hub",
      "GET",
      "https://auth.docker.io/token?service=registry.docker.io",
      bearer("clauderon-docker-placeholder"),
      ["docker authorization Bearer {token}"],
    ],
    [
      "Sentry",
      "GET",
      "https://sentry.io/api/0/",
      bearer("clauderon-sentry-placeholder"),
      ["sentry authorization Bearer {token}"],
    ],
    [
      "PagerDuty",
      "GET",
      "https://api.pagerduty.com/users",
      [["Authorization", "Token token=clauderon-pagerduty-placeholder"]],
      ["pagerduty authorization Token token={token}"],
    ],
    [
      "a custom one on its own port",
      "GET",
      "https://eu.acme.example:8443/x",
      [["x-api-key", "clauderon-acme-placeholder"]],
      ["acme x-api-key {token}"],
    ],
  ])("%s", (_, method, url, headers, planned) => {
    const verdict = decide(makeRequest(method, url, { headers }), policy);
    expect(verdict.refusal).toBeNull();
    expect(verdict.injections.map((it) => `${it.credentialId} ${it.header} ${it.template}`)).toEqual(planned);
    expect(JSON.stringify(verdict.headers)).not.toContain("lauderon");
    const names = verdict.headers.map(([name]) => name.toLowerCase());
    expect(names).not.toContain("authorization");
    expect(names).not.toContain("x-api-key");
  });
});

describe("nothing is injected", () => {
  test.each<[string, string, string, HeaderList]>([
    ["where no placeholder came in", "POST", messages, []],
    ["where none came in to GitHub", "GET", "https://api.github.com/zen", []],
    ["on other OpenAI paths without one", "GET", "https://api.openai.com/v1/files", []],
    ["on other hosts", "GET", "https://example.com/", [["Authorization", "Bearer own"]]],
    ["at the apex of a wildcard", "GET", "https://acme.example/", [["x-api-key", "own"]]],
  ])("%s", (_, method, url, headers) => {
    const verdict = decide(makeRequest(method, url, { headers }), policy);
    expect(verdict).toMatchObject({ decision: "allow", refusal: null, injections: [] });
  });
});

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

test("a second credential beside the placeholder is removed, not sent", () => {
  const headers: HeaderList = [...bearer(anthropic), ["x-api-key", "sk-ant-api03-other"]];
  const verdict = decide(makeRequest("POST", messages, { headers }), policy);
  expect(verdict.injections).toHaveLength(1);
  expect(JSON.stringify(verdict.headers)).not.toContain("other");
});

test("the registry's own short-lived token passes at Docker Hub", () => {
  const verdict = decide(
    makeRequest("GET", "https://registry-1.docker.io/v2/", { headers: bearer("eyJ.x.y") }),
    policy,
  );
  expect(verdict.refusal).toBeNull();
  expect(verdict.headers).toContainEqual(["Authorization", "Bearer eyJ.x.y"]);
});

test("a credential without a usable value is refused with its reason", () => {
  const reason = "The credential anthropic cannot be used. It is not set.";
  const verdict = decide(
    makeRequest("POST", messages, { headers: bearer(anthropic) }),
    policyFrom("", new Map([["anthropic", reason]])),
  );
  expect(verdict.refusal).toMatchObject({ status: 403, rule: "no-credential", reason });
});

describe("the target, the TLS name and Host agree", () => {
  test.each<[string, Partial<ProxyRequest>]>([
    ["in any case", { headers: [] }],
    ["with a trailing dot in TLS", { sni: "api.anthropic.com." }],
    ["in upper case in TLS", { sni: "API.Anthropic.Com" }],
  ])("%s", (_, change) => {
    expect(decide(makeRequest("GET", "https://api.anthropic.com/api/hello", change), policy).refusal).toBeNull();
  });
  test.each(["API.anthropic.com", "api.anthropic.com.", "api.anthropic.com:443", "api.anthropic.com.:443"])(
    "with Host %s, which is rewritten to the target",
    (host) => {
      const request = {
        ...makeRequest("GET", "https://api.anthropic.com/api/hello"),
        headers: [["Host", host] as const],
      };
      expect(decide(request, policy).headers[0]).toEqual(["Host", "api.anthropic.com"]);
    },
  );
  test.each([
    "evil.example",
    "api.anthropic.com:444",
    "api.anthropic.com:80",
    "",
    "a b",
    "[::1%25eth0]",
    "user@api.anthropic.com",
  ])("not with Host %j", (host) => {
    const request = {
      ...makeRequest("GET", "https://api.anthropic.com/api/hello"),
      headers: [["Host", host] as const],
    };
    expect(decide(request, policy).refusal?.rule).toBe("authority-mismatch");
  });
});
