import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patient } from "../helpers/appPage.ts";
import { makeApproval } from "../helpers/approval.ts";
import { labels, OutsideOfApp, session } from "../helpers/outsideOfApp.ts";

let outside: OutsideOfApp;
beforeAll(async () => {
  outside = await OutsideOfApp.start();
});
afterAll(() => outside?.stop());

describe("a held request", () => {
  it("can be denied from its notification, and not allowed", async () => {
    await outside.app.ask("choose", "Go", "Sessions");
    await expect.poll(() => outside.address()).toBe("app://clauderon/sessions");
    outside.core.setWaiting([makeApproval({ id: "b2c3d4e5", sessionId: "id-two", sessionName: "two" })]);
    await expect.poll(() => outside.titles(), patient).toEqual(["two: approval needed"]);
    expect(await outside.app.ask("notifications")).toMatchObject([{ buttons: ["Deny", "Review"], silent: true }]);
    await outside.app.ask("pressInNotification", "two: approval needed", "Deny");
    await expect
      .poll(() => outside.core.calls.filter(({ method }) => method === "approvals.answer").map(({ input }) => input))
      .toEqual([{ id: "b2c3d4e5", answer: "deny" }]);
    outside.core.setWaiting([]);
    await expect.poll(() => outside.titles()).toEqual([]);
    outside.core.calls.length = 0;
  });

  it("is counted in the tray and told, to be looked at, never to be allowed from there", async () => {
    await outside.app.ask("choose", "Go", "Sessions");
    await expect.poll(() => outside.address()).toBe("app://clauderon/sessions");
    outside.core.setWaiting([makeApproval({ sessionId: "id-one", sessionName: "one" })]);
    await expect.poll(async () => labels((await outside.tray()).items)).toContain("Approvals (1)…");
    await expect.poll(() => outside.titles(), patient).toContain("one: approval needed");
    await outside.app.ask("pressInNotification", "one: approval needed", "Review");
    await expect.poll(() => outside.address()).toBe("app://clauderon/approvals/a1b2c3d4");
    await expect.poll(() => outside.titles()).not.toContain("one: approval needed");
    outside.core.setWaiting([]);
    await expect.poll(async () => labels((await outside.tray()).items)).toContain("Approvals…");
    expect(outside.core.calls.filter(({ method }) => method === "approvals.answer")).toEqual([]);
  });
});

describe("notifications", () => {
  it("tell of a session that waits while another is in front, and open it", async () => {
    await outside.app.ask("openUrl", "clauderon://session/two");
    outside.core.put(session("one", { activity: "waiting" }));
    await expect
      .poll(() => outside.app.ask("notifications"), patient)
      .toMatchObject([{ title: "one is waiting for you", silent: true, buttons: ["Open"] }]);
    await outside.app.ask("clickNotification", "one is waiting");
    await expect.poll(() => outside.address()).toBe("app://clauderon/session/one");
    // Seen now: it is taken back.
    await expect.poll(() => outside.titles()).toEqual([]);
  });

  it("say nothing of the tab that is in front, but do when the window loses the focus", async () => {
    outside.core.put(session("one"));
    await expect.poll(async () => (await outside.tray()).toolTip).toBe("Clauderon: proxy on, 3 running");
    outside.core.put(session("one", { activity: "waiting" }));
    outside.core.put(session("three", { state: "exited", exitCode: 0, endedAt: new Date().toISOString() }));
    // The other session's notice shows that the time for this one has passed.
    await expect.poll(() => outside.titles(), patient).toEqual(["three finished"]);
    outside.core.put(session("one"));
    await expect.poll(() => outside.icon()).toBe("on");
    await outside.app.ask("blur");
    outside.core.put(session("one", { activity: "waiting" }));
    await expect.poll(() => outside.titles(), patient).toEqual(["three finished", "one is waiting for you"]);
    await outside.app.ask("focus");
    await expect.poll(() => outside.titles()).toEqual(["three finished"]);
  });

  it("are withdrawn when the session goes on", async () => {
    outside.core.put(session("two", { activity: "waiting" }));
    outside.core.put(session("three"));
    await expect.poll(() => outside.titles(), patient).toEqual(["two is waiting for you"]);
    outside.core.put(session("two"));
    await expect.poll(() => outside.titles()).toEqual([]);
  });

  it("can be paused from the tray", async () => {
    await outside.app.ask("chooseInTray", "Pause notifications", "30 minutes");
    await expect.poll(async () => labels((await outside.tray()).items)).toContain("Notifications are paused");
    outside.core.put(session("two", { state: "error", error: "broken" }));
    await expect.poll(() => outside.icon()).toBe("attention");
    await outside.app.ask("chooseInTray", "Notifications are paused", "Show them again");
    outside.core.put(session("three", { state: "exited", exitCode: 3, endedAt: new Date().toISOString() }));
    await expect.poll(() => outside.titles(), patient).toContain("three stopped");
  });
});

