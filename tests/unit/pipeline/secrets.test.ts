import { describe, expect, test } from "vitest";
import { chatgptPlaceholders } from "../../../src-main/core/credentials/codexDummies.ts";
import type { HeaderList } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { anthropic, basic, bearer, github } from "../../helpers/placeholders.ts";
import { acmeToml, makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom(acmeToml);
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
