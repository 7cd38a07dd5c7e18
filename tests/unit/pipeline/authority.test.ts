import { describe, expect, test } from "vitest";
import type { ProxyRequest } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom();

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
