import type { DataReport, SessionDetail } from "../../../src-shared/contract/sessions.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { FakeHandlers } from "../fakeDaemon.ts";
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
  anthropicPlaceholder,
}: {
  readonly sessions: readonly Session[];
  readonly unsaved: readonly string[];
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
  const report = (ref: string): DataReport => ({
    keeps: ["its audit records"],
    destroys: [`the container and the clone of ${find(ref).name}`],
    unsaved: [...unsaved],
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
          ...all().map(({ name }, at) => ({
            kind: "session" as const,
            name,
            bytes: (9 - at) * 1024 ** 3,
          })),
          { kind: "audit" as const, name: "the audit log", bytes: 410 * 1024 ** 2 },
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
  };
}
