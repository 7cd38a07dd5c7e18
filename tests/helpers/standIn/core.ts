import { rmSync } from "node:fs";
import { join } from "node:path";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { newRequestId } from "../../../src-main/core/audit/requestId.ts";
import { createAuditService } from "../../../src-main/services/auditService.ts";
import { listenUnixSocket } from "../../../src-main/transports/unixSocketServer.ts";
import { openWebGateway } from "../../../src-main/transports/web/webGateway.ts";
import type { InFlight } from "../../../src-shared/contract/audit.ts";
import { type ClauderonContract, contract } from "../../../src-shared/contract/index.ts";
import type { PushTarget } from "../../../src-shared/contract/sessions.ts";
import type { DoctorCheck, ImageEvent, SystemStatus } from "../../../src-shared/contract/system.ts";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import type { Credential, KeychainStatus } from "../../../src-shared/model/credential.ts";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { Channel } from "../../../src-shared/rpc/channel.ts";
import type { Handlers } from "../../../src-shared/rpc/contract.ts";
import { serve } from "../../../src-shared/rpc/server.ts";
import { auditDesk } from "../auditDesk.ts";
import { auditHome } from "../auditHome.ts";
import { auditLogOwner } from "../auditLogOwner.ts";
import { allHandlers, type FakeHandlers } from "../fakeDaemon.ts";
import { writeAuditLog } from "../writeAuditLog.ts";
import { FakeInbox } from "./inbox.ts";
import { someSettings } from "./pages.ts";
import { credentialLog } from "./people.ts";
import { someCatalogue, somePresets, someReplay } from "./policy.ts";
import { Said } from "./said.ts";
import { fakeSessions } from "./sessions.ts";
import { terminalHandlers } from "./terminals.ts";

const assets = new URL("../../../out/renderer", import.meta.url).pathname;

export interface StandInOptions {
  readonly sessions?: readonly Session[];
  readonly credentials?: readonly Credential[];
  readonly keychain?: KeychainStatus;
  readonly traffic?: readonly Partial<AuditEntry>[];
  readonly inFlight?: readonly InFlight[];
  readonly rules?: readonly PolicyRule[];
  readonly inbox?: FakeInbox;
  readonly doctor?: readonly DoctorCheck[];
  readonly image?: readonly ImageEvent[];
  readonly unsaved?: readonly string[];
  /** Where unpushed commits could go. */
  readonly push?: PushTarget;
  /** What a push waits for. */
  readonly pushing?: Promise<unknown>;
  /** Sessions that can be brought back. */
  readonly deleted?: readonly DeletedSession[];
  /** What a terminal shows when it is attached to. */
  readonly screen?: string;
  /** Handlers that differ. */
  readonly handlers?: FakeHandlers;
}

