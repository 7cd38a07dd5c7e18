import type { AttackCase } from "./case.ts";

const mint = (host: string, id: string, method: string, target: string, body = "{}"): AttackCase => ({
  class: "minting",
  title: `${method} ${host}${target.split("?")[0]} would make something that outlives the session`,
  attack: {
    kind: "tunnel",
    to: `${host}:443`,
    text: `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${
      id === "acme" ? "X-Api-Key" : id === "gemini" ? "X-Goog-Api-Key" : "Authorization"
    }: ${id === "gemini" ? `{${id}}` : host === "github.com" ? `Basic {basic:${id}}` : `Bearer {${id}}`}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  },
  outcome: "refused",
});
const mutation = (text: string): AttackCase => ({
  ...mint("api.github.com", "github", "POST", "/graphql", JSON.stringify({ query: text })),
  title: `The GraphQL mutation ${/\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(text)?.[1]} would make something that outlives the session`,
});

/** Calls that trade the session's token for something lasting. Picked by hand, not taken from the product's list. */
export const mintingCases: readonly AttackCase[] = [
  ...(
    [
      ["POST", "/api/oauth/claude_cli/create_api_key"],
      ["POST", "/v1/organizations/api_keys"],
      ["POST", "/v1/organizations/invites"],
      ["POST", "/api/auth/trusted_devices"],
      ["POST", "/v1/code/auth/refresh"],
      ["POST", "/v1/code/sessions"],
      ["POST", "/v1/code/triggers"],
      ["POST", "/v1/messages/batches"],
      ["POST", "/v1/files"],
      ["POST", "/v1/skills"],
      ["GET", "/api/oauth/profile"],
      ["POST", "/v1/code/local/memory/credential"],
      ["POST", "/v1/environments/bridge"],
    ] as const
  ).map(([method, path]) => mint("api.anthropic.com", "anthropic", method, path)),
  ...(
    [
      ["POST", "/v1/organization/admin_api_keys"],
      ["POST", "/v1/organization/projects/p1/service_accounts"],
      ["POST", "/v1/organization/invites"],
      ["POST", "/v1/realtime/client_secrets"],
      ["POST", "/v1/files"],
      ["POST", "/v1/batches"],
      ["POST", "/v1/organization/workload_identity_providers"],
      ["POST", "/v1/organization/projects/p1/service_accounts/s1/api_keys"],
      ["POST", "/v1/projects/p1/users/u1/roles"],
      ["POST", "/v1/vaults/v1/credentials"],
      ["POST", "/v1/agents/automations"],
    ] as const
  ).map(([method, path]) => mint("api.openai.com", "openai", method, path)),
  ...(
    [
      ["POST", "/user/keys"],
      ["POST", "/user/gpg_keys"],
      ["POST", "/user/ssh_signing_keys"],
      ["POST", "/repos/acme/harbor/keys"],
      ["POST", "/repos/acme/harbor/hooks"],
      ["POST", "/orgs/acme/hooks"],
      ["PUT", "/repos/acme/harbor/collaborators/mallory"],
      ["POST", "/repos/acme/harbor/actions/runners/registration-token"],
      ["POST", "/orgs/acme/actions/runners/registration-token"],
      ["POST", "/repos/acme/harbor/actions/runners/generate-jitconfig"],
      ["PUT", "/repos/acme/harbor/actions/secrets/TOKEN"],
      ["PUT", "/repos/acme/harbor/contents/.github/workflows/x.yml"],
      ["POST", "/app/installations/7/access_tokens"],
      ["POST", "/applications/7/token"],
      ["POST", "/user/codespaces"],
      ["POST", "/gists"],
      ["POST", "/orgs/acme/invitations"],
      ["PUT", "/orgs/acme/memberships/mallory"],
      ["POST", "/orgs/acme/rulesets"],
      ["PUT", "/repos/acme/harbor/agents/secrets/TOKEN"],
      ["POST", "/repos/acme/harbor/dispatches"],
    ] as const
  ).map(([method, path]) => mint("api.github.com", "github", method, path)),
  mutation('mutation { createIpAllowListEntry(input: {ownerId: "x"}) { clientMutationId } }'),
  mutation("mutation M { x: addEnterpriseAdmin(input: {}) { clientMutationId } }"),
  mint("github.com", "github", "POST", "/login/oauth/access_token"),
  mint("github.com", "github", "POST", "/login/device/code"),
  mint("packages.example", "npm", "POST", "/-/npm/v1/tokens"),
  mint("packages.example", "npm", "PUT", "/-/user/org.couchdb.user:mallory"),
  mint("packages.example", "npm", "POST", "/-/stage/0b6e4a2c-3d5f-4c1a-9a77-2f0f6a1c9d11/approve"),
  mint("sentry.io", "sentry", "POST", "/api/0/api-tokens/"),
  mint(
    "sentry.io",
    "sentry",
    "POST",
    "/api/0/organizations/acme/prevent/owner/acme/repository/harbor/token/regenerate/",
  ),
  mint("sentry.io", "sentry", "PUT", "/api/0/projects/acme/harbor/symbol-sources/"),
  mint("grafana.example", "grafana", "POST", "/api/reports"),
  mint("generativelanguage.googleapis.com", "gemini", "POST", "/batch/x"),
  mint("grafana.example", "grafana", "POST", "/api/serviceaccounts/1/tokens"),
  mint("grafana.example", "grafana", "POST", "/api/auth/keys"),
  // Where a PATCH or PUT is known, a POST may stand for it.
  mint("grafana.example", "grafana", "POST", "/api/admin/users/1/password", "_method=PUT"),
  mint("grafana.example", "grafana", "POST", "/api/org/users/7"),
  mint("api.pagerduty.com", "pagerduty", "POST", "/teams/PT1/users/PU1"),
  mint("sentry.io", "sentry", "POST", "/api/0/organizations/acme/relays/"),
];
