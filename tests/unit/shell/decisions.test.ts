import { describe, expect, it } from "vitest";
import { linkAmong, screenOfLink } from "../../../src-main/electron/deepLink.ts";
import { canShowWindows, readLaunch } from "../../../src-main/electron/launch.ts";
import { linkQuestion } from "../../../src-main/electron/outsideLinks.ts";
import { quitQuestion } from "../../../src-main/electron/quitPlan.ts";
import { isTrustedSender } from "../../../src-main/electron/senderCheck.ts";
import { openingBounds } from "../../../src-main/electron/windowState.ts";
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
