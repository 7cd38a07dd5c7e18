import type { DoctorCheck, Setting } from "../../../src-shared/contract/system.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";

const rule = (part: Partial<PolicyRule> & Pick<PolicyRule, "host" | "action">): PolicyRule => ({
  port: null,
  methods: null,
  path: null,
  reason: null,
  source: "built-in",
  ...part,
});

export const someRules: readonly PolicyRule[] = [
  rule({
    host: "api.github.com",
    action: "deny",
    methods: ["POST"],
    path: "/repos/*/*/hooks",
    reason: "a webhook outlives the session",
    source: "config.toml:41",
  }),
  rule({ host: "db.northquay.dev", port: 5432, action: "tunnel", source: "config.toml:52" }),
  rule({ host: "*.statsig.com", action: "deny", reason: "telemetry" }),
  rule({ host: "api.anthropic.com", action: "allow", path: "/v1/**" }),
  rule({ host: "*", action: "allow" }),
];

const check = (
  group: DoctorCheck["group"],
  id: string,
  title: string,
  detail: string,
  part: Partial<DoctorCheck> = {},
): DoctorCheck => ({
  id,
  group,
  title,
  detail,
  status: "pass",
  fix: null,
  broken: false,
  tookMs: 3 + ((title.length * 37) % 240),
  ...part,
});

const trusts = ["curl", "git", "node", "npm", "python3", "openssl"].map((tool) =>
  check("trust", `trust-${tool}`, `CA trust of ${tool}`, "trusts the proxy's CA", { tookMs: null }),
);

export const someChecks: readonly DoctorCheck[] = [
  check("engine", "engine", "Container engine", "Docker 28.3.2 answers, 8 cores, 31.2 GiB."),
  check("engine", "image", "Agent image", "clauderon-agent:2026.11 is here, with Claude Code 2.1.330."),
  check("host", "disk", "Disk space", "612 MB free; below 500 MB requests are refused.", {
    status: "fail",
    fix: "Remove archived sessions that are pushed: `clauderon list --all`, then `clauderon delete NAME`.",
  }),
  check("credentials", "credential-sentry", "Credential sentry", "sentry.io answered 401.", {
    status: "warn",
    fix: "Make a new token and store it: `clauderon credentials set sentry`.",
    tookMs: null,
  }),
  check("host", "clock", "Clock", "getaddrinfo EAI_AGAIN", {
    status: "fail",
    broken: true,
    fix: "`clauderon logs --daemon` has the details.",
  }),
  check("proxy", "ca", "Interception CA", "Its key is readable by you only, valid until 3 Nov 2036."),
  check("proxy", "proxy", "Proxy", "self-test passed, listening on port 18080"),
  check("container", "network-lock", "No way around the proxy", "no route but the relay", { tookMs: null }),
  check("credentials", "credential-anthropic", "Credential anthropic", "accepted by its service, from keychain", {
    tookMs: null,
  }),
  ...trusts,
  check("trust", "trust-go", "CA trust of go", "go is not in the image.", { status: "skip", tookMs: null }),
];

export const someSettings: readonly Setting[] = [
  { key: "proxy.port", value: "18080", about: "TCP port of the proxy", line: null, atStart: true },
  { key: "approvals.timeout_seconds", value: "300", about: "how long a held request waits", line: 12, atStart: false },
  { key: "sessions.disk_hard_mib", value: "30720", about: "one that wrote more is stopped", line: null, atStart: true },
  {
    key: "policy.preset",
    value: '"balanced"',
    about: "what is permitted where no rule speaks",
    line: 20,
    atStart: false,
  },
];

const grey = (text: string): string => `\x1b[90m${text}\x1b[0m`;
const bold = (text: string): string => `\x1b[1m${text}\x1b[0m`;
const dot = (colour: number): string => `\x1b[${colour}m●\x1b[0m`;

/** What an agent's terminal may look like. */
export const claudeScreen = [
  "",
  "╭─────────────────────────────────────────────────────────────────────────╮",
  `│ ${bold("Claude Code")} ${grey("v2.1.330 · /workspace/harbor-api")}                            │`,
  "╰─────────────────────────────────────────────────────────────────────────╯",
  "",
  `${grey(">")} Make the HTTP retry budget configurable. Default 10 % of requests,`,
  "  never retry POST without an idempotency key. Keep the public API.",
  "",
  `${dot(32)} ${bold("Update")}(packages/http/src/retry.ts)`,
  "  └  Updated with 14 additions and 5 removals",
  "      38    export function shouldRetry(req: Req, res: Res, b: Budget) {",
  "      \x1b[48;2;58;26;28m39 -    return res.status >= 500 && req.attempt < MAX_RETRIES;\x1b[0m",
  "      \x1b[48;2;20;46;32m39 +    if (!isReplayable(req)) return false;\x1b[0m",
  "      \x1b[48;2;20;46;32m40 +    return isTransient(res) && b.tryTake(req.weight);\x1b[0m",
  "      41    }",
  "",
  `${dot(32)} ${bold("Bash")}(npm test -w packages/http -- retry)`,
  "  └  \x1b[32m✓\x1b[0m retry.test.ts (23 tests) 412ms",
  "     \x1b[32m✓\x1b[0m budget.test.ts (11 tests) 96ms",
  "",
  `${dot(31)} ${bold("Bash")}(gh api repos/northquay/harbor-api/hooks -f name=web)`,
  "  └  \x1b[31mHTTP 403: refused by Clauderon: a webhook outlives the session\x1b[0m",
  "",
  `${dot(32)} Tests pass. The webhook is not needed for this change, so I left it out.`,
  "",
  "╭─────────────────────────────────────────────────────────────────────────╮",
  `│ ${bold("Should I also change the gRPC client, or keep this to HTTP?")}             │`,
  "│                                                                         │",
  "│ \x1b[36m❯ 1. Keep this to HTTP\x1b[0m                                                  │",
  "│   2. Change the gRPC client too                                         │",
  "│   3. Let me explain                                                     │",
  "╰─────────────────────────────────────────────────────────────────────────╯",
].join("\n");
