import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../src-shared/model/session.ts";
import { makeApproval } from "../helpers/approval.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { DesktopApp } from "../helpers/desktopApp.ts";
import type { SeenItem } from "../helpers/electronDouble/control.ts";
import { type ScriptedCore, startScriptedCore } from "../helpers/scriptedCore.ts";
import { makeSession } from "../helpers/session.ts";

const session = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({ id: `id-${name}`, name, state: "running", activity: "working", ...over });

let browser: Browser;
let core: ScriptedCore;
let app: DesktopApp;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser({ shared: true });
  core = await startScriptedCore([session("one"), session("two"), session("three")], {
    audit: {
      export: async function* () {
        yield { bytes: new TextEncoder().encode('{"seq":1}\n') };
        yield { bytes: new TextEncoder().encode('{"seq":2}\n') };
      },
    },
    sessions: { create: () => session("made") },
    approvals: { answer: () => ({ decided: null, grant: null }) },
  });
  app = new DesktopApp({ browser, home: core.home });
  page = await app.page();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
});
afterAll(async () => {
  await app?.kill();
  await core?.close();
  await browser?.close();
});

const tray = async () => {
  const seen = await app.ask("tray");
  if (!seen) throw new Error("there is no tray");
  return seen;
};
const icon = async (): Promise<string> => {
  const { dataUrl } = (await tray()).icon;
  const names = ["on", "off", "attention", "down"];
  return (
    names.find((name) =>
      ["", "-white"].some(
        (colour) =>
          dataUrl === `data:image/png;base64,${readFileSync(`assets/tray/${name}${colour}.png`).toString("base64")}`,
      ),
    ) ?? "unknown"
  );
};
const labels = (items: readonly SeenItem[]): string[] => items.map(({ label }) => label);
const address = async (): Promise<string | undefined> => (await app.ask("windows"))[0]?.url;
const titles = async (): Promise<string[]> => (await app.ask("notifications")).map(({ title }) => title);
const patient = { timeout: 45_000 };

describe("the tray", () => {
  it("shows that the proxy is on, in a sharp icon, and how many sessions run", async () => {
    await expect.poll(async () => (await tray()).toolTip).toBe("Clauderon: proxy on, 3 running");
    expect(await icon()).toBe("on");
    expect((await tray()).icon.scales).toEqual([1, 2]);
  });

  it("offers what a person needs without the window", async () => {
    expect(labels((await tray()).items).filter((label) => label !== "")).toEqual([
      "Proxy is on",
      "Sessions",
      "Approvals…",
      "New session…",
      "Open Clauderon",
      "Pause notifications",
      "Doctor…",
      "Settings…",
      "Sessions and proxy keep running in the background.",
      "Quit…",
    ]);
  });

  it("opens a session's tab", async () => {
    const sessions = (await tray()).items.find(({ label }) => label === "Sessions");
    const two = sessions?.items.find(({ label }) => label.endsWith("· two"))?.label ?? "";
    expect(two).toMatch(/^Working (now|\d+[smh]) · two$/);
    await app.ask("chooseInTray", "Sessions", two);
    await expect.poll(address).toBe("app://clauderon/session/two");
  });

  it("turns the proxy off only after a question, and on without one", async () => {
    await app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    const [dialog] = await app.ask("dialogs");
    expect(dialog).toMatchObject({ message: "Turn the proxy off?", defaultButton: "Cancel" });
    expect(dialog?.detail).toBe(
      "3 running sessions get a 503 for every request at once, 3 open requests are cut. Nothing is lost in their workspaces.",
    );
    await app.ask("answerDialog", "Cancel");
    expect(core.isProxyOn).toBe(true);

    await app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    await app.ask("answerDialog", "Turn off", true);
    await expect.poll(icon).toBe("off");
    expect(core.isProxyOn).toBe(false);
    await page.getByText("Proxy is off.").waitFor();

    await app.ask("chooseInTray", "Proxy is off: all requests refused");
    await expect.poll(icon).toBe("on");
    // "Don't ask again" was chosen.
    await app.ask("chooseInTray", "Proxy is on");
    await expect.poll(icon).toBe("off");
    expect(await app.ask("dialogs")).toEqual([]);
    await app.ask("chooseInTray", "Proxy is off");
    await expect.poll(icon).toBe("on");
  });

  it("shows that the engine is gone, by another shape", async () => {
    core.setEngine(false);
    await expect.poll(icon).toBe("down");
    expect((await tray()).toolTip).toBe("Clauderon: the container engine does not answer");
    core.setEngine(true);
    await expect.poll(icon).toBe("on");
  });

  it("shows who needs a person, and counts them", async () => {
    core.put(session("one", { activity: "waiting" }));
    await expect.poll(icon).toBe("attention");
    expect((await tray()).toolTip).toBe("Clauderon: proxy on, 3 running, 1 needs you");
    expect(labels((await tray()).items.find(({ label }) => label === "1 needs you")?.items ?? [])).toEqual([
      expect.stringMatching(/^Waiting .* · one$/),
    ]);
    expect(await app.ask("calls")).toContain("badge 1");
    core.put(session("one"));
    await expect.poll(icon).toBe("on");
  });
});

