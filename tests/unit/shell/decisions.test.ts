import { describe, expect, it } from "vitest";
import { noCore } from "../../../src-main/electron/coreWatch.ts";
import { linkAmong, screenOfLink } from "../../../src-main/electron/deepLink.ts";
import { canShowWindows, readLaunch } from "../../../src-main/electron/launch.ts";
import { linkQuestion } from "../../../src-main/electron/outsideLinks.ts";
import { quitQuestion } from "../../../src-main/electron/quitPlan.ts";
import { isTrustedSender } from "../../../src-main/electron/senderCheck.ts";
import { type TrayState, trayView } from "../../../src-main/electron/trayModel.ts";
import { wideningQuestion } from "../../../src-main/electron/widening.ts";
import { openingBounds } from "../../../src-main/electron/windowState.ts";
import { contract } from "../../../src-shared/contract/index.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { makeApproval } from "../../helpers/approval.ts";
import { makeSession } from "../../helpers/session.ts";

describe("what the binary is asked to be", () => {
  const place = { isPackaged: true, canShowWindows: true };
  it.each([
    [["app"], { kind: "window", words: [] }],
    [["app", "clauderon://session/x"], { kind: "window", words: ["clauderon://session/x"] }],
    [["app", "--daemon", "--port", "0"], { kind: "daemon", words: ["--port", "0"] }],
    [["app", "--cli", "list", "--json"], { kind: "cli", words: ["list", "--json"] }],
    [["app", "--cli"], { kind: "window", words: [] }],
    // Only the first word chooses.
    [["app", "clauderon://session/x", "--daemon"], { kind: "window", words: ["clauderon://session/x", "--daemon"] }],
  ])("%j", (argv, launch) => {
    expect(readLaunch(argv, place)).toEqual(launch);
  });

  it("passes over the switches of a process without pages", () => {
    const switches = ["--no-sandbox", "--ozone-platform=headless", "--disable-gpu", "--log-level=3"];
    const launch = { kind: "cli", words: ["exec", "x", "--", "--no-sandbox"] };
    expect(readLaunch(["app", ...switches, "--cli", "exec", "x", "--", "--no-sandbox"], place)).toEqual(launch);
    expect(readLaunch(["app", ...switches], place)).toEqual({ kind: "window", words: [] });
    expect(readLaunch(["electron", ".", ...switches, "--daemon"], { ...place, isPackaged: false })).toEqual({
      kind: "daemon",
      words: [],
    });
  });

  it("skips the program's own folder when it runs from its sources", () => {
    expect(readLaunch(["electron", ".", "--cli", "list"], { ...place, isPackaged: false })).toEqual({
      kind: "cli",
      words: ["list"],
    });
  });

  it("prints help where no window can be shown", () => {
    expect(readLaunch(["app", "--cli"], { ...place, canShowWindows: false })).toEqual({ kind: "cli", words: [] });
    expect(canShowWindows("linux", {})).toBe(false);
    expect(canShowWindows("linux", { WAYLAND_DISPLAY: "wayland-0" })).toBe(true);
    expect(canShowWindows("darwin", {})).toBe(true);
  });
});

describe("a link from outside", () => {
  it.each([
    ["clauderon://session/fix-login", "/session/fix-login"],
    ["clauderon://session/fix-login/", "/session/fix-login"],
    ["clauderon://session/Fix", null],
    ["clauderon://session/fix?stop=1", null],
    ["clauderon://session/fix#x", null],
    ["clauderon://session/fix/shell/1", null],
    ["clauderon://session/..", null],
    ["clauderon://session/%66ix", null],
    ["clauderon://proxy/disable", null],
    ["clauderon://user@session/fix", null],
    ["https://session/fix", null],
    [" clauderon://session/fix", null],
  ])("%s", (link, screen) => {
    expect(screenOfLink(link)).toBe(screen);
  });

  it("is found among the words of a second start", () => {
    expect(linkAmong(["electron", ".", "--x", "clauderon://session/a"])).toBe("clauderon://session/a");
    expect(linkAmong(["electron", "."])).toBeNull();
  });
});

describe("who sends", () => {
  it.each([
    [{ url: "app://clauderon/sessions", parent: null }, true],
    [{ url: "app://clauderon/", parent: {} }, false],
    [{ url: "app://clauderon.example/", parent: null }, false],
    [{ url: "app://user@clauderon/", parent: null }, false],
    [{ url: "app://clauderon:80/", parent: null }, false],
    [{ url: "http://clauderon/", parent: null }, false],
    [{ url: "about:blank", parent: null }, false],
    [{ url: "", parent: null }, false],
    [null, false],
  ])("%o: %s", (frame, trusted) => {
    expect(isTrustedSender(frame)).toBe(trusted);
  });
});