/** A core without an engine behind the real door for browsers: the app in any state, at once, and what it asked for. */
export interface StandIn {
  readonly calls: { readonly method: string; readonly input: unknown }[];
  /** What was typed into each terminal, in order. */
  typed(): string;
  link(): string;
  /** A home whose daemon this is, for the desktop app. */
  readonly home: string;
  inputOf<T = Record<string, unknown>>(method: string): T | undefined;
  setSession(session: Session): void;
  /** These requests are made now. */
  addTraffic(entries: readonly Partial<AuditEntry>[]): Promise<void>;
  /** Whatever runs in the terminals ends with this code. */
  endPrograms(exitCode: number): void;
  setStatus(part: {
    engine?: Partial<SystemStatus["engine"]>;
    proxy?: Partial<SystemStatus["proxy"]>;
    rejectedCredentials?: string[];
  }): void;
  /** Drops every connection; the door stays open or not. */
  cut(): void;
  close(): Promise<void>;
}

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const audit = auditHome();
  const { home } = audit;
  await writeAuditLog(
    home,
    (options.traffic ?? []).map((entry) => ({ id: newRequestId(), ...entry })),
  );
  const index = AuditIndex.open(home);
  await index.catchUp();
  const credentials = new Map((options.credentials ?? []).map((one) => [one.id, one]));
  const sessions = fakeSessions({
    sessions: options.sessions ?? [],
    unsaved: options.unsaved ?? [],
    push: options.push,
    pushing: options.pushing,
    deleted: options.deleted,
    anthropicPlaceholder: credentials.get("anthropic")?.placeholder ?? "",
  });
  let keychain: KeychainStatus = options.keychain ?? "works";
  let status: SystemStatus = {
    engine: { ok: true, version: "28.3.2", problem: null },
    proxy: {
      enabled: true,
      port: 18080,
      addresses: ["127.0.0.1"],
      sessions: sessions.all().filter(({ state }) => state === "running").length,
      inFlight: 3,
      configError: null,
      auditError: null,
    },
  };
  const statuses = new Said<SystemStatus>();
  const typed: string[] = [];
  const programEnds = new Said<number>();
  const own: FakeHandlers = {
    system: {
      watch: async function* (_input, { signal }) {
        yield status;
        yield* statuses.hear(signal);
      },
      doctor: async function* () {
        yield* options.doctor ?? [];
      },
      buildImage: async function* () {
        yield* options.image ?? [];
      },
      web: () => ({ url: gateway.newLink() }),
      settings: () => [...someSettings],
      logs: async function* () {
        yield { bytes: Buffer.from('{"level":30,"msg":"core is ready"}\n') };
      },
    },
    sessions: sessions.handlers,
    terminals: terminalHandlers(options.screen ?? "$ ", typed, programEnds),
    audit: createAuditService({
      desk: auditDesk(home, index, "0.1.0"),
      owner: auditLogOwner(home),
      inFlight: async () => [...(options.inFlight ?? [])],
      resolveSession: (text) => sessions.all().find(({ name }) => name === text)?.id ?? null,
    }),
    credentials: {
      keychain: () => keychain,
      unlock: () => {
        keychain = "works";
        return keychain;
      },
      keepIn: ({ place }) => {
        keychain = place === "files" ? "files" : "works";
        return keychain;
      },
      list: () => [...credentials.values()],
      test: () => [...credentials.values()],
      log: ({ id }) => credentialLog(id),
      set: ({ id }) => {
        const after = { ...credentials.get(id)!, source: "keychain", health: "healthy" as const, problem: null };
        credentials.set(id, after);
        return after;
      },
      remove: ({ id }) => {
        const after = { ...credentials.get(id)!, source: null, health: "not_set" as const, problem: null };
        credentials.set(id, after);
        return after;
      },
    },
    rules: {
      list: () => ({
        rules: [...(options.inbox?.rules() ?? []), ...(options.rules ?? [])],
        toml: '[[rule]]\nhost = "api.github.com"\n',
        preset: "balanced",
        catalogue: [...someCatalogue],
      }),
      presets: () => ({ active: "balanced", presets: [...somePresets] }),
      replay: async function* () {
        yield { type: "progress", checked: 60, newestSeq: 120 };
        yield someReplay;
      },
      test: () => ({
        decision: "deny",
        rule: "config.toml:41",
        reason: "a webhook outlives the session",
        source: "config.toml:41",
        credentialId: null,
        steps: [
          { source: "config.toml:12", action: "allow", outcome: "other_host" },
          { source: "config.toml:33", action: "ask", outcome: "other_path" },
          { source: "config.toml:41", action: "deny", outcome: "decides" },
        ],
        inspected: false,
      }),
    },
    approvals: (options.inbox ?? new FakeInbox()).handlers,
    proxy: {
      status: () => status.proxy,
      setEnabled: ({ enabled }) => {
        standIn.setStatus({ proxy: { enabled } });
        return status.proxy;
      },
    },
  };
  const merged = Object.fromEntries(
    Object.entries(own).map(([service, methods]) => [
      service,
      { ...methods, ...(options.handlers as Record<string, object> | undefined)?.[service] },
    ]),
  ) as FakeHandlers;
  const extra = Object.fromEntries(Object.entries(options.handlers ?? {}).filter(([service]) => !(service in own)));
  const calls: StandIn["calls"] = [];
  const handlers: Handlers<ClauderonContract> = allHandlers({ ...merged, ...extra }, "/home/dev/.clauderon", calls);
  const channels = new Set<Channel>();
  const answer = (channel: Channel): void => {
    channels.add(channel);
    channel.onClose(() => channels.delete(channel));
    serve(channel, contract, handlers, { caller: "test", onBug: (error) => console.error(error) });
  };
  const gateway = await openWebGateway({ port: 0, assets, onChannel: answer });
  const closeSocket = await listenUnixSocket(join(home.root, "daemon.sock"), answer);
  const standIn: StandIn = {
    calls,
    typed: () => typed.join(""),
    link: () => gateway.newLink(),
    home: home.root,
    inputOf: <T>(method: string) => calls.findLast((call) => call.method === method)?.input as T | undefined,
    async addTraffic(entries) {
      await writeAuditLog(
        home,
        entries.map((entry) => ({ id: newRequestId(), ...entry })),
      );
      await index.catchUp();
    },
    endPrograms: (exitCode) => programEnds.say(exitCode),
    setSession: (session) => void sessions.put(session),
    setStatus(part) {
      status = {
        engine: { ...status.engine, ...part.engine },
        proxy: { ...status.proxy, ...part.proxy },
        rejectedCredentials: part.rejectedCredentials ?? status.rejectedCredentials ?? [],
      };
      statuses.say(status);
    },
    cut() {
      for (const channel of channels) channel.close();
    },
    async close() {
      await gateway.close();
      await closeSocket();
      await index.close();
      await audit[Symbol.asyncDispose]();
      rmSync(home.root, { recursive: true, force: true });
    },
  };
  return standIn;
}
