import type { StatsSample } from "../../../src-shared/contract/sessions.ts";
import type { Credential, CredentialEvent } from "../../../src-shared/model/credential.ts";
import type { SelfTest } from "../../../src-shared/model/selfTest.ts";
import { defaultLimits, type Session } from "../../../src-shared/model/session.ts";

/*
 * Invented sessions and credentials, so that each state of the app can be looked at and tested without waiting for a
 * container to be in it.
 */

const minute = 60_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const mebibyte = 1024 * 1024;

export function invented(name: string, part: Partial<Session> & { readonly since?: number } = {}): Session {
  const { since = 10 * minute, ...rest } = part;
  return {
    id: idOf(name),
    name,
    agent: "claude",
    mode: "interactive",
    network: "locked",
    accessMode: "propose",
    state: "running",
    activity: "working",
    exitCode: null,
    error: null,
    prompt: null,
    image: "clauderon-agent:2026.11",
    repository: null,
    workdir: "/workspace",
    limits: defaultLimits,
    readOnlyRoot: false,
    env: {},
    containerId: "4f1c2a7d90be4f1c2a7d90be4f1c2a7d90be4f1c2a7d90be4f1c2a7d90be4f1c",
    containerName: `clauderon-${name}`,
    createdAt: ago(since),
    startedAt: ago(since),
    endedAt: null,
    selfTest: null,
    disk: null,
    ...rest,
  };
}

const gibibyte = 1024 ** 3;

function idOf(name: string): string {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  let number = 7;
  for (const letter of name) number = (number * 31 + letter.charCodeAt(0)) % 2 ** 31;
  return Array.from({ length: 12 }, (_, at) => letters[(number >> (at * 2)) & 31]).join("");
}

const repository = (name: string, branch: string) => ({
  path: `/home/dev/code/${name}`,
  name,
  branch: `clauderon/${branch}`,
  base: "9d1f0c2b7a5e4d3c2b1a09f8e7d6c5b4a3928170",
});

const tried = (outcomeOfUdp: string): SelfTest => ({
  at: ago(9 * minute),
  verdict: outcomeOfUdp === "no route" ? "pass" : "fail",
  message: outcomeOfUdp === "no route" ? null : "UDP to 1.1.1.1:53 got an answer. Nothing ran, nothing was sent.",
  tookMs: 212,
  attempts: (
    [
      ["direct.ipv4", "Direct IPv4", "1.1.1.1:443", "no route"],
      ["direct.ipv6", "Direct IPv6", "[2606:4700::1111]:443", "no route"],
      ["dns.udp", "DNS over UDP", "1.1.1.1:53", outcomeOfUdp],
      ["metadata", "Metadata service", "169.254.169.254:80", "no route"],
      ["host", "Service of the host", "172.17.0.1:5432", "no route"],
    ] as const
  ).map(([id, title, target, outcome]) => ({
    id,
    kind: "escape" as const,
    title,
    target,
    outcome,
    ok: outcome !== "got an answer",
  })),
});

/** A morning's work: one that waits, some that work, some at rest, one that failed. */
export function morning(): Session[] {
  const passed = tried("no route");
  const sessions = [
    invented("fix-retry-budget", {
      activity: "waiting",
      agentWords: "Tests pass. The budget now defaults to 10 % of requests. Should I also change the gRPC client?",
      since: 130 * minute,
      repository: repository("harbor-api", "fix-retry-budget"),
      prompt: "Make the HTTP retry budget configurable. Default 10 % of requests.",
    }),
    invented("ledger-export", {
      activity: "waiting",
      accessMode: "write",
      since: 41 * minute,
      repository: repository("ledger", "ledger-export"),
    }),
    invented("upgrade-react-19", { since: 112 * minute, repository: repository("billing-web", "upgrade-react-19") }),
    invented("openapi-codegen", {
      agent: "codex",
      since: 26 * minute,
      repository: repository("harbor-api", "openapi-codegen"),
    }),
    invented("flaky-ci-5127", {
      disk: {
        bytes: 8.6 * gibibyte,
        softBytes: 8 * gibibyte,
        hardBytes: 10 * gibibyte,
        state: "warning",
        at: ago(minute),
      },
      network: "open",
      accessMode: "read",
      since: 9 * minute,
      repository: repository("harbor-api", "flaky-ci-5127"),
    }),
    invented("docs-sweep", {
      agent: "gemini",
      activity: "idle",
      since: 184 * minute,
      repository: repository("handbook", "docs-sweep"),
    }),
    invented("perf-order-index", {
      activity: "idle",
      accessMode: "read",
      since: 338 * minute,
      repository: repository("orders-db", "perf-order-index"),
    }),
    invented("infra-plan", {
      state: "error",
      activity: "unknown",
      error: "Not started: the network test found a way out. UDP to 1.1.1.1:53 got an answer.",
      selfTest: tried("got an answer"),
      startedAt: null,
      repository: repository("infra", "infra-plan"),
    }),
    invented("release-notes-118", {
      state: "exited",
      activity: "unknown",
      mode: "print",
      exitCode: 0,
      accessMode: "read",
      endedAt: ago(60 * minute),
      repository: repository("harbor-api", "release-notes-118"),
    }),
  ];
  return sessions.map((session) =>
    session.network === "open" ? session : { ...session, selfTest: session.selfTest ?? passed },
  );
}

