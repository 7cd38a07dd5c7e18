import { rmSync } from "node:fs";
import { join } from "node:path";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { newRequestId } from "../../../src-main/core/audit/requestId.ts";
import { createAuditService } from "../../../src-main/services/auditService.ts";
import { listenUnixSocket } from "../../../src-main/transports/unixSocketServer.ts";
import { openWebGateway } from "../../../src-main/transports/web/webGateway.ts";
import type { InFlight } from "../../../src-shared/contract/audit.ts";
import { type ClauderonContract, contract } from "../../../src-shared/contract/index.ts";
import type { DataReport, SessionDetail } from "../../../src-shared/contract/sessions.ts";
import type { DoctorCheck, ImageEvent, SystemStatus } from "../../../src-shared/contract/system.ts";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import type { Credential } from "../../../src-shared/model/credential.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { Channel } from "../../../src-shared/rpc/channel.ts";
import type { Handlers } from "../../../src-shared/rpc/contract.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { serve } from "../../../src-shared/rpc/server.ts";
import { auditDesk } from "../auditDesk.ts";
import { auditHome } from "../auditHome.ts";
import { auditLogOwner } from "../auditLogOwner.ts";
import { allHandlers, type FakeHandlers } from "../fakeDaemon.ts";
import { writeAuditLog } from "../writeAuditLog.ts";
import { FakeInbox } from "./inbox.ts";
import { someSettings } from "./pages.ts";
import { credentialLog, measuresOf } from "./people.ts";
import { someCatalogue, somePresets, someReplay } from "./policy.ts";
import { Said } from "./said.ts";
import { terminalHandlers } from "./terminals.ts";
import { diffOf, hostRepositoryOf, someChanges, timelineOf, totalsOf } from "./work.ts";

const assets = new URL("../../../out/renderer", import.meta.url).pathname;

export interface StandInOptions {
  readonly sessions?: readonly Session[];
  readonly credentials?: readonly Credential[];
  readonly traffic?: readonly Partial<AuditEntry>[];
  readonly inFlight?: readonly InFlight[];
  readonly rules?: readonly PolicyRule[];
  readonly inbox?: FakeInbox;
  readonly doctor?: readonly DoctorCheck[];
  readonly image?: readonly ImageEvent[];
  readonly unsaved?: readonly string[];
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
  const sessions = new Map((options.sessions ?? []).map((session) => [session.id, session]));
  const credentials = new Map((options.credentials ?? []).map((one) => [one.id, one]));
  const changes = new Said<{ changed: Session | null; removed: string | null }>();
  let status: SystemStatus = {
    engine: { ok: true, version: "28.3.2", problem: null },
    proxy: {
      enabled: true,
      port: 18080,
      addresses: ["127.0.0.1"],
      sessions: [...sessions.values()].filter(({ state }) => state === "running").length,
      inFlight: 3,
      configError: null,
      auditError: null,
    },
  };
  const statuses = new Said<SystemStatus>();
  const find = (ref: string): Session => {
    const found = [...sessions.values()].find(({ id, name }) => id === ref || name === ref);
    if (found) return found;
    throw new AppError("not_found", `There is no session ${ref}.`);
  };
  const put = (session: Session): Session => {
    sessions.set(session.id, session);
    changes.say({ changed: session, removed: null });
    return session;
  };
  const now = (): string => new Date().toISOString();
  const started = (ref: string): Session =>
    put({ ...find(ref), state: "running", activity: "working", error: null, startedAt: now(), endedAt: null });
  const report = (ref: string): DataReport => ({
    keeps: ["its audit records"],
    destroys: [`the container and the clone of ${find(ref).name}`],
    unsaved: [...(options.unsaved ?? [])],
  });
  const detail = (session: Session): SessionDetail => ({
    ...session,
    mounts: [
      { source: `/home/dev/.clauderon/sessions/${session.id}/workspace`, target: "/workspace", readOnly: false },
      { source: "/home/dev/.clauderon/ca/ca.pem", target: "/etc/clauderon/ca.pem", readOnly: true },
    ],
    containerEnv: {
      HTTPS_PROXY: "http://127.0.0.1:18080",
      NODE_EXTRA_CA_CERTS: "/etc/clauderon/ca.pem",
      CLAUDE_CODE_OAUTH_TOKEN: credentials.get("anthropic")?.placeholder ?? "",
    },
    home: `/home/dev/.clauderon/sessions/${session.id}/home`,
    uploads: `/home/dev/.clauderon/sessions/${session.id}/uploads`,
    secretMadeAt: session.startedAt,
  });
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
    sessions: {
      list: () => [...sessions.values()],
      get: ({ session }) => detail(find(session)),
      watch: async function* (_input, { signal }) {
        yield { snapshot: [...sessions.values()], changed: null, removed: null };
        for await (const change of changes.hear(signal)) yield { snapshot: null, ...change };
      },
      watchStats: async function* (_input, { signal }) {
        for (let second = 0; second < 60; second++) yield { samples: measuresOf([...sessions.values()], second) };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      watchChanges: async function* (_input, { signal }) {
        yield { changes: totalsOf([...sessions.values()]) };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      changes: ({ session }) => (find(session).repository === null ? null : someChanges),
      diff: ({ path }) => ({ text: diffOf(path), isCut: false }),
      timeline: ({ session }) => timelineOf(find(session)),
      space: () => ({
        freeBytes: 612 * 1024 ** 2,
        items: [
          ...[...sessions.values()].map(({ name }, at) => ({
            kind: "session" as const,
            name,
            bytes: (9 - at) * 1024 ** 3,
          })),
          { kind: "audit" as const, name: "the audit log", bytes: 410 * 1024 ** 2 },
        ],
      }),
      repository: ({ path }) => hostRepositoryOf(path),
      recentRepositories: () =>
        ["/home/dev/code/harbor-api", "/home/dev/code/billing-web"].map((path) => ({ path, usedAt: now() })),
      deletePreview: ({ session }) => report(session),
      delete: ({ session }) => {
        const { id } = find(session);
        const told = report(session);
        sessions.delete(id);
        changes.say({ changed: null, removed: id });
        return told;
      },
      start: ({ session }) => started(session),
      restart: ({ session }) => started(session),
      recreate: ({ session }) => started(session),
      setAccessMode: ({ session, accessMode }) => put({ ...find(session), accessMode }),
      stop: ({ session }) => put({ ...find(session), state: "stopped", activity: "unknown", endedAt: now() }),
      archive: ({ session }) => put({ ...find(session), state: "archived", activity: "unknown" }),
      unarchive: ({ session }) => put({ ...find(session), state: "stopped", activity: "unknown" }),
      upload: ({ name }) => ({ path: `/uploads/${name}` }),
      output: async function* () {
        yield { type: "output", stream: "stdout", bytes: Buffer.from("Release notes for 118\n- faster start\n") };
        yield { type: "exit", exitCode: 0 };
      },
      logs: async function* () {
        yield { type: "output", stream: "stdout", bytes: Buffer.from("first line\nsecond line\n") };
      },
    },
    terminals: terminalHandlers(options.screen ?? "$ ", typed, programEnds),
    audit: createAuditService({
      desk: auditDesk(home, index, "0.1.0"),
      owner: auditLogOwner(home),
      inFlight: async () => [...(options.inFlight ?? [])],
      resolveSession: (text) => [...sessions.values()].find(({ name }) => name === text)?.id ?? null,
    }),
    credentials: {
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
    endPrograms: (exitCode) => programEnds.say(exitCode),
    setSession: (session) => void put(session),
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
