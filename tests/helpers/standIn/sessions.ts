import type { DataReport, PushTarget, SessionDetail } from "../../../src-shared/contract/sessions.ts";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { FakeHandlers } from "../fakeDaemon.ts";
import { makeSession } from "../session.ts";
import { measuresOf } from "./people.ts";
import { Said } from "./said.ts";
import { diffOf, hostRepositoryOf, someChanges, timelineOf, totalsOf } from "./work.ts";

export interface FakeSessions {
  all(): Session[];
  put(session: Session): Session;
  readonly handlers: NonNullable<FakeHandlers["sessions"]>;
}

const now = (): string => new Date().toISOString();

/** Sessions without containers: their states follow what is asked of them. */
export function fakeSessions({
  sessions: given,
  unsaved,
  push = null,
  pushing,
  deleted: deletedBefore = [],
  anthropicPlaceholder,
}: {
  readonly sessions: readonly Session[];
  readonly unsaved: readonly string[];
  readonly push?: PushTarget | null | undefined;
  readonly pushing?: Promise<unknown> | undefined;
  readonly deleted?: readonly DeletedSession[] | undefined;
  readonly anthropicPlaceholder: string;
}): FakeSessions {
  const sessions = new Map(given.map((session) => [session.id, session]));
  const all = (): Session[] => [...sessions.values()];
  const changes = new Said<{ changed: Session | null; removed: string | null }>();
  const find = (ref: string): Session => {
    const found = all().find(({ id, name }) => id === ref || name === ref);
    if (found) return found;
    throw new AppError("not_found", `There is no session ${ref}.`);
  };
  const put = (session: Session): Session => {
    sessions.set(session.id, session);
    changes.say({ changed: session, removed: null });
    return session;
  };
  const started = (ref: string): Session =>
    put({ ...find(ref), state: "running", activity: "working", error: null, startedAt: now(), endedAt: null });
  const pushed = new Set<string>();
  const report = (ref: string): DataReport => ({
    keeps: ["its audit records", "for 7 days a copy you can bring back with Undo"],
    destroys: [`the container clauderon-${find(ref).name} with everything installed in it`],
    unsaved: unsaved.filter((line) => !pushed.has(find(ref).id) || !line.startsWith("unpushed commit: ")),
    push: pushed.has(find(ref).id) ? null : push,
  });
  const deleted = new Map(deletedBefore.map((one) => [one.id, one]));
  const gone = new Map<string, Session>();
  const deletions = new Said<null>();
  const findDeleted = (ref: string): DeletedSession => {
    const found = [...deleted.values()].find(({ id, name }) => id === ref || name === ref);
    if (found) return found;
    throw new AppError("session_not_found", `There is no deleted session ${ref}.`);
  };
  const forget = (one: DeletedSession): DeletedSession => {
    deleted.delete(one.id);
    deletions.say(null);
    return one;
  };
  const detail = (session: Session): SessionDetail => ({
    ...session,
    mounts: [
      { source: `/home/dev/.clauderon/sessions/${session.id}/workspace`, target: "/workspace", readOnly: false },
      { source: "/home/dev/.clauderon/ca/ca.pem", target: "/etc/clauderon/ca.pem", readOnly: true },
    ],
    containerEnv: {
      HTTPS_PROXY: "http://127.0.0.1:18080",
      NODE_EXTRA_CA_CERTS: "/etc/clauderon/ca.pem",
      CLAUDE_CODE_OAUTH_TOKEN: anthropicPlaceholder,
    },
    home: `/home/dev/.clauderon/sessions/${session.id}/home`,
    uploads: `/home/dev/.clauderon/sessions/${session.id}/uploads`,
    secretMadeAt: session.startedAt,
  });
  return {
    all,
    put,
    handlers: {
      list: () => all(),
      get: ({ session }) => detail(find(session)),
      watch: async function* (_input, { signal }) {
        yield { snapshot: all(), changed: null, removed: null };
        for await (const change of changes.hear(signal)) yield { snapshot: null, ...change };
      },
      watchStats: async function* (_input, { signal }) {
        for (let second = 0; second < 60; second++) yield { samples: measuresOf(all(), second) };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      watchChanges: async function* (_input, { signal }) {
        yield { changes: totalsOf(all()) };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      changes: ({ session }) => (find(session).repository === null ? null : someChanges),
      diff: ({ path }) => ({ text: diffOf(path), isCut: false }),
      timeline: ({ session }) => timelineOf(find(session)),
      space: () => ({
        freeBytes: 612 * 1024 ** 2,
        items: [
          ...all().map(({ id, name }, at) => ({
            kind: "session" as const,
            id,
            name,
            bytes: (9 - at) * 1024 ** 3,
          })),
          ...[...deleted.values()].map(({ id, name }) => ({
            kind: "deleted" as const,
            id,
            name,
            bytes: 1.4 * 1024 ** 3,
          })),
          { kind: "audit" as const, id: null, name: "the audit log", bytes: 410 * 1024 ** 2 },
        ],
      }),
      repository: ({ path }) => hostRepositoryOf(path),
      recentRepositories: () =>
        ["/home/dev/code/harbor-api", "https://github.com/acme/ledger", "/home/dev/code/billing-web"].map((source) => ({
          source,
          usedAt: now(),
        })),
      deletePreview: ({ session }) => report(session),
      delete: ({ session }) => {
        const found = find(session);
        const { id, name, agent, mode, repository } = found;
        const told = report(session);
        const copy = {
          ...{ id, name, agent, mode, repository, deletedAt: now() },
          destroyedAfter: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        };
        sessions.delete(id);
        deleted.set(id, copy);
        gone.set(id, found);
        changes.say({ changed: null, removed: id });
        deletions.say(null);
        return { ...told, deleted: copy };
      },
      deleted: () => [...deleted.values()],
      watchDeleted: async function* (_input, { signal }) {
        yield { deleted: [...deleted.values()] };
        for await (const _change of deletions.hear(signal)) yield { deleted: [...deleted.values()] };
      },
      restore: ({ session, name: given }) => {
        const copy = findDeleted(session);
        const name = given ?? copy.name;
        if (all().some((other) => other.name === name)) {
          throw new AppError("name_taken", `There is a session ${name} again.`, "Bring it back under another name.");
        }
        forget(copy);
        const before = gone.get(copy.id) ?? makeSession({ id: copy.id, repository: copy.repository });
        return put({ ...before, name, state: "stopped", activity: "unknown", containerName: `clauderon-${name}` });
      },
      purge: ({ session }) => forget(findDeleted(session)),
      push: async ({ session }) => {
        await pushing;
        const { id, name, accessMode } = find(session);
        if (accessMode === "read") {
          const why = `The branch clauderon/${name} was not pushed: This session's access mode is "read".`;
          throw new AppError("push_failed", why, `\`clauderon access ${name} write\` lets it push.`);
        }
        pushed.add(id);
        return push ?? { branch: "clauderon/x", remote: "https://github.com/acme/harbor-api" };
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
  };
}