describe("a link to the web", () => {
  it("is shown as it is sent", () => {
    expect(linkQuestion("https://xn--e1afmkfd.example/a b")?.address).toBe("https://xn--e1afmkfd.example/a%20b");
    expect(linkQuestion("https://bücher.example/")?.detail).toContain("xn--bcher-kva.example");
  });

  it.each([
    "file:///etc/passwd",
    "javascript:alert(1)",
    "app://clauderon/",
    "x",
    `https://a.example/${"a".repeat(5000)}`,
  ])("is passed over when it is none: %.40s", (address) => {
    expect(linkQuestion(address)).toBeNull();
  });
});

describe("where the window opens", () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 0, width: 1280, height: 1024 },
  ];
  it.each([
    ["never opened before", null, { width: 1440, height: 900 }],
    ["as it was left", { x: 50, y: 60, width: 1000, height: 700 }, { x: 50, y: 60, width: 1000, height: 700 }],
    [
      "on the second screen",
      { x: 2000, y: 60, width: 1000, height: 700 },
      { x: 2000, y: 60, width: 1000, height: 700 },
    ],
    ["on a screen that is gone", { x: 5000, y: 60, width: 1000, height: 700 }, { width: 1000, height: 700 }],
    ["above the edge", { x: 50, y: -500, width: 1000, height: 700 }, { width: 1000, height: 700 }],
    ["smaller than it may be", { x: 5, y: 6, width: 200, height: 100 }, { x: 5, y: 6, width: 800, height: 600 }],
    ["larger than the screen", { x: 0, y: 0, width: 9000, height: 9000 }, { x: 0, y: 0, width: 1920, height: 1080 }],
  ])("%s", (_case, saved, opened) => {
    expect(openingBounds(saved, screens)).toEqual(opened);
  });
});

describe("the question before the end", () => {
  const running = makeSession({ state: "running" });
  it("is asked only while the core is hosted here and something runs", () => {
    expect(quitQuestion("joined", [running])).toBeNull();
    expect(quitQuestion("hosting", [makeSession({ state: "stopped" })])).toBeNull();
    expect(quitQuestion("hosting", [running, running])?.message).toBe("2 sessions are running.");
    expect(quitQuestion("hosting", [running])?.answers.map(({ answer }) => answer)).toEqual([
      "background",
      "hand over",
      "stop",
      "cancel",
    ]);
  });
});

const asked = [
  "sessions.create",
  "sessions.createWithProgress",
  "sessions.recreate",
  "sessions.setAccessMode",
  "approvals.answer",
  "audit.prune",
  "system.shutdown",
];
const harmless = [
  ...["hello", "watch", "web", "doctor", "settings", "logs", "buildImage"].map((name) => `system.${name}`),
  ...["list", "get", "watch", "watchStats", "upload", "recentRepositories", "start", "stop", "restart"],
  ...["changes", "watchChanges", "diff", "timeline", "repository", "space"],
  ...["archive", "unarchive", "deletePreview", "delete", "reconcile", "output", "logs", "env"],
].map((name) => (name.includes(".") ? name : `sessions.${name}`));
harmless.push(
  ...["audit.values", "audit.tally", "audit.proof", "audit.inFlight", "credentials.log"],
  ...["attach", "exec", "write", "type", "closeInput", "resize", "ack"].map((name) => `terminals.${name}`),
  ...["query", "match", "rows", "timeline", "activity", "watch", "verify", "head", "export", "indexing"].map(
    (name) => `audit.${name}`,
  ),
  ...["list", "set", "remove", "test"].map((name) => `credentials.${name}`),
  ...["list", "presets", "test", "replay"].map((name) => `rules.${name}`),
  ...["list", "watch", "preview", "grants", "revoke"].map((name) => `approvals.${name}`),
  ...["status", "setEnabled"].map((name) => `proxy.${name}`),
);

