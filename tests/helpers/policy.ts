import { buildPolicy } from "../../src-main/core/config/buildPolicy.ts";
import { readConfig } from "../../src-main/core/config/readConfig.ts";
import { defineCredentials } from "../../src-main/core/credentials/defineCredentials.ts";
import type { Policy } from "../../src-main/core/policy.ts";
import type { ProxyRequest } from "../../src-main/core/proxy/exchange.ts";
import type { Workspace } from "../../src-main/core/workspace.ts";

/** A service of the user's own, on a port of its own. */
export const acmeToml = `
[[credential]]
id = "acme"
source = { env = "ACME_TOKEN" }
[[inject]]
host = "*.acme.example"
port = 8443
credential = "acme"
header = "X-Api-Key"
value = "{token}"
`;

/** The policy that a config.toml gives, with an npm registry as a user might have it. */
export function policyFrom(toml = "", unavailable?: ReadonlyMap<string, string>): Policy {
  const config = readConfig(toml, () => "-----BEGIN CERTIFICATE-----");
  return buildPolicy(config, defineCredentials(config, { host: "npm.registry.example", port: 443 }), [], unavailable);
}

/** A clone of a/b and acme/harbor at GitHub. */
export const harbor: Workspace = {
  repositories: ["github.com/a/b", "github.com/acme/harbor"],
  defaultBranches: ["trunk"],
  commits: [],
  trees: [],
};

/** A well-formed request for a URL; `change` bends it. */
export function makeRequest(method: string, url: string, change: Partial<ProxyRequest> = {}): ProxyRequest {
  const [, scheme, host, port, target] = /^(https?):\/\/([^:/?]+)(?::(\d+))?(.*)$/.exec(url) as unknown as string[];
  const number = port ? Number(port) : scheme === "https" ? 443 : 80;
  return {
    sessionId: "aaaaaaaaaaaa",
    accessMode: "write",
    workspace: harbor,
    scheme: scheme as "http" | "https",
    host: host as string,
    port: number,
    sni: scheme === "https" ? (host as string) : null,
    method,
    target: target || "/",
    upgrade: false,
    hasBody: false,
    body: "unseen",
    ...change,
    headers: [["Host", port ? `${host}:${port}` : (host as string)], ...(change.headers ?? [])],
  };
}