describe("a held request", () => {
  it("can be denied from its notification, and not allowed", async () => {
    await app.ask("choose", "Go", "Sessions");
    await expect.poll(address).toBe("app://clauderon/sessions");
    core.setWaiting([makeApproval({ id: "b2c3d4e5", sessionId: "id-two", sessionName: "two" })]);
    await expect.poll(titles, patient).toEqual(["two: approval needed"]);
    expect(await app.ask("notifications")).toMatchObject([{ buttons: ["Deny", "Review"], silent: true }]);
    await app.ask("pressInNotification", "two: approval needed", "Deny");
    await expect
      .poll(() => core.calls.filter(({ method }) => method === "approvals.answer").map(({ input }) => input))
      .toEqual([{ id: "b2c3d4e5", answer: "deny" }]);
    core.setWaiting([]);
    await expect.poll(titles).toEqual([]);
    core.calls.length = 0;
  });

  it("is counted in the tray and told, to be looked at, never to be allowed from there", async () => {
    await app.ask("choose", "Go", "Sessions");
    await expect.poll(address).toBe("app://clauderon/sessions");
    core.setWaiting([makeApproval({ sessionId: "id-one", sessionName: "one" })]);
    await expect.poll(async () => labels((await tray()).items)).toContain("Approvals (1)…");
    await expect.poll(titles, patient).toContain("one: approval needed");
    await app.ask("pressInNotification", "one: approval needed", "Review");
    await expect.poll(address).toBe("app://clauderon/approvals/a1b2c3d4");
    await expect.poll(titles).not.toContain("one: approval needed");
    core.setWaiting([]);
    await expect.poll(async () => labels((await tray()).items)).toContain("Approvals…");
    expect(core.calls.filter(({ method }) => method === "approvals.answer")).toEqual([]);
  });
});

describe("notifications", () => {
  it("tell of a session that waits while another is in front, and open it", async () => {
    await app.ask("openUrl", "clauderon://session/two");
    core.put(session("one", { activity: "waiting" }));
    await expect
      .poll(() => app.ask("notifications"), patient)
      .toMatchObject([{ title: "one is waiting for you", silent: true, buttons: ["Open"] }]);
    await app.ask("clickNotification", "one is waiting");
    await expect.poll(address).toBe("app://clauderon/session/one");
    // Seen now: it is taken back.
    await expect.poll(titles).toEqual([]);
  });

  it("say nothing of the tab that is in front, but do when the window loses the focus", async () => {
    core.put(session("one"));
    await expect.poll(async () => (await tray()).toolTip).toBe("Clauderon: proxy on, 3 running");
    core.put(session("one", { activity: "waiting" }));
    core.put(session("three", { state: "exited", exitCode: 0, endedAt: new Date().toISOString() }));
    // The other session's notice shows that the time for this one has passed.
    await expect.poll(titles, patient).toEqual(["three finished"]);
    core.put(session("one"));
    await expect.poll(icon).toBe("on");
    await app.ask("blur");
    core.put(session("one", { activity: "waiting" }));
    await expect.poll(titles, patient).toEqual(["three finished", "one is waiting for you"]);
    await app.ask("focus");
    await expect.poll(titles).toEqual(["three finished"]);
  });

  it("are withdrawn when the session goes on", async () => {
    core.put(session("two", { activity: "waiting" }));
    core.put(session("three"));
    await expect.poll(titles, patient).toEqual(["two is waiting for you"]);
    core.put(session("two"));
    await expect.poll(titles).toEqual([]);
  });

  it("can be paused from the tray", async () => {
    await app.ask("chooseInTray", "Pause notifications", "30 minutes");
    await expect.poll(async () => labels((await tray()).items)).toContain("Notifications are paused");
    core.put(session("two", { state: "error", error: "broken" }));
    await expect.poll(icon).toBe("attention");
    await app.ask("chooseInTray", "Notifications are paused", "Show them again");
    core.put(session("three", { state: "exited", exitCode: 3, endedAt: new Date().toISOString() }));
    await expect.poll(titles, patient).toContain("three stopped");
  });
});

