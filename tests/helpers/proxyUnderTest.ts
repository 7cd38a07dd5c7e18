import { createHash, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { issueCa } from "../../src-main/core/certs/issueCa.ts";
import { sessionPaths } from "../../src-main/core/home.ts";
import type { Injection, Policy, Upstream } from "../../src-main/core/policy.ts";
import { injectionSchema, policySchema } from "../../src-main/core/policy.ts";
import { ProxyServer, type ProxyServerOptions } from "../../src-main/core/proxy/proxyServer.ts";
import type { AuditSink } from "../../src-main/core/proxy/record.ts";
import type { ProxyEvent, ProxySession } from "../../src-main/core/proxy/threadContract.ts";
import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";
import type { PolicyRule } from "../../src-shared/model/policy.ts";
import { proxyHome } from "./proxyHome.ts";
import { openClient, openTunnel, parseAnswer, proxyAuthorization, type RawClient, startTls } from "./rawClient.ts";

/** An audit log in memory; `full` makes it refuse as a full disk does. */
export class AuditDouble implements AuditSink {
  readonly entries: AuditEntry[] = [];
  readonly intents: string[] = [];
  full = false;

  intent(intent: { id: string }): void {
    if (this.full) throw new Error("the disk is full");
    this.intents.push(intent.id);
  }

  append(entry: AuditEntry): void {
    this.entries.push(entry);
    if (this.full) throw new Error("the disk is full");
  }
}

export const placeholder = "sk-ant-oat01-clauderon-proxy-placeholder";
export const apiHost = "api.anthropic.com";

export function injection(overrides: Partial<Injection> = {}): Injection {
  return injectionSchema.parse({
    credentialId: "anthropic",
    host: apiHost,
    port: 443,
    header: "authorization",
    template: "Bearer {token}",
    removeHeaders: ["x-api-key"],
    placeholder,
    allowPaths: null,
    model: true,
    ...overrides,
  });
}

export function rule(overrides: Partial<PolicyRule>): PolicyRule {
  return {
    host: "*",
    port: null,
    methods: null,
    path: null,
    action: "allow",
    reason: null,
    source: "config.toml:1",
    ...overrides,
  };
}

export interface PolicyParts {
  readonly rules?: PolicyRule[];
  readonly injections?: Injection[];
  readonly upstreams?: Upstream[];
  readonly limits?: Partial<Policy["limits"]>;
  readonly approvals?: Partial<Policy["approvals"]>;
}

export function makePolicy(parts: PolicyParts): Policy {
  return policySchema.parse({
    rules: parts.rules ?? [],
    injections: parts.injections ?? [injection()],
    placeholders: [
      { credentialId: "anthropic", placeholder },
      ...(parts.injections ?? []).map((it) => ({ credentialId: it.credentialId, placeholder: it.placeholder })),
    ],
    upstreams: parts.upstreams ?? [],
    limits: parts.limits ?? {},
    approvals: parts.approvals ?? {},
  });
}

/** A proxy on a free loopback port with one session, its canary secret, and everything it recorded and said. */
export class ProxyUnderTest {
  readonly server: ProxyServer;
  readonly audit: AuditDouble;
  readonly events: ProxyEvent[];
  readonly ca: string;
  readonly token: string;
  readonly secret: string;
  readonly session: ProxySession;
  readonly #clients: RawClient[] = [];
  readonly #remove: () => void;

  static async start(parts: PolicyParts, options: Partial<ProxyServerOptions> = {}): Promise<ProxyUnderTest> {
    const { home, remove } = proxyHome();
    const audit = new AuditDouble();
    const events: ProxyEvent[] = [];
    const files = issueCa();
    const secret = randomBytes(16).toString("hex");
    const id = "k3x9q2m7p4va";
    const session: ProxySession = {
      id,
      name: "fix-retry",
      accessMode: "write",
      secretHash: createHash("sha256").update(secret).digest("hex"),
      socketPath: sessionPaths(home, id).socket,
      socketOwner: null,
      running: true,
    };
    mkdirSync(dirname(session.socketPath as string), { recursive: true, mode: 0o700 });
    const server = await ProxyServer.start({
      port: 0,
      addresses: ["127.0.0.1"],
      caCertificatePem: files.certificatePem,
      caKeyPem: files.keyPem,
      policy: makePolicy(parts),
      enabled: true,
      environmentProxy: { https: null, http: null, no: null },
      extraCaPem: null,
      audit,
      emit: (event) => events.push(event),
      ...options,
    });
    // Its ends are always the same: a text that ends as a spelling of it begins, which may be backwards, waits for more.
    const token = `sk-ant-oat01-${"canary"}-${randomBytes(24).toString("hex")}-Q`;
    server.setSecrets({ anthropic: { token } });
    await server.putSession(session);
    return new ProxyUnderTest({ server, audit, events, ca: files.certificatePem, token, secret, session }, remove);
  }

  private constructor(
    parts: Pick<ProxyUnderTest, "server" | "audit" | "events" | "ca" | "token" | "secret" | "session">,
    remove: () => void,
  ) {
    this.server = parts.server;
    this.audit = parts.audit;
    this.events = parts.events;
    this.ca = parts.ca;
    this.token = parts.token;
    this.secret = parts.secret;
    this.session = parts.session;
    this.#remove = remove;
  }

  get authorization(): string {
    return proxyAuthorization(this.session.id, this.secret);
  }

  /** A bare connection to the proxy's TCP port, or to the session's socket. */
  async client(over: "tcp" | "socket" = "tcp"): Promise<RawClient> {
    const client = await openClient(
      over === "tcp" ? { port: this.server.port } : { socketPath: this.session.socketPath as string },
    );
    this.#clients.push(client);
    return client;
  }

  /** A tunnel with the session's credentials, still plain. */
  async tunnel(authority = `${apiHost}:443`): Promise<RawClient> {
    const client = await this.client();
    const answer = await openTunnel(client, authority, this.authorization);
    if (!answer.startsWith("HTTP/1.1 200")) throw new Error(`CONNECT: ${answer}`);
    return client;
  }

  /** A tunnel with TLS inside. */
  async secureTunnel(authority = `${apiHost}:443`, servername = authority.split(":")[0] as string): Promise<RawClient> {
    const { raw } = await startTls(await this.tunnel(authority), { ca: this.ca, servername });
    this.#clients.push(raw);
    return raw;
  }

  /** One request over TLS, with the whole answer; the connection is closed afterwards. */
  async get(
    head: string,
    options: { authority?: string; body?: string } = {},
  ): Promise<ReturnType<typeof parseAnswer>> {
    const client = await this.secureTunnel(options.authority);
    client.write(`${head}Connection: close\r\n\r\n${options.body ?? ""}`);
    return parseAnswer(await client.until("end"));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.server.stop();
    this.#remove();
  }
}
