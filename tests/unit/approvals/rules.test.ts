import { describe, expect, it } from "vitest";
import { proposeRule, wouldHelp } from "../../../src-main/core/approvals/proposeRule.ts";
import { allowableRefusals, placeOf } from "../../../src-main/core/approvals/refusedRequests.ts";
import { readConfig } from "../../../src-main/core/config/readConfig.ts";
import { rulesToml } from "../../../src-main/core/config/rulesToml.ts";
import type { Policy } from "../../../src-main/core/policy.ts";
import { exactRulePath } from "../../../src-main/core/proxy/approvals/question.ts";
import { waitPreference } from "../../../src-main/core/proxy/approvals/waitPreference.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { compilePath, matchPath } from "../../../src-main/core/proxy/rules/pathMatch.ts";
import { PathReadings } from "../../../src-main/core/proxy/rules/pathReadings.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";
import { fc } from "../../helpers/property.ts";

const asks = (more = ""): string => `[[rule]]\nhost = "api.acme.example"\naction = "ask"\n${more}`;
const grant = (change: Partial<PolicyRule> = {}): PolicyRule => ({
  host: "api.acme.example",
  port: 443,
  methods: ["POST"],
  path: "/keys",
  action: "allow",
  reason: "asked for by one",
  source: "grant 3",
  publicOnly: true,
  ...change,
});
const withGrants = (toml: string, ...grants: PolicyRule[]): Policy => {
  const policy = policyFrom(toml);
  return { ...policy, rules: [...policy.rules, ...grants] };
};
const keys = makeRequest("POST", "https://api.acme.example/keys");

describe("A rule that asks", () => {
  it("is answered by a grant that covers exactly the request", () => {
    expect(decide(keys, policyFrom(asks()))).toMatchObject({ decision: "ask", rule: "config.toml:1" });
    expect(decide(keys, withGrants(asks(), grant()))).toMatchObject({ decision: "allow", rule: "grant 3" });
    for (const other of ["/keys/1", "/KEYS", "//keys", "/keys/../keys", "/%6beys"]) {
      const request = makeRequest("POST", `https://api.acme.example${other}`);
      expect(decide(request, withGrants(asks(), grant())).decision, other).toBe("ask");
    }
    expect(decide({ ...keys, method: "PUT" }, withGrants(asks(), grant())).decision).toBe("ask");
  });

  it("is not answered by what config.toml says further down: first match wins there", () => {
    const later = '[[rule]]\nhost = "api.acme.example"\naction = "allow"\n';
    expect(decide(keys, policyFrom(asks(later)))).toMatchObject({ decision: "ask", rule: "config.toml:1" });
  });

  it("is not reached where config.toml denies before it, whatever was granted", () => {
    const before = '[[rule]]\nhost = "api.acme.example"\npath = "/keys"\naction = "deny"\n';
    const policy = withGrants(`${before}${asks()}`, grant());
    expect(decide(keys, policy)).toMatchObject({ decision: "deny", rule: "config.toml:1" });
    expect(decide(keys, policy, new Set(["config.toml:5"])).decision).toBe("deny");
  });

  it("lets pass once it was approved, by its name, and records itself as the rule", () => {
    const policy = policyFrom(asks());
    expect(decide(keys, policy, new Set(["config.toml:1"]))).toMatchObject({
      decision: "allow",
      rule: "config.toml:1",
    });
    expect(decide(keys, policy, new Set(["config.toml:2"])).decision).toBe("ask");
  });

  it("opens after a yes what an allowing rule in its place would open, and no secret's place", () => {
    const read = { ...keys, accessMode: "read" as const };
    const approved = new Set(["config.toml:1"]);
    expect(decide(read, policyFrom(asks()), approved).decision).toBe("allow");
    const every = policyFrom('[[rule]]\nhost = "*"\naction = "ask"\n');
    expect(decide(read, every, approved)).toMatchObject({ decision: "deny", rule: "access-read" });
    const unknown = makeRequest("POST", "https://api.anthropic.com/v1/unknown");
    expect(decide(unknown, every, approved)).toMatchObject({ decision: "deny", rule: "anthropic-paths" });
    const github = policyFrom('[[rule]]\nhost = "api.github.com"\naction = "ask"\n');
    for (const [name, value, rule] of [
      ["authorization", "Bearer ghp_somebodyElse0123456789", "foreign-credential"],
      ["authorization", "Bearer sk-ant-oat01-clauderon-proxy-placeholder", "placeholder-elsewhere"],
      ["host", "evil.example", "authority-mismatch"],
    ] as const) {
      const request = makeRequest("POST", "https://api.github.com/gists", { headers: [[name, value]] });
      expect(decide(request, github, approved)).toMatchObject({ decision: "deny", rule });
    }
  });
});