describe("the bell in the window", () => {
  const bell = () => outside.page.getByRole("button", { name: /^Notifications/ });
  const panel = () => outside.page.getByRole("dialog", { name: "Notifications" });

  it("lists what is told outside it, and what is opened there is taken back outside", async () => {
    await outside.app.ask("choose", "Go", "Audit");
    for (const name of ["one", "two", "three"]) outside.core.put(session(name));
    await expect.poll(() => outside.titles()).toEqual([]);
    outside.core.put(session("two", { activity: "waiting" }));
    await expect.poll(() => outside.titles(), patient).toEqual(["two is waiting for you"]);
    await outside.page.getByRole("button", { name: "Notifications, 1 new one" }).waitFor();
    await outside.app.ask("choose", "Window", "Notifications");
    await panel().getByRole("button", { name: "Open: two is waiting for you" }).click();
    await expect.poll(() => outside.address()).toBe("app://clauderon/session/two");
    await expect.poll(() => outside.titles()).toEqual([]);
    await outside.page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    outside.core.put(session("two"));
    await expect.poll(() => outside.icon()).toBe("on");
  });

  it("knows what happened while there was no window", async () => {
    await outside.app.ask("closeWindow");
    await expect.poll(() => outside.app.ask("windows")).toEqual([]);
    outside.core.put(session("three", { state: "exited", exitCode: 0, endedAt: new Date().toISOString() }));
    await expect.poll(() => outside.titles(), patient).toEqual(["three finished"]);
    await outside.app.ask("openUrl", "clauderon://session/one");
    outside.page = await outside.app.page();
    await outside.page.getByRole("button", { name: "Notifications, 1 new one" }).click();
    await panel().getByText("three finished").waitFor();
    await panel().getByRole("button", { name: "Clear all" }).click();
    await expect.poll(() => outside.titles()).toEqual([]);
    await panel().getByText("Nothing new.").waitFor();
    await outside.page.keyboard.press("Escape");
  });

  it("is paused from the tray, and says so", async () => {
    await outside.app.ask("chooseInTray", "Pause notifications", "Until tomorrow");
    await bell().click();
    await panel()
      .getByText(/^Paused until \d\d:\d\d\. New ones show here only\.$/)
      .waitFor();
    await panel().getByRole("button", { name: "Resume" }).click();
    await expect.poll(async () => labels((await outside.tray()).items)).toContain("Pause notifications");
    await outside.page.keyboard.press("Escape");
  });
});

describe("settings of notifications", () => {
  it("are the app's own: sound and the agent's words show in the next notification", async () => {
    await outside.app.ask("choose", "Window", "Notification settings");
    await outside.page.getByRole("checkbox", { name: /^Sound/ }).check();
    await outside.page.getByRole("checkbox", { name: /^Add the agent's own words/ }).check();
    outside.core.put(session("one", { activity: "waiting", agentWords: 'May I?" \u202e' }));
    await expect
      .poll(() => outside.app.ask("notifications"), patient)
      .toMatchObject([{ silent: false, body: expect.stringMatching(/^\d+s of work\nAgent: "May I\?' ‹U\+202E›"$/) }]);
    outside.core.put(session("one"));
    await expect.poll(() => outside.titles()).toEqual([]);
    await outside.page.getByRole("checkbox", { name: /^Sound/ }).uncheck();
  });

  it("take hours in which nothing is shown", async () => {
    await outside.page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    // From noon to noon: at any hour of this test.
    await outside.page.getByLabel("from", { exact: true }).fill("12:00");
    await outside.page.getByLabel("to", { exact: true }).fill("12:00");
    outside.core.put(session("two", { activity: "waiting" }));
    await outside.page.getByRole("button", { name: "Notifications, 1 new one" }).waitFor(patient);
    expect(await outside.titles()).toEqual([]);
    await outside.page.getByRole("checkbox", { name: /^Quiet hours/ }).uncheck();
    outside.core.put(session("two"));
  });

  it("show the home's folder, which the page does not choose", async () => {
    await outside.page.getByRole("button", { name: "Open folder" }).click();
    await expect.poll(() => outside.app.ask("opened")).toEqual([outside.core.home]);
    await outside.page.evaluate("window.clauderon.request({ reveal: '/etc' })");
    await outside.page.evaluate("window.clauderon.request({ dismiss: null })");
    expect(await outside.app.ask("opened")).toEqual([outside.core.home]);
  });
});
