import { expect, it } from "vitest";
import { injection } from "../../../src-main/core/credentials/builtIns.ts";
import { secretPatterns } from "../../../src-main/core/proxy/scrub/secretPatterns.ts";
import { StreamScrubber } from "../../../src-main/core/proxy/scrub/streamScrubber.ts";

const at = (credentialId: string, template = "Bearer {token}") =>
  injection(credentialId, { host: "x.example", placeholder: "p", template });

const scrub = (patterns: ReturnType<typeof secretPatterns>, text: string): string => {
  if (patterns === null) return text;
  const scrubber = new StreamScrubber(patterns);
  return scrubber.push(Buffer.from(text)).toString() + scrubber.end().toString();
};

it("A token is looked for, the id of its account is not: clients find their account by it, and it opens nothing", () => {
  const secrets = { chatgpt: { token: "the-secret-token", account_id: "account-1234567" } };
  const patterns = secretPatterns([at("chatgpt"), at("chatgpt", "{account_id}")], secrets);
  expect(scrub(patterns, "the-secret-token account-1234567")).toBe("**************** account-1234567");
});

it("What goes over the wire is looked for as a whole, the name before the token included", () => {
  const secrets = { github: { token: "the-secret-token" } };
  const basic = Buffer.from("x-access-token:the-secret-token").toString("base64");
  expect(scrub(secretPatterns([at("github", "Basic {basic:x-access-token}")], secrets), `Basic ${basic}`)).toBe(
    `Basic ${"*".repeat(basic.length)}`,
  );
});

it("A host is searched for its own credentials, and nothing is where there are none or they are not set", () => {
  const secrets = { one: { token: "the-secret-token" }, two: { token: "another-secret" } };
  expect(scrub(secretPatterns([at("one")], secrets), "another-secret")).toBe("another-secret");
  expect(scrub(secretPatterns([at("one"), at("two")], secrets), "another-secret")).toBe("*".repeat(14));
  expect(secretPatterns([], secrets)).toBeNull();
  expect(secretPatterns([at("three")], secrets)).toBeNull();
});