describe("the bell in the window", () => {
  const bell = () => page.getByRole("button", { name: /^Notifications/ });
  const panel = () => page.getByRole("dialog", { name: "Notifications" });

  it("lists what is told outside it, and what is opened there is taken back outside", async () => {
    await app.ask("choose", "Go", "Audit");
    for (const name of ["one", "two", "three"]) core.put(session(name));
    await expect.poll(titles).toEqual([]);
    core.put(session("two", { activity: "waiting" }));
    await expect.poll(titles, patient).toEqual(["two is waiting for you"]);
    await page.getByRole("button", { name: "Notifications, 1 new one" }).waitFor();
    await app.ask("choose", "Window", "Notifications");
    await panel().getByRole("button", { name: "Open: two is waiting for you" }).click();
    await expect.poll(address).toBe("app://clauderon/session/two");
    await expect.poll(titles).toEqual([]);
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    core.put(session("two"));
    await expect.poll(icon).toBe("on");
  });

  it("knows what happened while there was no window", async () => {
    await app.ask("closeWindow");
    await expect.poll(() => app.ask("windows")).toEqual([]);
    core.put(session("three", { state: "exited", exitCode: 0, endedAt: new Date().toISOString() }));
    await expect.poll(titles, patient).toEqual(["three finished"]);
    await app.ask("openUrl", "clauderon://session/one");
    page = await app.page();
    await page.getByRole("button", { name: "Notifications, 1 new one" }).click();
    await panel().getByText("three finished").waitFor();
    await panel().getByRole("button", { name: "Clear all" }).click();
    await expect.poll(titles).toEqual([]);
    await panel().getByText("Nothing new.").waitFor();
    await page.keyboard.press("Escape");
  });

  it("is paused from the tray, and says so", async () => {
    await app.ask("chooseInTray", "Pause notifications", "Until tomorrow");
    await bell().click();
    await panel()
      .getByText(/^Paused until \d\d:\d\d\. New ones show here only\.$/)
      .waitFor();
    await panel().getByRole("button", { name: "Resume" }).click();
    await expect.poll(async () => labels((await tray()).items)).toContain("Pause notifications");
    await page.keyboard.press("Escape");
  });
});

