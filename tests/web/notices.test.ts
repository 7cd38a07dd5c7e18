import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../../src-shared/model/session.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { makeApproval } from "../helpers/approval.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { makeSession } from "../helpers/session.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { FakeInbox } from "../helpers/standIn/inbox.ts";

const session = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({ id: `id-${name}`, name, activity: "working", ...over });
const ended = (name: string): Session =>
  session(name, { state: "exited", activity: "unknown", exitCode: 0, endedAt: new Date().toISOString() });

/*
 * Stands in for the browser's notifications, which a browser without a screen does not have: what would be shown, and
 * each time that leave was asked for. A text, for it runs in the page.
 */
const notificationDouble = (permission: string, answer: string): string => `
  globalThis.asked = 0;
  globalThis.shown = [];
  globalThis.Notification = class {
    static permission = sessionStorage.permission ?? "${permission}";
    static async requestPermission() {
      globalThis.asked++;
      sessionStorage.permission = this.permission = "${answer}";
      return this.permission;
    }
    constructor(title, options) {
      Object.assign(this, { title, ...options });
      globalThis.shown = [...globalThis.shown.filter(({ tag }) => tag !== options.tag), this];
    }
    close() { globalThis.shown = globalThis.shown.filter((one) => one !== this); }
  };`;

let browser: Browser;
let core: StandIn;
let inbox: FakeInbox;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  inbox = new FakeInbox();
  core = await startStandIn({ sessions: ["one", "two", "three"].map((name) => session(name)), inbox, screen: "$ " });
});
afterEach(async () => {
  await page.close();
  await core.close();
});

async function openTab(permission = "default", answer = "granted"): Promise<Page> {
  page = await browser.context.newPage();
  await page.addInitScript({ content: notificationDouble(permission, answer) });
  await page.goto(core.link());
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  return page;
}
const bell = (many: string) => page.getByRole("button", { name: many, exact: true });
const panel = () => page.getByRole("dialog", { name: "Notifications" });
const asked = (): Promise<number> => page.evaluate<number>("asked");
const shown = (): Promise<{ title: string; body: string; silent: boolean; tag: string }[]> =>
  page.evaluate("shown.map(({ title, body, silent, tag }) => ({ title, body, silent, tag }))");
const path = (): string => new URL(page.url()).pathname;
const icon = (): Promise<string | null> => page.locator("link[rel=icon]").getAttribute("href");
const toSettings = (): Promise<void> => goTo(page, "/settings/notifications");
/** Somebody looks elsewhere. */
const lookAway = (): Promise<unknown> =>
  page.evaluate("document.hasFocus = () => false, dispatchEvent(new Event('blur'))");

describe("the bell", () => {
  it("lists what waits, is held and ended, in groups, and takes a person there", async () => {
    await openTab();
    await goTo(page, "/audit");
    core.setSession(session("one", { activity: "waiting", agentWords: "May I?" }));
    core.setSession(ended("two"));
    inbox.ask(makeApproval({ id: "zzzzzzzz", sessionId: "id-three", sessionName: "three" }));
    await bell("Notifications, 3 new ones").click(patient);
    const groups = panel().getByRole("region");
    expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual([
      "Held for approval",
      "Waiting for you",
      "Finished",
    ]);
    await panel()
      .getByText(/^POST api\.github\.com, deploy keys outlive the session\. The agent waits \d+[ms]/)
      .waitFor();
    // The agent's words were not asked for.
    expect(await panel().textContent()).not.toContain("May I?");
    await expectAccessible(page);
    await panel().getByRole("button", { name: "Open: two finished" }).click();
    expect(path()).toBe("/session/two");
    await bell("Notifications, 2 new ones").click(patient);
    await panel().getByRole("button", { name: "Review: three: approval needed" }).click();
    expect(path()).toBe("/approvals/zzzzzzzz");
    await bell("Notifications, 1 new one").waitFor(patient);
  });

  it("forgets what is over by itself, and what is seen in its own tab", async () => {
    await openTab();
    core.setSession(session("one", { activity: "waiting" }));
    core.setSession(session("two", { activity: "waiting" }));
    await bell("Notifications, 2 new ones").waitFor(patient);
    core.setSession(session("one"));
    await bell("Notifications, 1 new one").waitFor(patient);
    await goTo(page, "/session/two");
    await bell("Notifications").waitFor(patient);
  });

  it("offers to deny and to review what is held, and never to allow it", async () => {
    await openTab();
    inbox.ask(makeApproval({ id: "zzzzzzzz", sessionId: "id-three", sessionName: "three" }));
    await bell("Notifications, 1 new one").click(patient);
    const names = await panel()
      .getByRole("listitem")
      .getByRole("button")
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(names).toEqual(["Review", "Deny", ""]);
    await panel().getByRole("button", { name: "Deny: three: approval needed" }).click();
    await panel().getByRole("button", { name: "Undo the denial: three: approval needed" }).click();
    await panel().getByRole("button", { name: "Deny: three: approval needed" }).click();
    await expect.poll(() => core.inputOf("approvals.answer"), patient).toEqual({ id: "zzzzzzzz", answer: "deny" });
    await panel().getByText("Nothing new.").waitFor(patient);
  });

  it("is reached by the palette, and gives the focus back", async () => {
    await openTab();
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("Control+k");
    await page.keyboard.type(">notifications");
    await page.getByRole("option", { name: /^Notifications Nothing new/ }).click(patient);
    await panel().getByText("Nothing new.").waitFor(patient);
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
  });
});

