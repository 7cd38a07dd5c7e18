import type { ApprovalDesk } from "./approvals/approvalDesk.ts";
import { GrantStore } from "./approvals/grantStore.ts";
import { openApprovals } from "./approvals/openApprovals.ts";
import type { Place } from "./approvals/proposeRule.ts";
import { type AuditHost, startAudit } from "./audit/auditHost.ts";
import { lastRefusal } from "./audit/lastRefusal.ts";
import { ReadingSurvey } from "./audit/readingSurvey.ts";
import { loadOrCreateCa } from "./certs/caStore.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { codexAuthJson, codexConfigToml, codexMode } from "./credentials/codexDummies.ts";
import { containsKnownSecret, placeholderEnv } from "./credentials/containerEnv.ts";
import type { EnvironmentSecrets } from "./credentials/environment.ts";
import { systemKeychain } from "./credentials/keychain.ts";
import { KeychainKeeper } from "./credentials/keychainKeeper.ts";
import { lastUseFile } from "./credentials/lastUse.ts";
import { Vault } from "./credentials/vault.ts";
import { resolveEngineConnection } from "./engine/connection.ts";
import { createDockerEngine } from "./engine/dockerEngine.ts";
import type { Engine } from "./engine/engine.ts";
import { environmentProxy, extraCaPem } from "./environmentProxy.ts";
import type { HomePaths } from "./home.ts";
import { hostFetch } from "./hostFetch.ts";
import { createImages, type Images } from "./images/agentImage.ts";
import type { LogFile } from "./lifecycle/log.ts";
import type { Shutdown } from "./lifecycle/shutdown.ts";
import { PolicyKeeper } from "./policyKeeper.ts";
import { type ProxyHost, startProxy } from "./proxy/proxyHost.ts";
import { startOnPort } from "./proxy/startOnPort.ts";
import { ProxySwitch } from "./proxySwitch.ts";
import type { CredentialsPort } from "./sessions/ports.ts";
import { SessionManager } from "./sessions/sessionManager.ts";
import { Settings } from "./settings.ts";
import { openDatabase } from "./storage/database.ts";
import { migrations } from "./storage/migrations/index.ts";
import { startTerminals, type TerminalHost } from "./terminals/terminalHost.ts";

export interface CoreOptions {
  readonly home: HomePaths;
  readonly log: LogFile;
  readonly env: NodeJS.ProcessEnv;
  /** Taken out of `env` before anything else ran. */
  readonly environmentSecrets: EnvironmentSecrets;
  readonly shutdown: Shutdown;
  /** Of this program. */
  readonly version: string;
  /** 0 picks a free port; absent takes config.toml's. */
  readonly port?: number;
}

/** The parts that services speak to. */
export interface Core {
  readonly home: HomePaths;
  readonly log: LogFile;
  readonly engine: Engine;
  readonly images: Images;
  readonly sessions: SessionManager;
  readonly terminals: TerminalHost;
  readonly audit: AuditHost;
  readonly vault: Vault;
  readonly policies: PolicyKeeper;
  readonly approvals: ApprovalDesk;
  /** Requests of the last seven days to a place. */
  readonly countRequestsAt: (place: Place) => number;
  readonly proxySwitch: ProxySwitch;
  readonly proxy: ProxyHost;
  readonly caPem: string;
  /** Reads config.toml again now. */
  reloadConfig(): void;
}

