import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestCa } from "./testCa.ts";

/**
 * The services with a built-in credential, and one that only config.toml knows: the daemon's variable, how a value
 * begins, and hosts of the service. Real values are made at run time.
 */
export const services = {
  anthropic: { variable: "CLAUDE_CODE_OAUTH_TOKEN", prefix: "sk-ant-oat01-", hosts: ["api.anthropic.com"] },
  openai: { variable: "CODEX_API_KEY", prefix: "sk-", hosts: ["api.openai.com"] },
  github: { variable: "GH_TOKEN", prefix: "ghp_", hosts: ["api.github.com", "github.com"] },
  gemini: { variable: "GEMINI_API_KEY", prefix: "AIza", hosts: ["generativelanguage.googleapis.com"] },
  npm: { variable: "NPM_TOKEN", prefix: "npm_", hosts: ["packages.example"] },
  docker: { variable: "DOCKER_TOKEN", prefix: "dckr_", hosts: ["auth.docker.io"] },
  sentry: { variable: "SENTRY_AUTH_TOKEN", prefix: "sntrys_", hosts: ["sentry.io"] },
  pagerduty: { variable: "PAGERDUTY_TOKEN", prefix: "u+", hosts: ["api.pagerduty.com"] },
  grafana: { variable: "GRAFANA_API_KEY", prefix: "glsa_", hosts: ["grafana.example"] },
  acme: { variable: "ACME_TOKEN", prefix: "acme-", hosts: ["eu.acme.example"] },
} as const;
export type ServiceId = keyof typeof services;
export const serviceIds = Object.keys(services) as ServiceId[];
export const serviceHosts: readonly string[] = serviceIds.flatMap((id) => [...services[id].hosts]);

/** What config.toml says of those that are not built in whole. */
export const servicesConfig = `
[grafana]
host = "grafana.example"
[[credential]]
id = "acme"
source = { env = "ACME_TOKEN" }
env = "ACME_TOKEN"
[[inject]]
host = "*.acme.example"
credential = "acme"
header = "x-api-key"
value = "{token}"
`;

/** What a daemon needs to take servers of ours for the services: values that nobody else knows, and files. */
export class ServicesOfOurs {
  readonly #folder = mkdtempSync(join(tmpdir(), "cld-services-"));
  readonly #values = new Map(
    serviceIds.map((id) => [id, `${services[id].prefix}canary${randomBytes(15).toString("base64url")}`]),
  );

  constructor(authority: TestCa) {
    writeFileSync(join(this.#folder, "ca.pem"), authority.ca);
    writeFileSync(join(this.#folder, ".npmrc"), "registry=https://packages.example/\n");
  }

  /** The real value: known to the daemon's environment, the servers and the test. */
  real(id: ServiceId): string {
    return this.#values.get(id) as string;
  }

  /** Of the daemon. */
  get env(): NodeJS.ProcessEnv {
    const secrets = Object.fromEntries(serviceIds.map((id) => [services[id].variable, this.real(id)]));
    return { ...secrets, NPM_CONFIG_USERCONFIG: join(this.#folder, ".npmrc") };
  }

  /** An `[[upstream]]` that sends a host's traffic to a port of this machine, with TLS except to port 80. */
  route(host: string, to: number, port = 443): string {
    const trust = port === 80 ? "" : `ca = "${join(this.#folder, "ca.pem")}"\n`;
    return `[[upstream]]\nhost = "${host}"\nport = ${port}\naddress = "127.0.0.1:${to}"\n${trust}`;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
