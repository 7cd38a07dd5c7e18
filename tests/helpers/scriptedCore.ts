import { EventEmitter, on } from "node:events";
import type { Approval } from "../../src-shared/model/approval.ts";
import type { Session } from "../../src-shared/model/session.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "./fakeDaemon.ts";

/** A daemon whose sessions, proxy and approvals say what the test lets them say. */
export interface ScriptedCore extends FakeDaemon {
  /** Adds a session or changes it. */
  put(session: Session): void;
  setWaiting(waiting: readonly Approval[]): void;
  setEngine(ok: boolean): void;
  readonly isProxyOn: boolean;
}

export async function startScriptedCore(sessions: readonly Session[], more: FakeHandlers = {}): Promise<ScriptedCore> {
  const known = new Map(sessions.map((session) => [session.id, session]));
  const changes = new EventEmitter();
  let waiting: readonly Approval[] = [];
  let isProxyOn = true;
  let engineOk = true;
  const proxy = () => ({
    enabled: isProxyOn,
    port: 18080,
    addresses: ["127.0.0.1"],
    sessions: [...known.values()].filter(({ state }) => state === "running").length,
    inFlight: 3,
    configError: null,
    auditError: null,
  });
  const status = () => ({
    engine: { ok: engineOk, version: engineOk ? "28.0" : null, problem: engineOk ? null : "It does not answer." },
    proxy: proxy(),
  });
  const inbox = () => ({ waiting: [...waiting], refused: [], decided: [] });

  const daemon = await startFakeDaemon({
    ...more,
    sessions: {
      list: () => [...known.values()],
      watch: async function* (_input, { signal }) {
        const events = on(changes, "session", { signal });
        yield { snapshot: [...known.values()], changed: null, removed: null };
        for await (const [changed] of events) yield { snapshot: null, changed: changed as Session, removed: null };
      },
      ...more.sessions,
    },
    system: {
      watch: async function* (_input, { signal }) {
        const events = on(changes, "status", { signal });
        yield status();
        for await (const _ of events) yield status();
      },
      ...more.system,
    },
    approvals: {
      watch: async function* (_input, { signal }) {
        const events = on(changes, "waiting", { signal });
        yield inbox();
        for await (const _ of events) yield inbox();
      },
      list: inbox,
      ...more.approvals,
    },
    proxy: {
      status: proxy,
      setEnabled: ({ enabled }) => {
        isProxyOn = enabled;
        changes.emit("status");
        return proxy();
      },
    },
  });
  return {
    ...daemon,
    put(session) {
      known.set(session.id, session);
      changes.emit("session", session);
    },
    setWaiting(now) {
      waiting = now;
      changes.emit("waiting");
    },
    setEngine(ok) {
      engineOk = ok;
      changes.emit("status");
    },
    get isProxyOn() {
      return isProxyOn;
    },
  };
}
