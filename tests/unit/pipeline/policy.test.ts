import { describe, expect, test } from "vitest";
import type { HeaderList } from "../../../src-main/core/proxy/exchange.ts";
import { decide, tunnelRule } from "../../../src-main/core/proxy/pipeline.ts";
import { testUrl } from "../../../src-main/core/proxy/testUrl.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";
import { fc } from "../../helpers/property.ts";

const bearer: HeaderList = [["authorization", "Bearer sk-ant-oat01-clauderon-proxy-placeholder"]];

describe("Anthropic's allow-list", () => {
  const policy = policyFrom();
  test.each([
    ["POST", "/v1/messages"],
    ["POST", "/v1/messages?beta=true"],
    ["POST", "/v1/messages/count_tokens"],
    ["GET", "/api/claude_code/settings"],
    ["GET", "/api/claude_code/policy_limits"],
    ["GET", "/api/claude_cli/bootstrap?entrypoint=cli"],
    ["GET", "/v1/models"],
    ["GET", "/v1/models/claude-x"],
    ["GET", "/api/hello"],
  ])("lets %s %s pass", (method, path) => {
    const verdict = decide(makeRequest(method, `https://api.anthropic.com${path}`, { headers: bearer }), policy);
    expect(verdict).toMatchObject({ decision: "allow", rule: "default", service: "anthropic" });
  });
  test.each([
    ["POST", "/api/oauth/claude_cli/create_api_key"],
    ["POST", "/v1/messages/batches"],
    ["GET", "/v1/messages"],
    ["post", "/v1/messages"],
    ["POST", "/v1/files"],
    ["POST", "/v1/messages/"],
    ["POST", "//v1/messages"],
    ["POST", "/v1//messages"],
    ["POST", "/v1/messages/../files"],
    ["POST", "/v1/messages/%2e%2e/files"],
    ["POST", "/v1/messages%2f..%2ffiles"],
    ["POST", "/v1/messages/%252e%252e/files"],
    ["POST", "/v1/messages;/../files"],
    ["POST", "/v1/messages\\..\\files"],
    ["GET", "/v1/models/..%2f..%2fapi%2foauth%2fprofile"],
    ["GET", "/v1/models/%2e%2e"],
    ["GET", "/v1/models/a%00b"],
    ["POST", `/v1/messages${"/%2e".repeat(2000)}`],
    ["POST", "/v1/messages%"],
    ["POST", "/v1/messages#/../files"],
    ["POST", "/"],
    ["DELETE", "/v1/messages"],
  ])("refuses %s %s", (method, path) => {
    const verdict = decide(makeRequest(method, `https://api.anthropic.com${path}`, { headers: bearer }), policy);
    expect(verdict.decision).toBe("deny");
    expect(verdict.rule).toMatch(/^(anthropic-paths|malformed-target|builtin\.anthropic\..+)$/);
    expect(verdict.injections).toEqual([]);
  });
  test("opens for a rule that names the host, but not for one that names every host", () => {
    const files = makeRequest("POST", "https://api.anthropic.com/v1/files", { headers: bearer });
    const rule = (host: string) => `[[rule]]\nhost = "${host}"\npath = "/v1/files"\naction = "allow"\n`;
    expect(decide(files, policyFrom(rule("api.anthropic.com")))).toMatchObject({
      decision: "allow",
      rule: "config.toml:1",
    });
    expect(decide(files, policyFrom(rule("*"))).decision).toBe("deny");
  });
});

