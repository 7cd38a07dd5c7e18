import type { InFlight } from "../../../src-shared/contract/audit.ts";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import type { Session } from "../../../src-shared/model/session.ts";

const refused = {
  decision: "deny",
  auth_injected: false,
  credential_id: null,
  response_code: 403,
  usage: null,
  cost_usd: null,
  duration_ms: 0.4,
  response_bytes: 352,
} as const;
const plain = { auth_injected: false, credential_id: null, service: null, usage: null, cost_usd: null } as const;

const kinds: readonly Partial<AuditEntry>[] = [
  {},
  { duration_ms: 18_900 },
  {
    ...plain,
    service: "github",
    host: "api.github.com",
    method: "GET",
    path: "/repos/northquay/harbor-api/pulls/412",
    rule: "github-read",
    auth_injected: true,
    credential_id: "github",
    duration_ms: 183,
  },
  { duration_ms: 26_200 },
  {
    ...plain,
    host: "docs.northquay.dev",
    method: "GET",
    path: "/upgrade-notes",
    rule: "default-allow",
    duration_ms: 48,
  },
  { duration_ms: 9_700 },
  {
    ...refused,
    service: "github",
    host: "api.github.com",
    path: "/repos/northquay/harbor-api/hooks",
    rule: "config.toml:41",
    reason: "a webhook outlives the session",
  },
  { duration_ms: 14_400 },
  {
    ...plain,
    host: "packages.northquay.dev",
    method: "GET",
    path: "/react/-/react-19.0.0.tgz",
    rule: "default-allow",
    duration_ms: 88,
    response_bytes: 3_900_000,
  },
  { duration_ms: 1_100 },
  {
    ...refused,
    service: null,
    host: "169.254.169.254",
    scheme: "http",
    port: 80,
    method: "GET",
    path: "/latest/meta-data/",
    rule: "private-address",
    reason: "an address of this machine or its network",
  },
  { duration_ms: 8_200, scrubbed: 1 },
  {
    ...plain,
    host: "db.northquay.dev",
    method: "CONNECT",
    scheme: "tcp",
    port: 5432,
    path: null,
    decision: "tunnel",
    rule: "config.toml:52",
    response_code: null,
    duration_ms: 4_320_000,
  },
  {
    ...plain,
    host: "schemas.northquay.dev",
    method: "GET",
    path: "/openapi/v3.json",
    rule: "default-allow",
    response_code: 502,
    error: "upstream_reset",
    duration_ms: 1020,
  },
];

/** Requests of an hour or more, oldest first, as some sessions would have made them. */
export function trafficOf(sessions: readonly Session[], count: number): Partial<AuditEntry>[] {
  const callers = sessions.filter(({ state }) => state === "running");
  if (callers.length === 0) return [];
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => {
    const caller = callers[(at * 3 + Math.floor(at / 5)) % callers.length];
    // Some minutes are busier than others.
    const age = (count - at) * 9000 + Math.sin(at / 15) * 60_000;
    return {
      ...(at % 4 > 0 && kinds[(at * 5) % kinds.length]?.decision === "deny"
        ? kinds[0]
        : kinds[(at * 5) % kinds.length]),
      session_id: caller?.id ?? null,
      session_name: caller?.name ?? null,
      timestamp: new Date(now - Math.max(1000, age)).toISOString(),
    };
  });
}

/** What a container would ask for to trick the one who reads the log. */
export const hostileTraffic: readonly Partial<AuditEntry>[] = [
  { path: `/${"a".repeat(4000)}`, host: `${"sub.".repeat(60)}example` },
  { path: "/%E2%80%AEgnp.exe", reason: "<b>Approved</b>\u202e", rule: "fake\u0007rule" },
];

/** Requests that would run just now. */
export function flying(): InFlight[] {
  const one = (name: string, host: string, path: string, seconds: number): InFlight => ({
    id: `flying-${name}`,
    timestamp: new Date(Date.now() - seconds * 1000).toISOString(),
    session_id: null,
    session_name: name,
    method: "POST",
    scheme: "https",
    host,
    path,
    rule: "default",
    auth_injected: true,
  });
  return [
    one("upgrade-react-19", "api.anthropic.com", "/v1/messages", 4),
    one("fix-retry-budget", "api.anthropic.com", "/v1/messages", 21),
    one("openapi-codegen", "api.openai.com", "/v1/responses", 72),
  ];
}
