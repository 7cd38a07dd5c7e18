import { describe, expect, test } from "vitest";
import { catalogue, methodMatches } from "../../../src-main/core/proxy/catalogue/catalogue.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { catalogueSamples } from "../../helpers/catalogueSamples.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const config = '[grafana]\nhost = "grafana.example"\n';
const balanced = policyFrom(config);
const samples = catalogueSamples();
const ask = (method: string, url: string, policy = balanced) => decide(makeRequest(method, url), policy);

describe("every call of the catalogue", () => {
  test.each(samples)("$id: $method $url is refused by it", ({ id, method, url }) => {
    expect(ask(method, url)).toMatchObject({ decision: "deny", rule: id, injections: [] });
  });
  test.each(samples)("$id: however $url is written", ({ id, method, url }) => {
    const at = url.indexOf("/", 8);
    const ways = [
      `${url}?x=1`,
      `${url.slice(0, at)}/x/..${url.slice(at)}`,
      `${url.slice(0, at)}/${url.slice(at)}`,
      url.slice(0, at) + url.slice(at).toUpperCase(),
      url.slice(0, at) + url.slice(at).replace(/[a-z]/, (c) => `%${c.charCodeAt(0).toString(16)}`),
    ];
    for (const way of ways) {
      const { decision, rule } = ask(method, way);
      expect({ way, decision }).toEqual({ way, decision: "deny" });
      expect(catalogue.some((entry) => entry.id === rule) || rule === id).toBe(true);
    }
  });
  test.each(samples)("$id: a neighbour of $url is no match of it", ({ id, method, near }) => {
    expect(ask(method, near).rule).not.toBe(id);
  });
  test.each(samples.filter(({ entry }) => !methodMatches(entry.method, "GET")))("$id: reading $url is none", (it) => {
    expect(ask("GET", it.url).rule).not.toBe(it.id);
  });
  test.each([
    ["POST", "https://api.github.com/repos/a/b/hooks/7", "builtin.github.webhook-edit"],
    ["POST", "https://grafana.example/api/org/users/7", "builtin.grafana.org-user-edit"],
    ["POST", "https://hub.docker.com/v2/access-tokens/7", "builtin.docker.access-token-edit"],
  ])("a POST counts where another change is known: %s %s", (method, url, id) => {
    expect(ask(method, url).rule).toBe(id);
  });
  test("the entry that names the method comes before one that a POST may stand for", () => {
    const policy = policyFrom('[policy]\nallow = ["builtin.github.branch-protection-add"]');
    const at = "https://api.github.com/repos/a/b/branches/main/protection/enforce_admins";
    expect([ask("POST", at, policy).decision, ask("PUT", at, policy).decision]).toEqual(["allow", "deny"]);
  });
  test("a path too long to be read in all ways is refused where paths decide, though nothing is injected there", () => {
    const long = `https://hub.docker.com/${"x".repeat(5_000)}/../v2/access-tokens`;
    expect(ask("POST", long).rule).toBe("malformed-target");
    expect(ask("POST", long.replace("hub.docker.com", "example.com")).rule).toBe("default");
  });
  test("says why, and how it can be allowed", () => {
    const { refusal } = ask("POST", "https://api.github.com/repos/acme/harbor/hooks");
    expect(refusal?.reason).toBe("Creating a webhook outlives this session.");
    expect(refusal?.hint).toBe(
      "Do not retry. Continue without it, or ask the user to allow rule builtin.github.webhooks.",
    );
  });
  test("has an id of its own, a reason that reads as a sentence, and a source", () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    expect(catalogue.length).toBeGreaterThan(450);
    for (const { id, service, why, source, path } of catalogue) {
      expect(id).toMatch(new RegExp(`^builtin\\.${service}\\.[A-Za-z0-9.-]+$`));
      expect(why).toMatch(/^[a-z].{10,100}[^.]$/);
      expect(source).toMatch(/^https:\/\//);
      expect(path).toMatch(/^\//);
    }
  });
});

describe("the user decides", () => {
  const hooks = ["POST", "https://api.github.com/repos/acme/harbor/hooks"] as const;
  test.each([
    ['[policy]\nallow = ["builtin.github.webhooks"]', "webhooks", "allow"],
    ['[policy]\nallow = ["builtin.github.*"]', "webhooks", "allow"],
    ['[policy]\nask = ["builtin.github.webhooks"]', "webhooks", "ask"],
    ['[policy]\nask = ["builtin.github.webhooks"]\nallow = ["builtin.*"]', "webhooks", "ask"],
    ['[policy]\nallow = ["builtin.github.deploy-keys"]', "webhooks", "deny"],
    ['[policy]\npreset = "open"', "webhooks", "allow"],
    ['[policy]\npreset = "open"\nask = ["builtin.github.webhooks"]', "webhooks", "ask"],
    ['[[rule]]\nhost = "api.github.com"\npath = "/repos/*/*/hooks"\naction = "allow"', "webhooks", "allow"],
    ['[[rule]]\nhost = "api.github.com"\npath = "/repos/*/*/hooks"\naction = "ask"', "webhooks", "ask"],
    ['[[rule]]\nhost = "*"\naction = "allow"', "webhooks", "deny"],
  ])("%s", (toml, name, decision) => {
    const verdict = ask(...hooks, policyFrom(toml));
    const byCatalogue = verdict.rule === `builtin.github.${name}`;
    expect([
      verdict.decision,
      byCatalogue || verdict.decision === "allow" || verdict.rule.startsWith("config"),
    ]).toEqual([decision, true]);
  });
  test("an allowed call opens the list of a host's usual calls, for itself only", () => {
    const policy = policyFrom('[policy]\nallow = ["builtin.anthropic.files"]');
    expect(ask("POST", "https://api.anthropic.com/v1/files", policy).decision).toBe("allow");
    expect(ask("POST", "https://api.anthropic.com/v1/skills", policy).decision).toBe("deny");
    expect(ask("POST", "https://api.anthropic.com/v1/unknown", policy)).toMatchObject({ rule: "anthropic-paths" });
  });
  test.each([
    ['ask = ["builtin.github.webhook"]', 'did you mean "builtin.github.webhooks"?'],
    ['allow = ["nothing.*"]', "not in the catalogue"],
    ['preset = "stric"', "did you mean `strict`?"],
  ])("a mistake is named: %s", (line, message) => {
    expect(() => policyFrom(`[policy]\n${line}`)).toThrow(message);
  });
});

describe("presets", () => {
  const at = (preset: string, method: string, url: string, more = "") =>
    ask(method, url, policyFrom(`[policy]\npreset = "${preset}"\n${more}`));
  test.each([
    ["open", "GET", "https://example.com/", "default"],
    ["balanced", "GET", "https://example.com/", "default"],
    ["strict", "GET", "https://example.com/", "preset-strict"],
    ["strict", "GET", "https://api.github.com/user", "preset-strict"],
    ["strict", "POST", "https://api.anthropic.com/v1/messages", "default"],
    ["strict", "POST", "https://api.openai.com/v1/responses", "default"],
    ["strict", "POST", "https://api.openai.com/v1/batches", "builtin.openai.batches"],
    ["strict", "POST", "https://api.anthropic.com/v1/unknown", "anthropic-paths"],
    ["open", "POST", "https://api.anthropic.com/v1/files", "anthropic-paths"],
    ["open", "POST", "https://api.openai.com/v1/batches", "default"],
    ["open", "GET", "https://example.com:8443/", "port"],
  ])("%s: %s %s is decided by %s", (preset, method, url, rule) => {
    expect(at(preset, method, url).rule).toBe(rule);
  });
  test("strict opens for a rule that allows the host", () => {
    const rule = '[[rule]]\nhost = "example.com"\naction = "allow"\n';
    expect(at("strict", "GET", "https://example.com/", rule)).toMatchObject({ decision: "allow" });
    expect(at("strict", "GET", "https://other.example/", rule)).toMatchObject({ decision: "deny" });
  });
});