describe("a deny rule for a path holds however the path is written", () => {
  const policy = policyFrom(`
[[rule]]
host = "api.github.com"
methods = ["POST", "PUT"]
path = "/repos/*/*/keys"
action = "deny"
reason = "deploy keys outlive the session"
[policy]
preset = "open"
`);
  test.each([
    "/repos/a/b/keys",
    "/repos/a/b/keys?x=1",
    "/repos/a/b/keys/",
    "//repos/a/b/keys",
    "/repos//a/b/keys",
    "/repos/a/b/x/../keys",
    "/repos/a/b/%2e/keys",
    "/repos/a/b/x/%2E%2e/keys",
    "/repos/a/b/%6beys",
    "/repos/a/b/%256beys",
    "/repos/a/b%2fkeys",
    "/repos/a/b%252fkeys",
    "/repos/a/b/keys;x=1",
    "/repos;x/a/b/keys",
    "/repos\\a\\b\\keys",
    "/REPOS/a/b/Keys",
    "/repos/a/b/./keys",
    "/x/../repos/a/b/keys",
    "/repos/a//b%2fc/keys",
  ])("%s", (path) => {
    const verdict = decide(makeRequest("POST", `https://api.github.com${path}`), policy);
    expect(verdict.decision).toBe("deny");
    expect(verdict.refusal?.reason).toContain(verdict.rule === "config.toml:2" ? "deploy keys outlive" : "");
  });
  test.each([
    ["GET", "/repos/a/b/keys"],
    ["POST", "/repos/a/b/issues"],
    ["POST", "/repos/a/b/keys/1"],
    ["POST", "/repos/a/keys"],
    ["PUT", "/repos/a/b/contents/a%20b%2Fc.txt"],
  ])("but %s %s passes", (method, path) => {
    expect(decide(makeRequest(method, `https://api.github.com${path}`), policy).decision).toBe("allow");
  });
  test("for any segments and any way of encoding them", () => {
    const letter = fc.constantFrom(..."abcxyz019-_");
    const segment = fc.string({ unit: letter, minLength: 1, maxLength: 8 });
    const encode = (text: string, which: boolean[]) =>
      [...text].map((c, i) => (which[i % which.length] ? `%${c.charCodeAt(0).toString(16)}` : c)).join("");
    fc.assert(
      fc.property(segment, segment, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (owner, name, which) => {
        const path = `/${encode("repos", which)}/${encode(owner, which)}/${encode(name, which)}/${encode("keys", which)}`;
        return decide(makeRequest("POST", `https://api.github.com${path}`), policy).decision === "deny";
      }),
    );
  });
});

describe("rules of the user", () => {
  const policy = policyFrom(`
[[rule]]
host = "first.example"
methods = ["get"]
action = "allow"
reason = "fine"
[[rule]]
host = "first.example"
action = "deny"
[[rule]]
host = "*.wild.example"
action = "ask"
[[rule]]
host = "db.example"
port = 5433
action = "allow"
[[rule]]
host = "10.0.0.7"
action = "allow"
[[rule]]
host = "pinned.example"
action = "tunnel"
[[rule]]
host = "mixed.example"
path = "/admin/**"
action = "deny"
[[rule]]
host = "mixed.example"
action = "tunnel"
[[rule]]
host = "glob.example"
path = "/a/**/z"
action = "allow"
[[rule]]
host = "glob.example"
action = "deny"
[[upstream]]
host = "gateway.example"
port = 8080
address = "127.0.0.1:9000"
`);
  test.each<[string, string, string, string, boolean]>([
    ["GET", "https://first.example/", "allow", "config.toml:2", true],
    ["POST", "https://first.example/", "deny", "config.toml:7", false],
    ["GET", "https://a.wild.example/", "ask", "config.toml:10", false],
    ["GET", "https://a.b.wild.example/", "ask", "config.toml:10", false],
    ["GET", "https://wild.example/", "allow", "default", false],
    ["GET", "https://notwild.example/", "allow", "default", false],
    ["GET", "https://db.example:5433/", "allow", "config.toml:13", true],
    ["GET", "https://db.example:5434/", "deny", "port", false],
    ["GET", "https://10.0.0.7:9200/", "allow", "config.toml:17", true],
    ["GET", "https://other.example:8080/", "deny", "port", false],
    ["GET", "https://gateway.example:8080/", "allow", "default", true],
    ["GET", "https://glob.example/a/z", "allow", "config.toml:30", true],
    ["GET", "https://glob.example/a/b/c/z", "allow", "config.toml:30", true],
    ["GET", "https://glob.example/a/b", "deny", "config.toml:34", false],
    ["GET", "https://glob.example/a/../q/z", "deny", "ambiguous-path", false],
    ["GET", "https://mixed.example/admin/x", "deny", "config.toml:23", false],
  ])("%s %s: %s by %s", (method, url, decision, rule, allowPrivate) => {
    expect(decide(makeRequest(method, url), policy)).toMatchObject({ decision, rule, allowPrivate });
  });
  test("ask is refused for now, and says that it may be tried again", () => {
    const { refusal } = decide(makeRequest("GET", "https://a.wild.example/"), policy);
    expect(refusal).toMatchObject({ status: 403, retryable: true });
    expect(refusal?.reason).toContain("approval");
  });
  test("a tunnel is opened where it is the host's first rule, on port 443 only", () => {
    expect(tunnelRule("pinned.example", 443, policy)?.source).toBe("config.toml:20");
    expect(tunnelRule("pinned.example", 22, policy)).toBeNull();
    expect(tunnelRule("mixed.example", 443, policy)).toBeNull();
    expect(tunnelRule("other.example", 443, policy)).toBeNull();
  });
  test.each([
    ["https://first.example/x", "POST", "deny", "config.toml:7", null],
    ["https://pinned.example", "GET", "tunnel", "config.toml:20", null],
    ["api.anthropic.com/v1/messages", "POST", "allow", null, "anthropic"],
    [
      "https://api.anthropic.com/v1/messages/../files",
      "POST",
      "deny",
      "https://docs.anthropic.com/en/api/files-create",
      null,
    ],
    ["https://github.com/a/b.git/info/refs?service=git-upload-pack", "GET", "allow", null, "github"],
    ["https://chatgpt.com/backend-api/codex/responses", "POST", "allow", null, "chatgpt"],
    ["http://example.com", "GET", "allow", null, null],
  ])("rules test %s with %s tells %s", (url, method, decision, source, credentialId) => {
    expect(testUrl(url, method, policy, { accessMode: "write", workspace: null })).toMatchObject({
      decision,
      source,
      credentialId,
    });
  });
  test("rules test tells the user's rules one by one, up to the one that decides", () => {
    const rules = [
      ["other.example", "", "allow"],
      ["api.acme.example", 'methods = ["DELETE"]', "deny"],
      ["api.acme.example", 'path = "/keys/*"', "deny"],
      ["*.acme.example", "port = 8443", "deny"],
      ["api.acme.example", "", "ask"],
      ["*", "", "deny"],
    ].map(([host, more, action]) => `[[rule]]\nhost = "${host}"\naction = "${action}"\n${more}\n`);
    const tested = testUrl("https://api.acme.example/x", "POST", policyFrom(rules.join("")), {
      accessMode: "write",
      workspace: null,
    });
    expect(tested.decision).toBe("ask");
    expect(tested.steps.map(({ outcome }) => outcome)).toEqual([
      "other_host",
      "other_method",
      "other_path",
      "other_port",
      "asks",
    ]);
    const denied = testUrl("https://api.acme.example/keys/1", "GET", policyFrom(rules.join("")), {
      accessMode: "write",
      workspace: null,
    });
    expect(denied.steps.at(-1)).toEqual({ source: denied.source, action: "deny", outcome: "decides" });
  });
  test("rules test says what is wrong with a URL that is none", () => {
    expect(() => testUrl("ftp://x", "GET", policy, { accessMode: "write", workspace: null })).toThrow(
      "not an http or https URL",
    );
  });
});