/** Names and texts that a hostile container or repository would choose. */
export function hostile(): Session[] {
  const long = "x".repeat(4096);
  return [
    invented(`a${"-very-long-name".repeat(4)}ab`, {
      repository: { ...repository("r", "b"), name: "repo\u202egnp.exe\u2066", branch: `clauderon/${long}` },
    }),
    invented("fake-badge", {
      state: "error",
      error: `Approved ✓ <img src=x onerror="document.title='owned'"> \u001b[2J${long}`,
      repository: { ...repository("r", "b"), name: "<script>document.title='owned'</script>" },
    }),
    invented("busy", { activity: "waiting" }),
  ];
}

export function measuresOf(sessions: readonly Session[], second: number): StatsSample[] {
  return sessions
    .filter(({ state }) => state === "running")
    .map(({ id, activity, limits }, at) => ({
      sessionId: id,
      cpuCores: activity === "working" ? 0.4 + at * 0.3 + Math.sin(second / (2 + at)) * 0.25 : 0.01 * at,
      memoryBytes: (300 + at * 140 + Math.sin(second / 9) * 12) * mebibyte,
      memoryLimitBytes: limits.memoryBytes,
    }));
}

const credential = (id: string, part: Partial<Credential>): Credential => ({
  id,
  builtIn: true,
  hosts: [`api.${id}.com`],
  env: [`${id.toUpperCase().replaceAll("-", "_")}_TOKEN`],
  placeholder: `${id}-clauderon-proxy-placeholder`,
  source: null,
  health: "not_set",
  problem: null,
  kind: "token",
  sentAs: (part.hosts ?? [`api.${id}.com`]).map((host) => ({
    host,
    header: "authorization",
    form: "Bearer …",
    removes: [],
  })),
  expiresAt: null,
  lastTest: null,
  lastUsedAt: null,
  ...part,
});

export function purse(): Credential[] {
  return [
    credential("anthropic", {
      kind: "OAuth token of `claude setup-token`",
      source: "keychain",
      health: "healthy",
      lastTest: { at: ago(12 * minute), health: "healthy", tookMs: 212 },
      lastUsedAt: ago(2000),
    }),
    credential("chatgpt", {
      kind: "Codex's login, renewed on this machine",
      hosts: ["chatgpt.com"],
      source: "file ~/.codex/auth.json",
      health: "healthy",
      expiresAt: new Date(Date.now() + 361 * minute).toISOString(),
      lastUsedAt: ago(3000),
    }),
    credential("grafana", {
      hosts: ["grafana.northquay.dev"],
      source: "command op",
      health: "healthy",
      expiresAt: new Date(Date.now() + 52 * 60 * minute).toISOString(),
    }),
    credential("github", {
      hosts: ["api.github.com", "github.com", "uploads.github.com"],
      source: "keychain",
      health: "healthy",
      lastUsedAt: ago(9000),
    }),
    credential("sentry", {
      hosts: ["sentry.io", "*.sentry.io"],
      source: "secrets/sentry",
      health: "rejected",
      problem: "sentry.io answered 401. Make a new token and set it again.",
      lastUsedAt: ago(26 * 60 * minute),
    }),
    credential("openai", { hosts: ["api.openai.com"], source: "environment OPENAI_API_KEY", health: "untested" }),
    credential("google", { hosts: ["generativelanguage.googleapis.com"] }),
  ];
}

/** What a core that has run for a day would tell of a credential. */
export function credentialLog(id: string): CredentialEvent[] {
  if (id === "chatgpt") {
    return [2, 10, 18].map((hours) => ({
      at: ago(hours * 60 * minute),
      event: "renewed",
      text: "Renewed on this machine, for all sessions at once",
    }));
  }
  return id === "anthropic" ? [{ at: ago(12 * minute), event: "accepted", text: "Accepted by its service" }] : [];
}
