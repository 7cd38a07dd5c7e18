import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../../src-shared/model/session.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { makeApproval } from "../helpers/approval.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { NoticesWorld, session } from "../helpers/noticesWorld.ts";

const ended = (name: string): Session =>
  session(name, { state: "exited", activity: "unknown", exitCode: 0, endedAt: new Date().toISOString() });

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

describe("the bell", () => {
  it("lists what waits, is held and ended, in groups, and takes a person there", async () => {
    await world.openTab();
    await goTo(world.page, "/audit");
    world.core.setSession(session("one", { activity: "waiting", agentWords: "May I?" }));
    world.core.setSession(ended("two"));
    world.inbox.ask(makeApproval({ id: "zzzzzzzz", sessionId: "id-three", sessionName: "three" }));
    await world.bell("Notifications, 3 new ones").click(patient);
    const groups = world.panel().getByRole("region");
    expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual([
      "Held for approval",
      "Waiting for you",
      "Finished",
    ]);
    await world
      .panel()
      .getByText(/^POST api\.github\.com, deploy keys outlive the session\. The agent waits \d+[ms]/)
      .waitFor();
    // The agent's words were not asked for.
    expect(await world.panel().textContent()).not.toContain("May I?");
    await expectAccessible(world.page);
    await world.panel().getByRole("button", { name: "Open: two finished" }).click();
    expect(world.path()).toBe("/session/two");
    await world.bell("Notifications, 2 new ones").click(patient);
    await world.panel().getByRole("button", { name: "Review: three: approval needed" }).click();
    expect(world.path()).toBe("/approvals/zzzzzzzz");
    await world.bell("Notifications, 1 new one").waitFor(patient);
  });

  it("forgets what is over by itself, and what is seen in its own tab", async () => {
    await world.openTab();
    world.core.setSession(session("one", { activity: "waiting" }));
    world.core.setSession(session("two", { activity: "waiting" }));
    await world.bell("Notifications, 2 new ones").waitFor(patient);
    world.core.setSession(session("one"));
    await world.bell("Notifications, 1 new one").waitFor(patient);
    await goTo(world.page, "/session/two");
    await world.bell("Notifications").waitFor(patient);
  });

  it("offers to deny and to review what is held, and never to allow it", async () => {
    await world.openTab();
    world.inbox.ask(makeApproval({ id: "zzzzzzzz", sessionId: "id-three", sessionName: "three" }));
    await world.bell("Notifications, 1 new one").click(patient);
    const names = await world
      .panel()
      .getByRole("listitem")
      .getByRole("button")
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(names).toEqual(["Review", "Deny", ""]);
    await world.panel().getByRole("button", { name: "Deny: three: approval needed" }).click();
    await world.panel().getByRole("button", { name: "Undo the denial: three: approval needed" }).click();
    await world.panel().getByRole("button", { name: "Deny: three: approval needed" }).click();
    await expect
      .poll(() => world.core.inputOf("approvals.answer"), patient)
      .toEqual({ id: "zzzzzzzz", answer: "deny" });
    await world.panel().getByText("Nothing new.").waitFor(patient);
  });

  it("is reached by the palette, and gives the focus back", async () => {
    await world.openTab();
    await world.page.getByRole("grid", { name: "Sessions" }).focus();
    await world.page.keyboard.press("Control+k");
    await world.page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await world.page.keyboard.type(">notifications");
    await world.page.getByRole("option", { name: /^Notifications Nothing new/ }).click(patient);
    await world.panel().getByText("Nothing new.").waitFor(patient);
    await world.page.keyboard.press("Escape");
    await world.panel().waitFor({ state: "detached" });
  });
});

describe("a browser tab, in the place of a tray", () => {
  it("shows by its icon's shape and its title's number how things are", async () => {
    await world.openTab();
    await expect.poll(() => world.icon(), patient).toBe("/favicon-on.svg");
    expect(await world.page.title()).toBe("Sessions · Clauderon");
    world.core.setSession(session("one", { activity: "waiting" }));
    world.inbox.ask(makeApproval({ sessionId: "id-two", sessionName: "two" }));
    await expect.poll(() => world.page.title(), patient).toBe("(2) Sessions · Clauderon");
    expect(await world.icon()).toBe("/favicon-attention.svg");
    world.core.setStatus({ proxy: { enabled: false } });
    await expect.poll(() => world.icon(), patient).toBe("/favicon-off.svg");
    world.core.setStatus({ proxy: { enabled: true }, engine: { ok: false, problem: "It does not answer." } });
    await expect.poll(() => world.icon(), patient).toBe("/favicon-down.svg");
    for (const mark of ["on", "off", "attention", "down"]) {
      const type = await world.page.evaluate(
        `fetch("/favicon-${mark}.svg").then((one) => one.headers.get("content-type"))`,
      );
      expect(type).toBe("image/svg+xml");
    }
  });

  it("shows a rejected token, though no session waits", async () => {
    await world.openTab();
    await expect.poll(() => world.icon(), patient).toBe("/favicon-on.svg");
    world.core.setStatus({ rejectedCredentials: ["github"] });
    await expect.poll(() => world.icon(), patient).toBe("/favicon-attention.svg");
    expect(await world.page.title()).toBe("Sessions · Clauderon");
  });

  it("shows that contact is lost", async () => {
    await world.openTab();
    await expect.poll(() => world.icon(), patient).toBe("/favicon-on.svg");
    world.core.cut();
    await expect.poll(() => world.icon(), patient).toBe("/favicon-down.svg");
    await expect.poll(() => world.icon(), patient).toBe("/favicon-on.svg");
  });

  it("copies a path where the window opens the folder", async () => {
    await world.openTab();
    await goTo(world.page, "/settings");
    await world.page.getByRole("button", { name: "Copy path" }).click();
    await expect
      .poll(() => world.page.evaluate("navigator.clipboard.readText()"), patient)
      .toBe("/home/dev/.clauderon");
  });

  it("is signed out from Settings, and by a link that was used stays so", async () => {
    await world.openTab();
    await goTo(world.page, "/settings");
    await world.page
      .getByRole("region", { name: "This tab" })
      .getByRole("button", { name: "Sign out of this tab" })
      .click();
    await world.page.getByText("You are not signed in.").waitFor(patient);
    await world.page.getByText("Links work once.").waitFor(patient);
    expect(await world.page.evaluate("sessionStorage['clauderon.bearer'] ?? null")).toBeNull();
    await world.page.reload();
    await world.page.getByText("You are not signed in.").waitFor(patient);
  });
});
