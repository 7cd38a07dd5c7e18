import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SessionEnv } from "../../src-shared/contract/sessions.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { createTestCa } from "../helpers/testCa.ts";
import type { SessionName } from "./corpus/case.ts";
import { Stubs } from "./stub.ts";

const canary = (prefix: string): string => `${prefix}${"canary"}${randomBytes(15).toString("base64url")}`;

/** Variable of the daemon, how its service takes it, and where. The real values are made at run time. */
const services = {
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

const strangers = [
  "free.example",
  "evil.example",
  "denied.example",
  "getonly.example",
  "acme.example",
  "a.b.wild.example",
  "gist.github.com",
  "api.github.com.evil.example",
  "evilapi.github.com",
  "api.acme.example.evil.example",
];
const plainHosts = ["free.example", "api.github.com", "denied.example", "getonly.example"];

/** The built daemon as a user runs it, every service played by servers of ours, and sessions that attack. */
export class AttackWorld {
  readonly stubs: Stubs;
  readonly daemon: DaemonProcess;
  readonly client: ClauderonClient;
  readonly ports: Readonly<Record<string, number>>;
  readonly #folder: string;
  readonly #values: Readonly<Record<ServiceId, string>>;
  readonly #sessions: ReadonlyMap<string, SessionEnv>;

  static async start(): Promise<AttackWorld> {
    const folder = mkdtempSync(join(tmpdir(), "cld-attack-"));
    const authority = createTestCa();
    writeFileSync(join(folder, "ca.pem"), authority.ca);
    writeFileSync(join(folder, ".npmrc"), "registry=https://packages.example/\n");
    const hosts = [...serviceIds.flatMap((id) => [...services[id].hosts]), ...strangers];
    const stubs = new Stubs();
    const tls = await stubs.listen("tls", "127.0.0.1", authority.issue(...hosts));
    const plain = await stubs.listen("plain", "127.0.0.1", null);
    const badCertificate = await stubs.listen("bad certificate", "127.0.0.1", authority.issue("other.example"));
    const service = await stubs.listen("service of the host", "127.0.0.1", null);
    const values = Object.fromEntries(serviceIds.map((id) => [id, canary(services[id].prefix)])) as Record<
      ServiceId,
      string
    >;
    const ca = `ca = "${join(folder, "ca.pem")}"`;
    const route = (host: string, port: number, to: number): string =>
      `[[upstream]]\nhost = "${host}"\nport = ${port}\naddress = "127.0.0.1:${to}"\n${port === 80 ? "" : ca}\n`;
    const config = `
[proxy.limits]
connections = 4000
requests_per_second = 4000
new_names_per_second = 4000
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
[[rule]]
host = "denied.example"
action = "deny"
reason = "the test says so"
[[rule]]
host = "*.wild.example"
action = "deny"
[[rule]]
host = "getonly.example"
methods = ["POST", "PUT", "PATCH", "DELETE"]
action = "deny"
[[rule]]
host = "*.acme.example"
path = "/denied/keys"
action = "deny"
${hosts.map((host) => route(host, 443, tls)).join("")}
${plainHosts.map((host) => route(host, 80, plain)).join("")}
${["api.github.com", "denied.example"].map((host) => route(host, 8443, tls)).join("")}
${route("badcert.example", 443, badCertificate)}`;
    const env = Object.fromEntries(serviceIds.map((id) => [services[id].variable, values[id]]));
    const daemon = new DaemonProcess({
      env: { ...env, NPM_CONFIG_USERCONFIG: join(folder, ".npmrc") },
      config,
      args: ["--web-port", "0"],
    });
    const ready = await daemon.start();
    const client = await daemon.client();
    const sessions = await makeSessions(client);
    const web = Number(new URL((await client.system.web({})).url).port);
    const ports = { tls, plain, service, web, proxy: ready.proxy.port };
    return new AttackWorld({ stubs, daemon, client, ports }, folder, values, sessions);
  }

  private constructor(
    parts: Pick<AttackWorld, "stubs" | "daemon" | "client" | "ports">,
    folder: string,
    values: Record<ServiceId, string>,
    sessions: ReadonlyMap<string, SessionEnv>,
  ) {
    this.stubs = parts.stubs;
    this.daemon = parts.daemon;
    this.client = parts.client;
    this.ports = parts.ports;
    this.#folder = folder;
    this.#values = values;
    this.#sessions = sessions;
  }

  session(name: string): SessionEnv {
    const session = this.#sessions.get(name);
    if (!session) throw new Error(`There is no session ${name}.`);
    return session;
  }

  get sessionNames(): readonly SessionName[] {
    return ["main", "reader", "proposer"];
  }

  /** The real value: known to the daemon's environment, the stand-ins and the detector. */
  real(id: ServiceId): string {
    return this.#values[id];
  }

  placeholder(id: ServiceId): string {
    const value = this.session("main").env[services[id].variable];
    if (!value) throw new Error(`${id} has no placeholder.`);
    return value;
  }

  /** The credential whose own host this is. */
  serviceOf(host: string): ServiceId | null {
    return serviceIds.find((id) => (services[id].hosts as readonly string[]).includes(host)) ?? null;
  }

  async close(): Promise<void> {
    await this.daemon.dispose();
    await this.stubs.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function makeSessions(client: ClauderonClient): Promise<ReadonlyMap<string, SessionEnv>> {
  const sessions = new Map<string, SessionEnv>();
  const make = async (name: string): Promise<void> => {
    sessions.set(name, await client.sessions.env({ session: name, create: true }));
  };
  for (const name of ["main", "reader", "proposer", "stopped", "deleted", "replaced"]) await make(name);
  await client.sessions.setAccessMode({ session: "reader", accessMode: "read" });
  await client.sessions.setAccessMode({ session: "proposer", accessMode: "propose" });
  await client.sessions.stop({ session: "stopped" });
  await client.sessions.delete({ session: "deleted", force: true });
  await client.sessions.recreate({ session: "replaced" });
  return sessions;
}
