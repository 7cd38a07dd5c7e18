import type { Injection, MethodPath } from "../policy.ts";
import { chatgptPlaceholders } from "./codexDummies.ts";
import type { CredentialDefinition } from "./definition.ts";

/** A place that only the user's own configuration names. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** What the table takes from the user's configuration. */
export interface BuiltInPlaces {
  /** The registry of the user's npm configuration; null when there is none over HTTPS. */
  readonly npm: HostAndPort | null;
  readonly grafana: HostAndPort | null;
}

/** All that a session needs of api.anthropic.com. Other calls there mint keys, keep files, or outlive the session. */
const anthropicPaths: readonly MethodPath[] = [
  { method: "POST", path: "/v1/messages" },
  { method: "POST", path: "/v1/messages/count_tokens" },
  { method: "GET", path: "/v1/models" },
  { method: "GET", path: "/v1/models/*" },
  { method: "GET", path: "/api/hello" },
  { method: "GET", path: "/api/claude_code/settings" },
  { method: "GET", path: "/api/claude_code/policy_limits" },
  { method: "GET", path: "/api/claude_cli/bootstrap" },
];

/** All that Codex needs of chatgpt.com; its other calls there may fail. */
const chatgptPaths: readonly MethodPath[] = [
  { method: "POST", path: "/backend-api/codex/responses" },
  { method: "GET", path: "/backend-api/codex/models" },
  { method: "GET", path: "/backend-api/wham/accounts/check" },
];

/** The services known without configuration, and how each takes its credential. */
export function builtIns(places: BuiltInPlaces): CredentialDefinition[] {
  return [
    define("anthropic", {
      variables: ["CLAUDE_CODE_OAUTH_TOKEN"],
      placeholder: "sk-ant-oat01-clauderon-proxy-placeholder",
      at: [{ host: "api.anthropic.com", removeHeaders: ["x-api-key"], allowPaths: [...anthropicPaths], model: true }],
      probe: {
        url: "https://api.anthropic.com/v1/models?limit=1",
        header: ["authorization", "Bearer {token}"],
        extraHeaders: { "anthropic-version": "2023-06-01", "anthropic-beta": "oauth-2025-04-20" },
      },
    }),
    define("openai", {
      variables: ["CODEX_API_KEY", "OPENAI_API_KEY"],
      placeholder: "sk-clauderon-openai-placeholder",
      at: [
        {
          host: "api.openai.com",
          model: true,
          // Codex with OPENAI_API_KEY alone sends no Authorization at all.
          withoutPlaceholder: [{ method: "POST", path: "/v1/responses" }],
        },
      ],
      probe: { url: "https://api.openai.com/v1/models", header: ["authorization", "Bearer {token}"] },
    }),
    define("chatgpt", {
      variables: [],
      placeholder: chatgptPlaceholders.accessToken,
      otherPlaceholders: [chatgptPlaceholders.refreshToken],
      at: [
        { host: "chatgpt.com", allowPaths: [...chatgptPaths], model: true },
        // Goes in with the token: whatever account a request names, the login's own is the one that pays.
        ...[chatgptPlaceholders.accountId, chatgptPlaceholders.accessToken].map((placeholder) => ({
          host: "chatgpt.com",
          header: "chatgpt-account-id",
          template: "{account_id}",
          placeholder,
          model: true,
        })),
      ],
      probe: {
        url: "https://chatgpt.com/backend-api/wham/accounts/check",
        header: ["authorization", "Bearer {token}"],
      },
    }),
    define("github", {
      variables: ["GH_TOKEN", "GITHUB_TOKEN"],
      placeholder: "ghp_clauderonPlaceholder",
      at: [
        { host: "api.github.com", queryNames: ["access_token"] },
        { host: "github.com", template: "Basic {basic:x-access-token}" },
      ],
      probe: { url: "https://api.github.com/rate_limit", header: ["authorization", "Bearer {token}"] },
    }),
    define("gemini", {
      variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
      placeholder: "clauderon-gemini-placeholder",
      at: [
        {
          host: "generativelanguage.googleapis.com",
          header: "x-goog-api-key",
          template: "{token}",
          removeHeaders: ["authorization"],
          queryNames: ["key", "access_token"],
          model: true,
        },
      ],
      probe: {
        url: "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1",
        header: ["x-goog-api-key", "{token}"],
      },
    }),
    define("npm", {
      variables: ["NPM_TOKEN"],
      placeholder: "npm_clauderonPlaceholder",
      at: places.npm ? [places.npm] : [],
      probe: places.npm && { url: `https://${at(places.npm)}/-/whoami`, header: ["authorization", "Bearer {token}"] },
    }),
    define("docker", {
      variables: ["DOCKER_TOKEN"],
      placeholder: "clauderon-docker-placeholder",
      // The auth host hands out short-lived tokens for the registry, also to nobody in particular: those pass. Ones that
      // the user's own credential brought stay outside.
      at: [
        { host: "registry-1.docker.io", foreign: "pass" },
        { host: "auth.docker.io", issuesTokens: true },
      ],
    }),
    define("sentry", {
      variables: ["SENTRY_AUTH_TOKEN"],
      at: [{ host: "sentry.io" }],
      probe: { url: "https://sentry.io/api/0/", header: ["authorization", "Bearer {token}"] },
    }),
    define("pagerduty", {
      variables: ["PAGERDUTY_TOKEN"],
      at: [{ host: "api.pagerduty.com", template: "Token token={token}" }],
      probe: { url: "https://api.pagerduty.com/abilities", header: ["authorization", "Token token={token}"] },
    }),
    define("grafana", {
      variables: ["GRAFANA_API_KEY"],
      at: places.grafana ? [places.grafana] : [],
      probe: places.grafana && {
        url: `https://${at(places.grafana)}/api/org`,
        header: ["authorization", "Bearer {token}"],
      },
    }),
  ];
}

/** Variables of the host process that hold real values, by credential. */
export const builtInHostVariables: ReadonlyMap<string, readonly string[]> = new Map(
  builtIns({ npm: null, grafana: null }).map(({ id, hostVariables }) => [id, hostVariables]),
);

interface Row {
  readonly variables: readonly string[];
  readonly placeholder?: string;
  readonly otherPlaceholders?: readonly string[];
  readonly at: readonly (Partial<Injection> & { readonly host: string })[];
  readonly probe?: CredentialDefinition["probe"];
}

function define(id: string, row: Row): CredentialDefinition {
  const placeholder = row.placeholder ?? `clauderon-${id}-placeholder`;
  return {
    id,
    builtIn: true,
    hostVariables: row.variables,
    containerVariables: row.variables,
    placeholder,
    otherPlaceholders: row.otherPlaceholders ?? [],
    injections: row.at.map((place) => injection(id, { placeholder, ...place })),
    probe: row.probe ?? null,
    source: null,
  };
}

/** An injection with everything that is usual: port 443, `Authorization: Bearer`. */
export function injection(
  credentialId: string,
  fields: Partial<Injection> & { readonly host: string; readonly placeholder: string },
): Injection {
  return {
    credentialId,
    port: 443,
    header: "authorization",
    template: "Bearer {token}",
    removeHeaders: [],
    allowPaths: null,
    withoutPlaceholder: [],
    queryNames: [],
    foreign: "refuse",
    issuesTokens: false,
    model: false,
    unavailable: null,
    ...fields,
  };
}

function at({ host, port }: HostAndPort): string {
  return port === 443 ? host : `${host}:${port}`;
}
