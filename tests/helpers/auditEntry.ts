import { newRequestId } from "../../src-main/core/audit/requestId.ts";
import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";

/** An entry as the proxy makes one for an allowed request to the Anthropic API. */
export function auditEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: newRequestId(),
    timestamp: new Date().toISOString(),
    session_id: "k3x9q2m7p4va",
    session_name: "fix-retry-budget",
    service: "anthropic",
    method: "POST",
    scheme: "https",
    host: "api.anthropic.com",
    port: 443,
    path: "/v1/messages?beta=REDACTED",
    decision: "allow",
    rule: "anthropic-paths",
    reason: null,
    auth_injected: true,
    credential_id: "anthropic",
    response_code: 200,
    duration_ms: 1234.5,
    ttfb_ms: 210.25,
    request_bytes: 5_120,
    response_bytes: 20_480,
    http_version: "1.1",
    usage: {
      model: "claude-sonnet-4-5-20250929",
      input_tokens: 1200,
      output_tokens: 310,
      cache_creation_input_tokens: 11,
      cache_read_input_tokens: 7,
    },
    cost_usd: 0.0083,
    scrubbed: 0,
    count: 1,
    error: null,
    ...overrides,
  };
}
