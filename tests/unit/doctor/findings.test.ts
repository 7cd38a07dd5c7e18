import { describe, expect, it } from "vitest";
import { clockFinding } from "../../../src-main/core/doctor/checkClock.ts";
import { credentialFinding } from "../../../src-main/core/doctor/checkCredentials.ts";
import { nodeFinding } from "../../../src-main/core/doctor/checkNode.ts";
import { onboardingFinding } from "../../../src-main/core/doctor/checkOnboarding.ts";
import type { Credential } from "../../../src-shared/model/credential.ts";

const credential = (overrides: Partial<Credential>): Credential => ({
  id: "anthropic",
  builtIn: true,
  hosts: ["api.anthropic.com"],
  env: ["CLAUDE_CODE_OAUTH_TOKEN"],
  placeholder: "placeholder",
  source: "environment CLAUDE_CODE_OAUTH_TOKEN",
  health: "healthy",
  problem: null,
  kind: "token",
  sentAs: [],
  expiresAt: null,
  lastTest: null,
  lastUsedAt: null,
  ...overrides,
});

describe("findings", () => {
  it.each([
    ["22.18.0", "fail"],
    ["22.19.0", "pass"],
    ["24.1.0", "pass"],
    ["20.19.5", "fail"],
  ])("Node %s: %s", (version, status) => expect(nodeFinding(version).status).toBe(status));

  it("an API key in the place of a login token is explained with the service's own words", () => {
    const finding = credentialFinding(credential({ health: "wrong_kind" }));
    expect(finding.status).toBe("fail");
    expect(finding.detail).toContain("OAuth authentication is currently not supported");
    expect(finding.fix).toContain("claude setup-token");
  });

  it.each([
    ["healthy", "pass"],
    ["not_set", "warn"],
    ["rejected", "fail"],
    ["expired", "fail"],
    ["unreadable", "fail"],
  ] as const)("a credential that is %s: %s, with a fix unless it passes", (health, status) => {
    const finding = credentialFinding(credential({ health }));
    expect(finding.status).toBe(status);
    expect(finding.fix === null).toBe(status === "pass");
  });

  it.each([
    ['{"hasCompletedOnboarding": true}', "pass"],
    ["{}", "fail"],
    ["null", "fail"],
    ["{", "fail"],
  ])("claude.json with %s: %s", (text, status) => expect(onboardingFinding(text, "/c").status).toBe(status));

  it.each([
    [0, "pass"],
    [59, "pass"],
    [90, "warn"],
    [-90, "warn"],
  ])("a clock that is off by %i s: %s", (seconds, status) => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(clockFinding(new Date(now.getTime() - seconds * 1000), now).status).toBe(status);
  });

  it("a clock with nothing to compare is skipped", () => {
    expect(clockFinding(null, new Date()).status).toBe("skip");
  });
});
