import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SessionEnv } from "../../src-shared/contract/sessions.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import {
  type ServiceId,
  ServicesOfOurs,
  serviceHosts,
  serviceIds,
  services,
  servicesConfig,
} from "../helpers/services.ts";
import { createTestCa } from "../helpers/testCa.ts";
import type { SessionName } from "./corpus/case.ts";
import { Stubs } from "./stub.ts";

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
  readonly #services: ServicesOfOurs;
  readonly #sessions: ReadonlyMap<string, SessionEnv>;

  static async start(): Promise<AttackWorld> {
    const authority = createTestCa();
    const ours = new ServicesOfOurs(authority);
    const hosts = [...serviceHosts, ...strangers];
    const stubs = new Stubs();
    const tls = await stubs.listen("tls", "127.0.0.1", authority.issue(...hosts));
    const plain = await stubs.listen("plain", "127.0.0.1", null);
    const badCertificate = await stubs.listen("bad certificate", "127.0.0.1", authority.issue("other.example"));
    const service = await stubs.listen("service of the host", "127.0.0.1", null);
    const config = `
[proxy.limits]
connections = 4000
requests_per_second = 4000
new_names_per_second = 4000
${servicesConfig}[[rule]]
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
${hosts.map((host) => ours.route(host, tls)).join("")}
${plainHosts.map((host) => ours.route(host, plain, 80)).join("")}
${["api.github.com", "denied.example"].map((host) => ours.route(host, tls, 8443)).join("")}
${ours.route("badcert.example", badCertificate)}`;
    const daemon = new DaemonProcess({ env: ours.env, config, args: ["--web-port", "0"] });
    const ready = await daemon.start();
    const client = await daemon.client();
    const sessions = await makeSessions(client);
    const web = Number(new URL((await client.system.web({})).url).port);
    const ports = { tls, plain, service, web, proxy: ready.proxy.port };
    return new AttackWorld({ stubs, daemon, client, ports }, ours, sessions);
  }

  private constructor(
    parts: Pick<AttackWorld, "stubs" | "daemon" | "client" | "ports">,
    ours: ServicesOfOurs,
    sessions: ReadonlyMap<string, SessionEnv>,
  ) {
    this.stubs = parts.stubs;
    this.daemon = parts.daemon;
    this.client = parts.client;
    this.ports = parts.ports;
    this.#services = ours;
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
    return this.#services.real(id);
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
    this.#services.remove();
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