/** The only place that builds and wires the parts. Resolves when the proxy's self-test has passed. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { home, log, env, shutdown } = options;
  const config = loadConfig(home.config);
  const wayOut = { environmentProxy: environmentProxy(env), extraCaPem: extraCaPem(env) };
  const ca = await loadOrCreateCa(home);

  const database = openDatabase(home.database, migrations);
  shutdown.add("database", () => void database.close());
  const settings = new Settings(database);

  // Before any thread starts: the vault takes what config.toml names out of the environment.
  const vault = await Vault.open({
    home,
    config,
    env,
    environmentSecrets: options.environmentSecrets,
    keychain: new KeychainKeeper(systemKeychain(home.root, env), {
      get: () => settings.keepsSecretsInFiles(),
      set: (inFiles) => settings.setKeepsSecretsInFiles(inFiles),
    }),
    fetch: hostFetch({ ...wayOut, upstreams: config.upstreams }),
    lastUse: lastUseFile(`${home.cache}/credential-use.json`),
    log: log.part("credentials"),
  });
  shutdown.add("vault", () => vault.close());

  const grants = new GrantStore(database);

  let proxy: ProxyHost | null = null;
  const policies = new PolicyKeeper({
    configPath: home.config,
    config,
    vault,
    wayOut,
    grants: () => grants.rules(),
    log: log.part("config"),
    onPolicy: (policy) => {
      // Rules first: a new secret must never meet an old rule.
      proxy
        ?.setPolicy(policy)
        .then(() => proxy?.setSecrets(vault.secrets()))
        .catch((error: unknown) => log.error({ err: error }, "The proxy did not take a new policy"));
    },
  });
  shutdown.add("config watch", () => policies.close());

  proxy = await startOnPort(options.port ?? config.proxy.port, settings.proxyPort(), (port) =>
    startProxy({
      home,
      log: log.part("proxy"),
      port,
      addresses: ["127.0.0.1"],
      policy: policies.policy,
      enabled: settings.proxyEnabled(),
      ...wayOut,
      auditSegmentBytes: config.audit.segmentBytes,
    }),
  );
  const running = proxy;
  settings.setProxyPort(running.port);
  await running.setSecrets(vault.secrets());
  shutdown.add("proxy", () => running.stop());

  const audit = startAudit(home, options.version, log.part("audit"));
  shutdown.add("audit index", () => audit.close());
  const reading = new ReadingSurvey(home);
  shutdown.add("audit reading", () => reading.close());

  const connection = resolveEngineConnection(env);
  const engine = createDockerEngine(connection);
  const images = createImages({ engine, home, log: log.part("images"), config: config.image });
  const terminals = startTerminals(connection, log.part("terminals"));
  shutdown.add("terminals", () => terminals.close({}).then(() => {}));

  const sessions = new SessionManager({
    engine,
    home,
    database,
    log: log.part("sessions"),
    proxy: {
      port: running.port,
      putSession: (session) => running.putSession(session),
      removeSession: ({ id }) => running.removeSession(id),
      setAddresses: ({ addresses }) => running.setAddresses(addresses),
    },
    terminals,
    credentials: credentialsPort(vault),
    images,
    caPem: ca.certificatePem,
    disk: config.sessions,
    lastRefusal: (sessionId, since) => lastRefusal(audit.recorded, sessionId, since),
  });
  shutdown.add("sessions", () => sessions.close());

  const approvals = openApprovals({ database, grants, policies, proxy: running, sessions, survey: reading.survey });

  running.onEvent((event) => {
    if (event.type === "audit") audit.noteSynced(event.seq);
    else if (event.type === "credential") vault.noteUse(event.credentialId, event.status, event.at);
    else if (event.type === "hook")
      sessions.noteActivity(event.sessionId, { type: "hook", event: event.event, body: event.body });
    else if (event.type === "modelRequests")
      sessions.noteActivity(event.sessionId, { type: "modelRequests", open: event.open });
    else if (event.type === "approvalAdded") approvals.desk.noteAdded(event.approval);
    else if (event.type === "approvalEnded") approvals.desk.noteEnded(event.id, event.outcome);
    else if (event.type === "scrubbed") {
      const { type: _, ...finding } = event;
      log.warn(finding, "An answer held the value of a credential; it was replaced before it reached the session");
    } else log.error({ problem: event.message }, event.message);
  });
  // Last, with everything in place to hear of: sessions that run already talk at once.
  await sessions.open();
  approvals.followSessions();

  const proxySwitch = new ProxySwitch({
    proxy: running,
    settings,
    policies,
    countSessions: () => sessions.list({ includeArchived: false }).filter(({ state }) => state === "running").length,
  });
  return {
    home,
    log,
    engine,
    images,
    sessions,
    terminals,
    audit,
    vault,
    policies,
    approvals: approvals.desk,
    countRequestsAt: approvals.countAt,
    proxySwitch,
    proxy: running,
    caPem: ca.certificatePem,
    reloadConfig: () => policies.reload(),
  };
}

/** What sessions may know of credentials: placeholders, dummies, and whether a text would give one away. */
function credentialsPort(vault: Vault): CredentialsPort {
  const isSet = (id: string): boolean => vault.isSet(id);
  return {
    placeholderEnv: (agent) => placeholderEnv(agent, vault.definitions(), isSet),
    codexFiles: () => {
      const mode = codexMode(isSet);
      const placeholder = vault.definitions().find(({ id }) => id === "openai")?.placeholder ?? "";
      return {
        "auth.json": codexAuthJson(mode, placeholder, vault.secrets().chatgpt?.account_id ?? null),
        "config.toml": codexConfigToml(mode),
      };
    },
    containsKnownSecret: (text) => containsKnownSecret(text, vault.knownSecrets()),
  };
}
