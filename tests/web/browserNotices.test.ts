import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { NoticesWorld, session } from "../helpers/noticesWorld.ts";

let browser: Browser;
let world: NoticesWorld;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  world = await NoticesWorld.start(browser);
});
afterEach(() => world.close());

describe("notifications of the browser", () => {
  it("are asked for by a press on Turn on, and by nothing else", async () => {
    await world.openTab();
    world.core.setSession(session("one", { activity: "waiting" }));
    await world.bell("Notifications, 1 new one").click(patient);
    await world.panel().getByRole("button", { name: "Notification settings" }).click();
    await world.page.getByRole("checkbox", { name: /^Sound/ }).check();
    await world.page.getByRole("checkbox", { name: /^Sound/ }).uncheck();
    expect(await world.asked()).toBe(0);
    expect(await world.shown()).toEqual([]);

    await world.page.getByRole("button", { name: "Turn on", exact: true }).click();
    await world.page.getByText("On, while a tab of Clauderon is open.").waitFor(patient);
    expect(await world.asked()).toBe(1);
    await expectAccessible(world.page);
    world.core.setSession(session("two", { activity: "waiting" }));
    await expect
      .poll(() => world.shown(), patient)
      .toMatchObject([{ title: "two is waiting for you", tag: "id-two waiting", silent: true }]);
    world.core.setSession(session("two"));
    await expect.poll(() => world.shown(), patient).toEqual([]);
  });

  it("say nothing where the person refused, and say how to change that", async () => {
    await world.openTab("default", "denied");
    await world.turnOn();
    await world.page
      .getByRole("region", { name: "Notifications", exact: true })
      .getByText(/^Your browser refuses/)
      .waitFor(patient);
    world.core.setSession(session("one", { activity: "waiting" }));
    await world.bell("Notifications, 1 new one").waitFor(patient);
    expect(await world.shown()).toEqual([]);
  });

  it("are not there by a permission alone: somebody must have turned them on here", async () => {
    await world.openTab("granted");
    world.core.setSession(session("one", { activity: "waiting" }));
    await world.bell("Notifications, 1 new one").waitFor(patient);
    expect(await world.shown()).toEqual([]);
    expect(await world.asked()).toBe(0);
  });

  it("open what they are about", async () => {
    await world.openTab();
    await world.turnOn();
    world.core.setSession(session("one", { activity: "waiting" }));
    await expect.poll(() => world.shown(), patient).toHaveLength(1);
    await world.page.evaluate("shown[0].onclick()");
    expect(world.path()).toBe("/session/one");
    expect(await world.shown()).toEqual([]);
    await world.bell("Notifications").waitFor(patient);
  });

  it("tell of the tab in front only once somebody looks away", async () => {
    await world.openTab();
    await world.turnOn();
    await goTo(world.page, "/session/one");
    world.core.setSession(session("one", { activity: "waiting" }));
    world.core.setSession(session("two", { activity: "waiting" }));
    // The other's notification shows that the time for this one has passed.
    await expect.poll(() => world.shown(), patient).toMatchObject([{ title: "two is waiting for you" }]);
    await world.lookAway();
    world.core.setSession(session("one"));
    await expect.poll(() => world.page.title(), patient).toBe("(1) one · Clauderon");
    world.core.setSession(session("one", { activity: "waiting" }));
    await expect.poll(() => world.shown(), patient).toHaveLength(2);
  });

  it("tell nothing of what another tab has in front", async () => {
    await world.openTab();
    await world.turnOn();
    const other = await browser.context.newPage();
    await other.goto(world.core.link());
    await other.getByRole("grid", { name: "Sessions" }).waitFor(patient);
    await goTo(other, "/session/one");
    await other.evaluate("document.hasFocus = () => true, dispatchEvent(new Event('focus'))");
    world.core.setSession(session("one", { activity: "waiting" }));
    world.core.setSession(session("two", { activity: "waiting" }));
    await expect.poll(() => world.shown(), patient).toMatchObject([{ title: "two is waiting for you" }]);
    await other.close();
  });

  it("keep the agent's words for those who want them, in quotes", async () => {
    await world.openTab();
    await world.turnOn();
    await world.page.getByRole("checkbox", { name: /^Add the agent's own words/ }).check();
    world.core.setSession(session("one", { activity: "waiting", agentWords: 'Shall I?" \u202e <b>' }));
    await expect
      .poll(async () => (await world.shown())[0]?.body, patient)
      .toMatch(/\nAgent: "Shall I\?' ‹U\+202E› ‹b›"$/);
    await world.bell("Notifications, 1 new one").click(patient);
    await world.panel().getByText(`Agent: "Shall I?' ‹U+202E› <b>"`).waitFor(patient);
  });

  it("remember what was chosen, in this browser", async () => {
    await world.openTab();
    await world.toSettings();
    await world.page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    await world.page.getByLabel("from", { exact: true }).fill("23:15");
    await world.page.reload();
    await world.page.getByRole("region", { name: "Notifications", exact: true }).waitFor(patient);
    expect(await world.page.getByLabel("from", { exact: true }).inputValue()).toBe("23:15");
    expect(await world.page.getByLabel("to", { exact: true }).inputValue()).toBe("07:00");
  });
});