describe("settings of notifications", () => {
  it("are the app's own: sound and the agent's words show in the next notification", async () => {
    await app.ask("choose", "Window", "Notification settings");
    await page.getByRole("checkbox", { name: /^Sound/ }).check();
    await page.getByRole("checkbox", { name: /^Add the agent's own words/ }).check();
    core.put(session("one", { activity: "waiting", agentWords: 'May I?" \u202e' }));
    await expect
      .poll(() => app.ask("notifications"), patient)
      .toMatchObject([{ silent: false, body: expect.stringMatching(/^\d+s of work\nAgent: "May I\?' ‹U\+202E›"$/) }]);
    core.put(session("one"));
    await expect.poll(titles).toEqual([]);
    await page.getByRole("checkbox", { name: /^Sound/ }).uncheck();
  });

  it("take hours in which nothing is shown", async () => {
    await page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    // From noon to noon: at any hour of this test.
    await page.getByLabel("from", { exact: true }).fill("12:00");
    await page.getByLabel("to", { exact: true }).fill("12:00");
    core.put(session("two", { activity: "waiting" }));
    await page.getByRole("button", { name: "Notifications, 1 new one" }).waitFor(patient);
    expect(await titles()).toEqual([]);
    await page.getByRole("checkbox", { name: /^Quiet hours/ }).uncheck();
    core.put(session("two"));
  });

  it("show the home's folder, which the page does not choose", async () => {
    await page.getByRole("button", { name: "Open folder" }).click();
    await expect.poll(() => app.ask("opened")).toEqual([core.home]);
    await page.evaluate("window.clauderon.request({ reveal: '/etc' })");
    await page.evaluate("window.clauderon.request({ dismiss: null })");
    expect(await app.ask("opened")).toEqual([core.home]);
  });

  it("have the tray ask again", async () => {
    const asks = page.getByRole("checkbox", { name: /^Ask before the tray turns the proxy off/ });
    expect(await asks.isChecked()).toBe(false);
    await asks.check();
    await app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    await app.ask("answerDialog", "Cancel");
  });
});

describe("the menu bar", () => {
  it("has every menu, and the session's actions only while one is in front", async () => {
    await app.ask("openUrl", "clauderon://session/one");
    await expect.poll(address).toBe("app://clauderon/session/one");
    const menu = async (name: string) => (await app.ask("menu")).find(({ label }) => label === name)?.items ?? [];
    expect(labels(await app.ask("menu"))).toEqual(["File", "Edit", "View", "Session", "Go", "Window", "Help"]);
    await expect.poll(async () => (await menu("Session")).every(({ enabled }) => enabled)).toBe(true);
    await app.ask("choose", "Go", "Credentials");
    await expect.poll(address).toBe("app://clauderon/credentials");
    await expect
      .poll(async () => (await menu("Session")).filter(({ label }) => label !== "").some(({ enabled }) => enabled))
      .toBe(false);
  });

  it.each([
    ["File", "New session…", "?new="],
    ["Go", "Sessions", "/sessions"],
    ["Go", "Audit", "/audit"],
    ["Go", "Refused requests", "/audit?q=decision%3Adeny"],
    ["Go", "Approvals", "/approvals"],
    ["Go", "Rules", "/rules"],
    ["Go", "Doctor", "/doctor"],
    ["Go", "Settings", "/settings"],
  ])("%s > %s leads to %s", async (menu, item, screen) => {
    await app.ask("choose", menu, item);
    await expect.poll(address).toContain(screen);
  });

  it("runs the actions of the palette, under their names", async () => {
    await app.ask("choose", "View", "Command palette");
    await page
      .getByRole("combobox", { name: "Command palette" })
      .or(page.getByPlaceholder(/Action, session/))
      .waitFor();
    await page.keyboard.press("Escape");
    await app.ask("choose", "Help", "Keys");
    await page.getByRole("dialog").getByText("next session that needs you").waitFor();
    await page.keyboard.press("Escape");
    await app.ask("choose", "View", "Change theme");
    await expect
      .poll(() => page.evaluate("JSON.parse(localStorage['clauderon.preferences'] ?? '{}').state?.theme"))
      .toBe("dark");
  });

  it("saves the audit log where a person says, for that person alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cld-export-"));
    await app.ask("saveAs", join(folder, "log.jsonl"));
    await app.ask("choose", "File", "Export the audit log");
    await expect.poll(() => readFileSync(join(folder, "log.jsonl"), "utf8")).toBe('{"seq":1}\n{"seq":2}\n');
    rmSync(folder, { recursive: true });
  });
});

describe("what widens", () => {
  const create = (network: string): Promise<unknown> =>
    page.evaluate(`(() => {
      const bytes = (value) => {
        const text = new TextEncoder().encode(JSON.stringify(value));
        const message = new Uint8Array(4 + text.length);
        new DataView(message.buffer).setUint32(0, text.length);
        message.set(text, 4);
        return message;
      };
      const call = { type: "call", id: 9999, service: "sessions", method: "create", payload: { name: "made", network: "${network}" } };
      window.clauderon.send(bytes(call));
    })()`);
  const created = () => core.calls.filter(({ method }) => method === "sessions.create");

  it("is asked outside the page, and does not happen without a yes", async () => {
    await create("open");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    expect((await app.ask("dialogs"))[0]).toMatchObject({
      message: "Start made with an open network?",
      defaultButton: "Cancel",
    });
    await app.ask("answerDialog", "Cancel");
    // A call after it has arrived: the one before was not merely slow.
    await create("locked");
    await expect.poll(created).toHaveLength(1);
    expect(created()[0]?.input).toMatchObject({ network: "locked" });
  });

  it("happens with one", async () => {
    await create("open");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    await app.ask("answerDialog", "Start with open network");
    await expect.poll(created).toHaveLength(2);
    expect(created()[1]?.input).toMatchObject({ network: "open" });
  });
});