describe("notifications of the browser", () => {
  it("are asked for by a press on Turn on, and by nothing else", async () => {
    await openTab();
    core.setSession(session("one", { activity: "waiting" }));
    await bell("Notifications, 1 new one").click(patient);
    await panel().getByRole("button", { name: "Notification settings" }).click();
    await page.getByRole("checkbox", { name: /^Sound/ }).check();
    await page.getByRole("checkbox", { name: /^Sound/ }).uncheck();
    expect(await asked()).toBe(0);
    expect(await shown()).toEqual([]);

    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page.getByText("On, while a tab of Clauderon is open.").waitFor(patient);
    expect(await asked()).toBe(1);
    await expectAccessible(page);
    core.setSession(session("two", { activity: "waiting" }));
    await expect
      .poll(shown, patient)
      .toMatchObject([{ title: "two is waiting for you", tag: "id-two waiting", silent: true }]);
    core.setSession(session("two"));
    await expect.poll(shown, patient).toEqual([]);
  });

  it("say nothing where the person refused, and say how to change that", async () => {
    await openTab("default", "denied");
    await toSettings();
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page
      .getByRole("region", { name: "Notifications", exact: true })
      .getByText(/^Your browser refuses/)
      .waitFor(patient);
    core.setSession(session("one", { activity: "waiting" }));
    await bell("Notifications, 1 new one").waitFor(patient);
    expect(await shown()).toEqual([]);
  });

  it("are not there by a permission alone: somebody must have turned them on here", async () => {
    await openTab("granted");
    core.setSession(session("one", { activity: "waiting" }));
    await bell("Notifications, 1 new one").waitFor(patient);
    expect(await shown()).toEqual([]);
    expect(await asked()).toBe(0);
  });

  it("open what they are about", async () => {
    await openTab();
    await toSettings();
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    core.setSession(session("one", { activity: "waiting" }));
    await expect.poll(shown, patient).toHaveLength(1);
    await page.evaluate("shown[0].onclick()");
    expect(path()).toBe("/session/one");
    expect(await shown()).toEqual([]);
    await bell("Notifications").waitFor(patient);
  });

  it("tell of the tab in front only once somebody looks away", async () => {
    await openTab();
    await toSettings();
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await goTo(page, "/session/one");
    core.setSession(session("one", { activity: "waiting" }));
    core.setSession(session("two", { activity: "waiting" }));
    // The other's notification shows that the time for this one has passed.
    await expect.poll(shown, patient).toMatchObject([{ title: "two is waiting for you" }]);
    await lookAway();
    core.setSession(session("one"));
    await expect.poll(() => page.title(), patient).toBe("(1) one · Clauderon");
    core.setSession(session("one", { activity: "waiting" }));
    await expect.poll(shown, patient).toHaveLength(2);
  });

  it("tell nothing of what another tab has in front", async () => {
    await openTab();
    await toSettings();
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    const other = await browser.context.newPage();
    await other.goto(core.link());
    await other.getByRole("grid", { name: "Sessions" }).waitFor(patient);
    await goTo(other, "/session/one");
    await other.evaluate("document.hasFocus = () => true, dispatchEvent(new Event('focus'))");
    core.setSession(session("one", { activity: "waiting" }));
    core.setSession(session("two", { activity: "waiting" }));
    await expect.poll(shown, patient).toMatchObject([{ title: "two is waiting for you" }]);
    await other.close();
  });

  it("keep the agent's words for those who want them, in quotes", async () => {
    await openTab();
    await toSettings();
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page.getByRole("checkbox", { name: /^Add the agent's own words/ }).check();
    core.setSession(session("one", { activity: "waiting", agentWords: 'Shall I?" \u202e <b>' }));
    await expect.poll(async () => (await shown())[0]?.body, patient).toMatch(/\nAgent: "Shall I\?' ‹U\+202E› ‹b›"$/);
    await bell("Notifications, 1 new one").click(patient);
    await panel().getByText(`Agent: "Shall I?' ‹U+202E› <b>"`).waitFor(patient);
  });

  it("remember what was chosen, in this browser", async () => {
    await openTab();
    await toSettings();
    await page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    await page.getByLabel("from", { exact: true }).fill("23:15");
    await page.reload();
    await page.getByRole("region", { name: "Notifications", exact: true }).waitFor(patient);
    expect(await page.getByLabel("from", { exact: true }).inputValue()).toBe("23:15");
    expect(await page.getByLabel("to", { exact: true }).inputValue()).toBe("07:00");
  });
});

describe("a browser tab, in the place of a tray", () => {
  it("shows by its icon's shape and its title's number how things are", async () => {
    await openTab();
    await expect.poll(icon, patient).toBe("/favicon-on.svg");
    expect(await page.title()).toBe("Sessions · Clauderon");
    core.setSession(session("one", { activity: "waiting" }));
    inbox.ask(makeApproval({ sessionId: "id-two", sessionName: "two" }));
    await expect.poll(() => page.title(), patient).toBe("(2) Sessions · Clauderon");
    expect(await icon()).toBe("/favicon-attention.svg");
    core.setStatus({ proxy: { enabled: false } });
    await expect.poll(icon, patient).toBe("/favicon-off.svg");
    core.setStatus({ proxy: { enabled: true }, engine: { ok: false, problem: "It does not answer." } });
    await expect.poll(icon, patient).toBe("/favicon-down.svg");
    for (const mark of ["on", "off", "attention", "down"]) {
      const type = await page.evaluate(`fetch("/favicon-${mark}.svg").then((one) => one.headers.get("content-type"))`);
      expect(type).toBe("image/svg+xml");
    }
  });

  it("shows a rejected token, though no session waits", async () => {
    await openTab();
    await expect.poll(icon, patient).toBe("/favicon-on.svg");
    core.setStatus({ rejectedCredentials: ["github"] });
    await expect.poll(icon, patient).toBe("/favicon-attention.svg");
    expect(await page.title()).toBe("Sessions · Clauderon");
  });

  it("shows that contact is lost", async () => {
    await openTab();
    await expect.poll(icon, patient).toBe("/favicon-on.svg");
    core.cut();
    await expect.poll(icon, patient).toBe("/favicon-down.svg");
    await expect.poll(icon, patient).toBe("/favicon-on.svg");
  });

  it("copies a path where the window opens the folder", async () => {
    await openTab();
    await goTo(page, "/settings");
    await page.getByRole("button", { name: "Copy path" }).click();
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()"), patient).toBe("/home/dev/.clauderon");
  });

  it("is signed out from Settings, and by a link that was used stays so", async () => {
    await openTab();
    await goTo(page, "/settings");
    await page.getByRole("region", { name: "This tab" }).getByRole("button", { name: "Sign out of this tab" }).click();
    await page.getByText("You are not signed in.").waitFor(patient);
    await page.getByText("Links work once.").waitFor(patient);
    expect(await page.evaluate("sessionStorage['clauderon.bearer'] ?? null")).toBeNull();
    await page.reload();
    await page.getByText("You are not signed in.").waitFor(patient);
  });
});
