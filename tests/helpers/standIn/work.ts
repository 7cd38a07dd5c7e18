import type { HostRepository, SessionTotals } from "../../../src-shared/contract/sessions.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { SessionEvent, WorkspaceChanges } from "../../../src-shared/model/workspaceChanges.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

/* What invented sessions have done to their clones. */

export const someChanges: WorkspaceChanges = {
  files: [
    { path: "packages/http/src/retry.ts", kind: "changed", added: 14, removed: 5, uncommitted: false },
    { path: "packages/http/src/budget.ts", kind: "added", added: 96, removed: 0, uncommitted: false },
    { path: "packages/http/test/budget.test.ts", kind: "added", added: 31, removed: 0, uncommitted: true },
    { path: "docs/retry\u202egnp.md", kind: "changed", added: 1, removed: 30, uncommitted: true },
    { path: "docs/flow.png", kind: "deleted", added: null, removed: null, uncommitted: false },
  ],
  totals: { files: 5, added: 142, removed: 38, uncommitted: 2, unpushed: 1 },
};

export function totalsOf(sessions: readonly Session[]): SessionTotals[] {
  return sessions
    .filter(({ repository, state }) => repository !== null && state !== "archived")
    .map(({ id, name, state }, at) => ({
      sessionId: id,
      ...(name === "fix-retry-budget"
        ? someChanges.totals
        : state === "running"
          ? { files: at, added: at * at * 31, removed: at * 12, uncommitted: at % 3, unpushed: at % 2 }
          : { files: 0, added: 0, removed: 0, uncommitted: 0, unpushed: 0 }),
    }));
}

export function diffOf(path: string): string {
  if (path.endsWith(".png")) return `diff --git a/${path} b/${path}\nBinary files a/${path} and /dev/null differ\n`;
  return [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    "@@ -37,6 +37,7 @@ export class Budget {",
    " /** Whether one more try is worth it. */",
    " export function shouldRetry(req: Req, res: Res, b: Budget) {",
    "-  return res.status >= 500 && req.attempt < MAX_RETRIES;",
    "+  if (!isReplayable(req)) return false;",
    "+  return isTransient(res) && b.tryTake(req.weight);",
    " }",
    " ",
    "@@ -90,3 +91,4 @@",
    "   const share = 0.1;",
    "+  // \u202eevil\u2066 <b>not bold</b>",
    "   return share;",
    " }",
    "",
  ].join("\n");
}

export function timelineOf({ createdAt, startedAt, state, error, activity }: Session): SessionEvent[] {
  return [
    { at: createdAt, what: "creating", reason: null },
    ...(startedAt ? [{ at: startedAt, what: "running", reason: null }] : []),
    ...(state === "running"
      ? [{ at: new Date(Date.now() - 60_000).toISOString(), what: activity, reason: null }]
      : [{ at: new Date(Date.now() - 60_000).toISOString(), what: state, reason: error }]),
  ];
}

export function hostRepositoryOf(path: string): HostRepository {
  const name = path.split("/").at(-1) ?? "";
  if (!path.includes("/code/")) {
    throw new AppError("usage", `${path} is not a git repository.`, "`git init` makes one.");
  }
  return {
    path,
    name,
    branch: "main",
    branches: ["main", "v4.2", "origin/main"],
    upstream: { name: "origin/main", ahead: 0, behind: 14 },
    uncommitted: 3,
  };
}
