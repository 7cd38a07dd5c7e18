import { AppError } from "../../src-shared/rpc/errors.ts";
import { someCopies } from "../../tests/helpers/standIn/copies.ts";
import { invented, morning } from "../../tests/helpers/standIn/people.ts";
import { attached, full, pressIn, type World } from "./scene.ts";

const refuses = (): never => {
  throw new AppError("internal", "The database is locked by another program.", "Close it, then retry.");
};
/** Rest for ever, as a core that is busy. */
const waits = (): Promise<never> => new Promise(() => {});
async function* waitsAsStream(): AsyncGenerator<never> {
  yield await waits();
}

const ends = (name: string, part: Parameters<typeof invented>[1]) => invented(name, { activity: "unknown", ...part });

/** What a screen shows while something is open over it, on its way, or wrong. */
export const stateWorlds: readonly World[] = [
  {
    name: "locked keychain",
    options: () => ({ ...full(), keychain: "locked" }),
    scenes: [
      { name: "credentials-locked", address: "/credentials" },
      {
        name: "credentials-in-files",
        address: "/credentials",
        prepare: (page) => page.getByRole("button", { name: "Use a file, mode 0600" }).click(),
      },
    ],
  },
  {
    name: "open things",
    options: () => ({ ...full(), deleted: someCopies() }),
    scenes: [
      { name: "sessions-none-match", address: "/sessions?q=nothing-like-this" },
      { name: "sessions-selected", address: "/sessions", prepare: pressIn("Sessions", "x", "Shift+J") },
      { name: "sessions-peek", address: "/sessions?q=upgrade", prepare: pressIn("Sessions", " ") },
      { name: "sessions-reply", address: "/sessions?q=retry", prepare: pressIn("Sessions", "r") },
      {
        name: "sessions-menu",
        address: "/sessions?q=react",
        prepare: async (page) => {
          await pressIn("Sessions", ".")(page);
          await page.getByRole("menu").waitFor();
        },
      },
      { name: "sessions-deleted", address: "/sessions?state=deleted" },
      {
        name: "sessions-restore",
        address: "/sessions?state=deleted",
        prepare: (page) => page.getByRole("button", { name: "Bring back fix-retry-budget" }).click(),
      },
      {
        name: "sessions-purge",
        address: "/sessions?state=deleted",
        prepare: (page) => page.getByRole("button", { name: "Destroy now… sketch-billing" }).click(),
      },
      {
        name: "delete-question",
        address: "/sessions?q=react",
        prepare: async (page) => {
          await pressIn("Sessions", "Delete")(page);
          await page.getByText("Work that exists nowhere else").waitFor();
        },
      },
      {
        name: "deleted-toast",
        address: "/sessions?q=docs",
        prepare: async (page) => {
          await pressIn("Sessions", "Delete")(page);
          await page.getByText("Work that exists nowhere else").waitFor();
          await page.keyboard.press("Control+Delete");
          await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
        },
      },
      {
        name: "proxy-off-question",
        address: "/sessions",
        prepare: (page) => page.getByRole("button", { name: /Proxy on/ }).click(),
      },
      { name: "credential-set", address: "/credentials", prepare: pressIn("Credentials", "n") },
      { name: "credential-remove", address: "/credentials", prepare: pressIn("Credentials", "Delete") },
      {
        name: "audit-sorted",
        address: "/audit",
        prepare: async (page) => {
          await page.locator("[data-seq='900']").waitFor();
          await page.getByRole("grid", { name: "Requests, newest first" }).press("f");
          await page.getByRole("columnheader", { name: "Took" }).getByRole("button").click();
          await page.getByText("what has no value is last").waitFor();
          await page.getByRole("grid", { name: "Requests, by took" }).press("s");
          await page.getByRole("menu").waitFor();
        },
      },
      {
        name: "audit-suggestions",
        address: "/audit",
        prepare: async (page) => {
          await page.getByRole("combobox", { name: "Filter requests" }).fill("d");
          await page.getByRole("option").first().waitFor();
        },
      },
      {
        name: "audit-filters",
        address: "/audit",
        prepare: async (page) => {
          await page.getByRole("button", { name: "Saved" }).click();
          await page.getByRole("menu").waitFor();
        },
      },
      {
        name: "session-info",
        address: "/session/fix-retry-budget",
        prepare: (page) => page.getByRole("button", { name: /shows what was tested/ }).click(),
      },
      {
        name: "session-access",
        address: "/session/fix-retry-budget",
        prepare: (page) => page.getByRole("button", { name: /^Access mode/ }).click(),
      },
      {
        name: "session-find",
        address: "/session/upgrade-react-19",
        prepare: async (page) => {
          await attached(page);
          await page.locator("[data-terminal] .xterm").first().click();
          await page.keyboard.press("Control+Shift+F");
          await page.getByLabel("Find in terminal").fill("retry");
        },
      },
      { name: "session-print", address: "/session/release-notes-118" },
      { name: "session-unknown", address: "/session/nobody" },
      {
        name: "create-problems",
        address: "/sessions?new=",
        prepare: async (page) => {
          await page.getByLabel("Repository").fill("relative/path");
          await page.getByLabel("Name").fill("fix-retry-budget");
          await page.getByText("There is a session").waitFor();
        },
      },
      {
        name: "approvals-denied",
        address: "/approvals",
        prepare: async (page) => {
          const deny = page.getByRole("radio", { name: /^D Deny|Deny/ });
          await deny.scrollIntoViewIfNeeded();
          await page.waitForTimeout(700);
          await deny.click();
          await page.getByText("Denied.").first().waitFor();
        },
      },
    ],
  },
  {
    name: "other states of sessions",
    options: () => ({
      ...full(),
      sessions: [
        ends("still-creating", { state: "creating", startedAt: null }),
        ends("gone-elsewhere", {
          state: "missing",
          error: "Its container was removed outside Clauderon. The workspace is intact.",
        }),
        ends("stopped-by-hand", { state: "stopped" }),
        ends("failed-build", { state: "exited", exitCode: 137 }),
        ...morning().slice(0, 2),
      ],
      handlers: {
        terminals: {
          attach: async function* () {
            yield { type: "opened" as const, viewerId: "viewer-1", cols: 80, rows: 24 };
            yield { type: "snapshot" as const, bytes: Buffer.from("$ npm run build\r\nKilled\r\n") };
            yield { type: "exit" as const, exitCode: 137 };
          },
        },
      },
    }),
    scenes: [
      { name: "states", address: "/sessions" },
      { name: "session-creating", address: "/session/still-creating" },
      { name: "session-missing", address: "/session/gone-elsewhere" },
      { name: "session-ended", address: "/session/failed-build" },
      {
        name: "sessions-cards",
        address: "/sessions",
        prepare: (page) => page.getByRole("button", { name: "As cards" }).click(),
      },
    ],
  },
  {
    name: "nothing but failures",
    options: () => ({
      ...full(),
      handlers: {
        credentials: { list: refuses },
        rules: { list: refuses },
        audit: { match: refuses, timeline: refuses },
        sessions: { get: refuses, deletePreview: refuses },
        system: { doctor: refuses },
      },
    }),
    scenes: [
      { name: "credentials-failed", address: "/credentials" },
      { name: "rules-failed", address: "/rules" },
      { name: "audit-failed", address: "/audit?q=host:x" },
      { name: "doctor-failed", address: "/doctor" },
      {
        name: "delete-failed",
        address: "/sessions",
        prepare: async (page) => {
          await pressIn("Sessions", "Delete")(page);
          await page.getByText("counts as unsaved").waitFor();
        },
      },
    ],
  },
  {
    name: "a core that is busy",
    options: () => ({
      ...full(),
      handlers: {
        credentials: { list: waits },
        rules: { list: waits },
        audit: { match: waitsAsStream },
        sessions: { deletePreview: waits },
        approvals: { watch: waitsAsStream },
        system: { doctor: waitsAsStream },
      },
    }),
    scenes: [
      { name: "credentials-loading", address: "/credentials" },
      { name: "rules-loading", address: "/rules" },
      { name: "audit-loading", address: "/audit?q=host:x" },
      { name: "approvals-loading", address: "/approvals" },
      { name: "doctor-loading", address: "/doctor" },
      { name: "delete-loading", address: "/sessions", prepare: pressIn("Sessions", "Delete") },
    ],
  },
  {
    name: "troubled sessions",
    options: full,
    scenes: [
      {
        name: "session-proxy-off",
        address: "/session/upgrade-react-19",
        prepare: async (page, core) => {
          core.setStatus({ proxy: { enabled: false } });
          await page.getByText("Proxy is off.").waitFor();
          await attached(page);
        },
      },
      {
        name: "audit-not-recorded",
        address: "/audit",
        prepare: async (page, core) => {
          core.setStatus({ proxy: { enabled: true, auditError: "The disk is full. Free 500 MB to go on." } });
          await page.getByText("can't be recorded").waitFor();
        },
      },
      {
        name: "session-engine-down",
        address: "/session/upgrade-react-19",
        prepare: async (page, core) => {
          const problem = "Docker does not answer (connection refused).";
          core.setStatus({ proxy: { auditError: null }, engine: { ok: false, problem } });
          await page.getByText("does not answer").first().waitFor();
        },
      },
      {
        name: "session-core-offline",
        address: "/session/upgrade-react-19",
        prepare: async (page, core) => {
          await attached(page);
          await core.close();
          await page.getByText("Lost contact").waitFor();
        },
      },
    ],
  },
  {
    name: "a tab that nobody signed in to",
    options: full,
    scenes: [
      {
        name: "signed-out",
        address: "/sessions",
        prepare: async (page) => {
          await page.evaluate("sessionStorage.clear()");
          await page.reload();
          await page.getByText("You are not signed in.").waitFor();
        },
      },
    ],
  },
];