describe("A grant", () => {
  it("for one session opens nothing to another", () => {
    const policy = withGrants(asks(), grant({ sessionId: keys.sessionId }));
    expect(decide(keys, policy).decision).toBe("allow");
    expect(decide({ ...keys, sessionId: "bbbbbbbbbbbb" }, policy).decision).toBe("ask");
  });

  it("opens no private address, where a rule of config.toml does", () => {
    expect(decide(keys, withGrants("", grant())).allowPrivate).toBe(false);
    expect(decide(keys, policyFrom(asks().replace("ask", "allow"))).allowPrivate).toBe(true);
  });

  it("is written as TOML that reads back as the same rule; one of a session is not written", () => {
    const toml = rulesToml([grant(), grant({ source: "grant 4", sessionId: "aaaaaaaaaaaa" })]);
    expect(toml).not.toContain("grant 4");
    const { source: _s, publicOnly: _p, ...rest } = grant();
    expect(readConfig(toml).rules).toMatchObject([rest]);
  });
});

describe("The path that a grant names", () => {
  it.each([
    ["/repos/a/b/keys?x=1", "/repos/a/b/keys"],
    ["/", "/"],
    ["/a/*/b", null],
    ["/**", null],
    ["//a", null],
    ["/a/../b", null],
    ["/a;b", null],
    ["/a%zz", null],
    ["/a b", null],
    ["relative", null],
    ["/graphql", null],
    ["/api/GraphQL/?x=1", null],
    ["/bot123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/send", null],
  ])("of %s is %s", (target, path) => {
    expect(exactRulePath(target)).toBe(path);
  });

  it("matches no other path, however hostile", () => {
    const text = fc.stringMatching(/^\/[a-z*/.%;2fe]{0,20}$/);
    fc.assert(
      fc.property(text, text, (asked, other) => {
        const path = exactRulePath(asked);
        if (path === null) return;
        expect(matchPath(compilePath(path), new PathReadings(other), false) === "all" ? other : asked).toBe(asked);
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});

describe("What was refused", () => {
  const session = { sessionId: "k3x9q2m7p4va", accessMode: "write" as const, workspace: null };
  const record = (change: Partial<AuditRecord>): AuditRecord => ({
    ...auditEntry({ decision: "deny", rule: "port", host: "build.example", port: 8443, path: "/1?x=REDACTED" }),
    seq: 7,
    prev_hash: "",
    hash: "",
    ...change,
  });
  const list = (change: Partial<AuditRecord>, policy = policyFrom()) =>
    allowableRefusals([{ record: record(change), count: 2 }], policy, (id) =>
      id === session.sessionId ? session : null,
    );

  it("is offered where a rule would let it through", () => {
    expect(list({})).toMatchObject([{ id: "refused-7", host: "build.example", port: 8443, count: 2, rule: "port" }]);
    expect(list({ host: "api.anthropic.com", port: 443, path: "/v1/files", rule: "anthropic-paths" })).toHaveLength(1);
  });

  it.each([
    ["a rule of config.toml denies it", {}, policyFrom('[[rule]]\nhost = "build.example"\naction = "deny"\n')],
    ["a rule lets it through by now", {}, policyFrom('[[rule]]\nhost = "build.example"\naction = "allow"\n')],
    ["an honest request was never refused", { port: 443, rule: "foreign-credential" }, policyFrom()],
    ["the log hides its path", { path: "/hooks/REDACTED" }, policyFrom()],
    ["its session is gone", { session_id: "gone" }, policyFrom()],
    ["it was no request of HTTP", { scheme: "tcp" as const }, policyFrom()],
  ])("is not offered where %s", (_, change, policy) => {
    expect(list(change, policy)).toEqual([]);
  });

  it("would be let through by the rule that is proposed for it, and by nothing wider", () => {
    const place = placeOf(record({}))!;
    expect(wouldHelp(place, policyFrom(), session)).toBe(true);
    expect(proposeRule(place, "why")).toEqual({
      host: "build.example",
      port: 8443,
      methods: ["POST"],
      path: "/1",
      action: "allow",
      reason: "why",
      publicOnly: true,
    });
  });
});

it.each([
  [[], Number.POSITIVE_INFINITY, false],
  [["respond-async"], 0, true],
  [["Respond-Async, wait=10"], 10_000, true],
  [["return=minimal", "wait=5"], 5_000, true],
  [["respond-async; x=1"], 0, true],
  [["wait=-1"], Number.POSITIVE_INFINITY, false],
])("A client that prefers %j waits %d ms", (values, waitMs, comesAgain) => {
  expect(waitPreference(values.map((value) => ["Prefer", value] as const))).toEqual({ waitMs, comesAgain });
});
