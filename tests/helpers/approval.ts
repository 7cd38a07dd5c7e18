import type { Approval } from "../../src-shared/model/approval.ts";

/** A request that waits for an answer, asked now. */
export function makeApproval(overrides: Partial<Approval> = {}): Approval {
  const now = Date.now();
  return {
    id: "a1b2c3d4",
    sessionId: "k3x9q2m7p4va",
    sessionName: "fix-retry",
    method: "POST",
    scheme: "https",
    host: "api.github.com",
    port: 443,
    path: "/repos/a/b/keys",
    rulePath: overrides.path ?? "/repos/a/b/keys",
    rule: "config.toml:41",
    reason: "deploy keys outlive the session",
    credentialId: "github",
    contentType: null,
    contentLength: null,
    held: true,
    askedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 120_000).toISOString(),
    ...overrides,
  };
}
