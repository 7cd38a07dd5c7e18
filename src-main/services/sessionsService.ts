import type { CreateEvent, SessionTotals, StatsSample, sessionsContract } from "../../src-shared/contract/sessions.ts";
import type { DeletedSession } from "../../src-shared/model/deletedSession.ts";
import type { Session } from "../../src-shared/model/session.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { SessionManager } from "../core/sessions/sessionManager.ts";
import { EventQueue } from "./eventQueue.ts";

export function createSessionsService(sessions: SessionManager): ServiceHandlers<typeof sessionsContract> {
  return {
    list: (input) => sessions.list(input),
    get: ({ session }) => sessions.get(session),
    create: (input) => sessions.create(input),
    async *createWithProgress(input) {
      const queue = new EventQueue<CreateEvent>();
      // A caller who goes away does not stop the creation: the session would be left half-made.
      sessions
        .create(input, {
          onBegin: (name) => queue.push({ type: "begun", name }),
          onStep: (step) => queue.push({ type: "step", step }),
          onProgress: (progress) => queue.push({ type: "progress", ...progress }),
        })
        .then(
          (session) => queue.end({ type: "created", session }),
          (error: unknown) => queue.fail(error),
        );
      yield* queue;
    },
    cancelCreation: ({ name }) => ({ wasUnderWay: sessions.creations.cancel(name) }),
    watch: (_input, { signal }) => watchSessions(sessions, signal),
    watchStats: (_input, { signal }) => watchStats(sessions, signal),
    changes: ({ session }) => sessions.work.changes(session),
    watchChanges: (_input, { signal }) => watchChanges(sessions, signal),
    diff: ({ session, path }) => sessions.work.diff(session, path),
    timeline: ({ session }) => sessions.work.timeline(session),
    upload: async ({ session, ...file }) => ({ path: await sessions.upload(session, file) }),
    recentRepositories: () => sessions.work.recentRepositories(),
    space: () => sessions.work.space(),
    repository: ({ path }) => sessions.work.repository(path),
    start: ({ session }) => sessions.start(session),
    stop: ({ session }) => sessions.stop(session),
    restart: ({ session }) => sessions.restart(session),
    recreate: ({ session, network }) => sessions.recreate(session, network),
    archive: ({ session }) => sessions.archive(session),
    unarchive: ({ session }) => sessions.unarchive(session),
    setAccessMode: ({ session, accessMode }) => sessions.setAccessMode(session, accessMode),
    deletePreview: ({ session, purge }) => sessions.deletePreview(session, { purge }),
    delete: ({ session, force, purge }) => sessions.delete(session, { force, purge }),
    deleted: () => sessions.deletions.list(),
    watchDeleted: (_input, { signal }) => watchDeleted(sessions, signal),
    restore: ({ session, name }) => sessions.deletions.restore(session, name),
    purge: ({ session }) => sessions.deletions.purge(session),
    push: ({ session }, { signal }) => sessions.push(session, signal),
    reconcile: async () => ({ changes: await sessions.reconcile() }),
    output: ({ session }, { signal }) => sessions.output(session, signal),
    logs: ({ session, follow }, { signal }) => sessions.logs(session, { signal, follow }),
    env: ({ session, create }) => sessions.env(session, { create }),
  };
}

/** The whole list each time: it is short, and changes seldom. */
async function* watchDeleted(
  { deletions }: SessionManager,
  signal: AbortSignal,
): AsyncGenerator<{ deleted: DeletedSession[] }> {
  let isNew = true;
  let wake = (): void => {};
  const note = (): void => {
    isNew = true;
    wake();
  };
  const stop = deletions.onChange(note);
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      if (isNew) {
        isNew = false;
        yield { deleted: deletions.list() };
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}

interface WatchEvent {
  readonly snapshot: Session[] | null;
  readonly changed: Session | null;
  readonly removed: string | null;
}

/** Everything once, then each change. Of a session that changes faster than the reader reads, only the last is told. */
async function* watchSessions(sessions: SessionManager, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  const waiting = new Map<string, WatchEvent>();
  let wake = (): void => {};
  const stop = sessions.onChange((change) => {
    const id = change.type === "removed" ? change.id : change.session.id;
    waiting.set(id, {
      snapshot: null,
      changed: change.type === "changed" ? change.session : null,
      removed: change.type === "removed" ? change.id : null,
    });
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    yield { snapshot: sessions.list({ includeArchived: true }), changed: null, removed: null };
    while (!signal.aborted) {
      const next = [...waiting.values()];
      waiting.clear();
      yield* next;
      if (waiting.size > 0 || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}

/** What is known now, then each measurement; of a session that is measured faster than the reader reads, the last. */
async function* latestOfEach<T extends { readonly sessionId: string }>(
  known: () => T[],
  watch: (listener: (measured: T) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<T[]> {
  const waiting = new Map<string, T>();
  let wake = (): void => {};
  const stop = watch((measured) => {
    waiting.set(measured.sessionId, measured);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    yield known();
    while (!signal.aborted) {
      if (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const measured = [...waiting.values()];
      waiting.clear();
      yield measured;
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}

async function* watchStats({ stats }: SessionManager, signal: AbortSignal): AsyncGenerator<{ samples: StatsSample[] }> {
  const all = latestOfEach(
    () => stats.latest(),
    (listener) => stats.watch(listener),
    signal,
  );
  for await (const samples of all) yield { samples };
}

async function* watchChanges(
  { work }: SessionManager,
  signal: AbortSignal,
): AsyncGenerator<{ changes: SessionTotals[] }> {
  const all = latestOfEach(
    () => work.totals(),
    (listener) => work.watchTotals(listener),
    signal,
  );
  for await (const changes of all) yield { changes };
}
