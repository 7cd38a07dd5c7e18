import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labels, OutsideOfApp, session } from "../helpers/outsideOfApp.ts";

let outside: OutsideOfApp;
beforeAll(async () => {
  outside = await OutsideOfApp.start();
});
afterAll(() => outside?.stop());

describe("the tray", () => {
  it("shows that the proxy is on, in a sharp icon, and how many sessions run", async () => {
    await expect.poll(async () => (await outside.tray()).toolTip).toBe("Clauderon: proxy on, 3 running");
    expect(await outside.icon()).toBe("on");
    expect((await outside.tray()).icon.scales).toEqual([1, 2]);
  });

  it("offers what a person needs without the window", async () => {
    expect(labels((await outside.tray()).items).filter((label) => label !== "")).toEqual([
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
    const sessions = (await outside.tray()).items.find(({ label }) => label === "Sessions");
    const two = sessions?.items.find(({ label }) => label.endsWith("· two"))?.label ?? "";
    expect(two).toMatch(/^Working (now|\d+[smh]) · two$/);
    await outside.app.ask("chooseInTray", "Sessions", two);
    await expect.poll(() => outside.address()).toBe("app://clauderon/session/two");
  });

  it("turns the proxy off only after a question, and on without one", async () => {
    await outside.app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => outside.app.ask("dialogs")).toHaveLength(1);
    const [dialog] = await outside.app.ask("dialogs");
    expect(dialog).toMatchObject({ message: "Turn the proxy off?", defaultButton: "Cancel" });
    expect(dialog?.detail).toBe(
      "3 running sessions get a 503 for every request at once, 3 open requests are cut. Nothing is lost in their workspaces.",
    );
    await outside.app.ask("answerDialog", "Cancel");
    expect(outside.core.isProxyOn).toBe(true);

    await outside.app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => outside.app.ask("dialogs")).toHaveLength(1);
    await outside.app.ask("answerDialog", "Turn off", true);
    await expect.poll(() => outside.icon()).toBe("off");
    expect(outside.core.isProxyOn).toBe(false);
    await outside.page.getByText("Proxy is off.").waitFor();

    await outside.app.ask("chooseInTray", "Proxy is off: all requests refused");
    await expect.poll(() => outside.icon()).toBe("on");
    // "Don't ask again" was chosen.
    await outside.app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => outside.icon()).toBe("off");
    expect(await outside.app.ask("dialogs")).toEqual([]);
    await outside.app.ask("chooseInTray", "Proxy is off");
    await expect.poll(() => outside.icon()).toBe("on");
  });

  it("shows that the engine is gone, by another shape", async () => {
    outside.core.setEngine(false);
    await expect.poll(() => outside.icon()).toBe("down");
    expect((await outside.tray()).toolTip).toBe("Clauderon: the container engine does not answer");
    outside.core.setEngine(true);
    await expect.poll(() => outside.icon()).toBe("on");
  });

  it("shows who needs a person, and counts them", async () => {
    outside.core.put(session("one", { activity: "waiting" }));
    await expect.poll(() => outside.icon()).toBe("attention");
    expect((await outside.tray()).toolTip).toBe("Clauderon: proxy on, 3 running, 1 needs you");
    expect(labels((await outside.tray()).items.find(({ label }) => label === "1 needs you")?.items ?? [])).toEqual([
      expect.stringMatching(/^Waiting .* · one$/),
    ]);
    expect(await outside.app.ask("calls")).toContain("badge 1");
    outside.core.put(session("one"));
    await expect.poll(() => outside.icon()).toBe("on");
  });
});

describe("settings of notifications", () => {
  it("have the tray ask again", async () => {
    await outside.app.ask("choose", "Window", "Notification settings");
    const asks = outside.page.getByRole("checkbox", { name: /^Ask before the tray turns the proxy off/ });
    expect(await asks.isChecked()).toBe(false);
    await asks.check();
    await outside.app.ask("chooseInTray", "Proxy is on");
    await expect.poll(() => outside.app.ask("dialogs")).toHaveLength(1);
    await outside.app.ask("answerDialog", "Cancel");
  });
});

describe("the menu bar", () => {
  it("has every menu, and the session's actions only while one is in front", async () => {
    await outside.app.ask("openUrl", "clauderon://session/one");
    await expect.poll(() => outside.address()).toBe("app://clauderon/session/one");
    const menu = async (name: string) =>
      (await outside.app.ask("menu")).find(({ label }) => label === name)?.items ?? [];
    expect(labels(await outside.app.ask("menu"))).toEqual(["File", "Edit", "View", "Session", "Go", "Window", "Help"]);
    await expect.poll(async () => (await menu("Session")).every(({ enabled }) => enabled)).toBe(true);
    await outside.app.ask("choose", "Go", "Credentials");
    await expect.poll(() => outside.address()).toBe("app://clauderon/credentials");
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
    await outside.app.ask("choose", menu, item);
    await expect.poll(() => outside.address()).toContain(screen);
  });

  it("runs the actions of the palette, under their names", async () => {
    await outside.app.ask("choose", "View", "Command palette");
    await outside.page
      .getByRole("combobox", { name: "Command palette" })
      .or(outside.page.getByPlaceholder(/Action, session/))
      .waitFor();
    await outside.page.keyboard.press("Escape");
    await outside.app.ask("choose", "Help", "Keys");
    await outside.page.getByRole("dialog").getByText("next session that needs you").waitFor();
    await outside.page.keyboard.press("Escape");
    await outside.app.ask("choose", "View", "Change theme");
    await expect
      .poll(() => outside.page.evaluate("JSON.parse(localStorage['clauderon.preferences'] ?? '{}').state?.theme"))
      .toBe("dark");
  });

  it("saves the audit log where a person says, for that person alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cld-export-"));
    await outside.app.ask("saveAs", join(folder, "log.jsonl"));
    await outside.app.ask("choose", "File", "Export the audit log");
    await expect.poll(() => readFileSync(join(folder, "log.jsonl"), "utf8")).toBe('{"seq":1}\n{"seq":2}\n');
    rmSync(folder, { recursive: true });
  });
});

describe("what widens", () => {
  const create = (network: string): Promise<unknown> =>
    outside.page.evaluate(`(() => {
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
  const created = () => outside.core.calls.filter(({ method }) => method === "sessions.create");

  it("is asked outside the page, and does not happen without a yes", async () => {
    await create("open");
    await expect.poll(() => outside.app.ask("dialogs")).toHaveLength(1);
    expect((await outside.app.ask("dialogs"))[0]).toMatchObject({
      message: "Start made with an open network?",
      defaultButton: "Cancel",
    });
    await outside.app.ask("answerDialog", "Cancel");
    // A call after it has arrived: the one before was not merely slow.
    await create("locked");
    await expect.poll(created).toHaveLength(1);
    expect(created()[0]?.input).toMatchObject({ network: "locked" });
  });

  it("happens with one", async () => {
    await create("open");
    await expect.poll(() => outside.app.ask("dialogs")).toHaveLength(1);
    await outside.app.ask("answerDialog", "Start with open network");
    await expect.poll(created).toHaveLength(2);
    expect(created()[1]?.input).toMatchObject({ network: "open" });
  });
});