describe("access mode read", () => {
  const policy = policyFrom(`[[rule]]\nhost = "ok.example"\naction = "allow"\n`);
  test.each<[string, string, "allow" | "deny"]>([
    ["GET", "https://example.com/", "allow"],
    ["HEAD", "https://example.com/", "allow"],
    ["POST", "https://example.com/", "deny"],
    ["DELETE", "https://api.github.com/repos/a/b", "deny"],
    ["POST", "https://api.github.com/graphql", "deny"],
    ["POST", "https://ok.example/", "allow"],
    ["POST", "https://api.anthropic.com/v1/messages", "allow"],
    ["GET", "https://github.com/a/b.git/info/refs?service=git-upload-pack", "allow"],
    ["POST", "https://github.com/a/b.git/git-upload-pack", "allow"],
    ["GET", "https://github.com/a/b.git/info/refs?service=git-receive-pack", "deny"],
    ["POST", "https://github.com/a/b.git/git-receive-pack", "deny"],
    ["POST", "https://github.com/a/b.git/git-receive-pack/../git-upload-pack", "deny"],
    ["POST", "https://git.example/a/b.git/git-receive-pac%6b", "deny"],
  ])("%s %s: %s", (method, url, decision) => {
    expect(decide(makeRequest(method, url, { accessMode: "read" }), policy).decision).toBe(decision);
    expect(decide(makeRequest(method, url, { accessMode: "write" }), policy).decision).toBe("allow");
  });
});

test("whatever comes in, the answer is a verdict, and a secret is planned only for the listed hosts", () => {
  const policy = policyFrom();
  const text = fc.string({ maxLength: 40 });
  const header = fc.tuple(
    fc.constantFrom("Host", "Authorization", "x-api-key", "Connection", "cookie", "x"),
    fc.oneof(text, fc.constant(bearer[0]?.[1] as string)),
  );
  fc.assert(
    fc.property(
      fc.oneof(text, fc.constantFrom("api.anthropic.com", "evil.example")),
      fc.oneof(text, fc.constantFrom("/v1/messages", "*")),
      fc.oneof(text, fc.constantFrom("GET", "POST")),
      fc.array(header, { maxLength: 5 }),
      fc.constantFrom("http" as const, "https" as const),
      (host, target, method, headers, scheme) => {
        const request = { ...makeRequest("GET", "https://a.example/"), host, target, method, headers, scheme };
        const verdict = decide({ ...request, sni: host }, policy);
        expect(verdict.rule).not.toBe("internal-error");
        if (verdict.injections.length > 0) expect([scheme, host]).toEqual(["https", "api.anthropic.com"]);
      },
    ),
    { numRuns: 500 },
  );
});
