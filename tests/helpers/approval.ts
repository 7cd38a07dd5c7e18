import type { Approval } from "../../src-shared/model/approval.ts";

/** A request of `makeSession()` that waits for two minutes from now. */
export function makeApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    id: "k3x9q2m7",
    sessionId: "k3x9q2m7p4va",
    sessionName: "fix-retry",
    method: "POST",
    scheme: "https",
    host: "api.github.com",
    port: 443,
    path: "/repos/northquay/ledger/keys",
    rulePath: "/repos/northquay/ledger/keys",
    rule: "config.toml:41",
    reason: "POST api.github.com/repos/northquay/ledger/keys needs the user's approval (config.toml:41).",
    credentialId: "github",
    contentType: "application/json",
    contentLength: 1_204,
    held: true,
    askedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 120_000).toISOString(),
    ...overrides,
  };
}