describe("what widens", () => {
  const facts = {
    waiting: [],
    sessions: new Map([["id-1", makeSession({ id: "id-1", name: "fix-it", accessMode: "propose" })]]),
  };
  const ask = (service: string, method: string, payload: unknown) =>
    wideningQuestion({ service, method, payload }, facts);

  it("is a session with an open network", () => {
    expect(ask("sessions", "create", { name: "x", network: "open" })?.message).toContain("open network");
    expect(ask("sessions", "create", { name: "x" })).toBeNull();
    expect(ask("sessions", "createWithProgress", { name: "x", network: "open" })).not.toBeNull();
    expect(ask("sessions", "createWithProgress", { name: "x", network: "locked" })).toBeNull();
  });

  it("is another container in an open network, and none in the one it has", () => {
    const recreate = (network?: string) => ask("sessions", "recreate", { session: "fix-it", network });
    expect(recreate("open")?.message).toBe("Give fix-it an open network?");
    expect(recreate("locked")).toBeNull();
    expect(recreate()).toBeNull();
    expect(ask("sessions", "recreate", { session: "fix", network: "open" })).not.toBeNull();
  });

  it("is an answer that makes a rule", () => {
    expect(ask("approvals", "answer", { id: "a", answer: "always" })?.yes).toBe("Always allow");
    expect(ask("approvals", "answer", { id: "a", answer: "session" })?.yes).toBe("Allow for the session");
    expect(ask("approvals", "answer", { id: "a", answer: "once" })).toBeNull();
    expect(ask("approvals", "answer", { id: "a", answer: "deny" })).toBeNull();
  });

  it("is a wider access mode, and not a narrower one", () => {
    const change = (session: string, accessMode: string) => ask("sessions", "setAccessMode", { session, accessMode });
    expect(change("fix-it", "write")?.message).toBe("Let fix-it write?");
    expect(change("id-1", "write")).not.toBeNull();
    expect(change("fix-it", "propose")).toBeNull();
    expect(change("fix-it", "read")).toBeNull();
    // Not known here: the core may know it by a prefix.
    expect(change("fix", "read")).not.toBeNull();
  });

  it("is what takes away the record, or everybody's network", () => {
    expect(ask("audit", "prune", { beforeSeq: 10 })?.yes).toBe("Remove records");
    expect(ask("audit", "prune", { beforeSeq: 10, dryRun: true })).toBeNull();
    expect(ask("system", "shutdown", {})?.yes).toBe("End the core");
  });

  it("names a request by what the core says of it, without what could mislead", () => {
    const waiting = [makeApproval({ id: "abc12345", path: "/a\u202e\nb" })];
    const question = wideningQuestion(
      { service: "approvals", method: "answer", payload: { id: "abc", answer: "always" } },
      { ...facts, waiting },
    );
    expect(question?.detail).toContain("POST api.github.com/a??b\n");
  });

  // A new call of the contract fails here until somebody has decided whether a page may make it by itself.
  it("was decided for each call of the contract", () => {
    const known = new Set([...harmless, ...asked]);
    const all = Object.entries(contract).flatMap(([service, methods]) =>
      Object.keys(methods).map((method) => `${service}.${method}`),
    );
    expect(all.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !all.includes(name))).toEqual([]);
  });

  it("is nothing that the core would not take", () => {
    expect(ask("sessions", "create", { network: "wide" })).toBeNull();
    expect(ask("sessions", "__proto__", { network: "open" })).toBeNull();
    expect(ask("constructor", "create", {})).toBeNull();
  });
});

describe("the tray", () => {
  const now = Date.parse("2026-03-01T12:00:00.000Z");
  const session = (name: string, over: Partial<Session>): Session => makeSession({ id: name, name, ...over });
  const state = (sessions: Session[], over: Partial<TrayState> = {}, proxy = true, engine = true): TrayState => ({
    link: "joined",
    isPaused: false,
    now,
    view: {
      sessions: new Map(sessions.map((one) => [one.id, one])),
      since: new Map(sessions.map(({ id }) => [id, now - 12 * 60_000])),
      waiting: [],
      status: {
        engine: { ok: engine, version: engine ? "1" : null, problem: null },
        proxy: {
          enabled: proxy,
          port: 1,
          addresses: [],
          sessions: sessions.length,
          inFlight: 0,
          configError: null,
          auditError: null,
        },
      },
    },
    ...over,
  });
  const works = session("works", { state: "running", activity: "working" });
  const waits = session("waits", { state: "running", activity: "waiting" });

  it.each<[string, TrayState, string, string]>([
    ["on", state([works]), "on", "Clauderon: proxy on, 1 running"],
    ["attention", state([works, waits]), "attention", "Clauderon: proxy on, 2 running, 1 needs you"],
    ["off before attention", state([works, waits], {}, false), "off", "Clauderon: proxy off, 2 running, 1 needs you"],
    ["engine down first", state([works], {}, false, false), "down", "Clauderon: the container engine does not answer"],
    ["no core", state([works], { link: "down", view: noCore }), "down", "Clauderon: the core does not run"],
    ["starting", state([], { link: "opening", view: noCore }), "down", "Clauderon: starting"],
  ])("has a shape and a sentence for %s", (_case, given, icon, tooltip) => {
    expect(trayView(given)).toMatchObject({ icon, tooltip });
  });

  it("lists what needs a person first, with the time in its state", () => {
    const { menu } = trayView(state([works, waits]));
    const entry = (label: string) => menu.find((one) => one !== "line" && one.label === label);
    expect(entry("1 needs you")).toMatchObject({
      items: [{ label: "Waiting 12m · waits", action: { kind: "go", screen: "/session/waits" } }],
    });
    expect(entry("Sessions")).toMatchObject({
      items: [{ label: "Waiting 12m · waits" }, { label: "Working 12m · works" }],
    });
    expect(entry("Proxy is on")).toMatchObject({ checked: true, action: { kind: "proxy" } });
  });

  it("counts a session whose request is held once", () => {
    const given = state([works, waits]);
    const waiting = [
      makeApproval({ sessionId: "waits" }),
      makeApproval({ id: "bbbbbbbb", sessionId: "works", held: false }),
    ];
    expect(trayView({ ...given, view: { ...given.view, waiting } })).toMatchObject({ count: 2 });
  });

  it("says what off means", () => {
    expect(trayView(state([], {}, false)).menu[0]).toMatchObject({
      label: "Proxy is off: all requests refused",
      checked: false,
    });
  });
});
