import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { walk } from "../helpers/keyboardWalk.ts";
import { keyOptions } from "../helpers/keyCases/keyCases.ts";
import { clean } from "../helpers/keyCases/world.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

let browser: Browser;
let core: StandIn;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn(keyOptions());
  ({ page } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const grid = () => page.getByRole("grid", { name: "Sessions" });
const focused = (): Promise<string> =>
  page.evaluate<string>(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent ?? ""',
  );

/** Each screen, and what has to be there before it is gone through. */
const screens: readonly (readonly [name: string, address: string, ready: string])[] = [
  ["the sessions", "/sessions", "text=Its files take"],
  ["the deleted sessions", "/sessions?state=deleted", "text=Destroyed for good"],
  ["a session", "/session/fix-retry-budget", "text=/^\\d+ × \\d+$/"],
  ["a session that was not started", "/session/infra-plan", "text=the network test found a way out"],
  ["the audit", "/audit", "[data-seq] [title]"],
  ["the audit with nothing found", "/audit?q=host:nowhere.example", "text=none match"],
  ["the approvals", "/approvals", "[data-answer-card]"],
  ["the rules", "/rules", "text=a webhook outlives the session"],
  ["the calls that create lasting access", "/rules?part=access", "[role=row]"],
  ["presets and replay", "/rules?part=preview", "text=Replay"],
  ["the credentials", "/credentials", "text=Rejected"],
  ["the doctor", "/doctor", "[data-check]"],
  ["the settings", "/settings/keys", "[data-record]"],
  ["the form for a new session", "/sessions?new=", "role=dialog"],
  ["the check of the log", "/audit?verify=", "role=dialog"],
];

describe("with the keyboard alone", () => {
  beforeEach(async () => {
    await clean({ page });
    await goTo(page, "/sessions");
    await grid().focus();
  });

  it.each(screens)("all of %s is reached, and shows the focus", async (_name, address, ready) => {
    // No tab of another session, which the arrows would lead away to.
    await page.evaluate("localStorage.removeItem('clauderon.tabs')");
    await page.reload();
    await grid().waitFor(patient);
    await goTo(page, address);
    await page.locator(ready).first().waitFor(patient);
    const { missed, unseen, stops } = await walk(page);
    expect(missed).toEqual([]);
    expect(unseen).toEqual([]);
    expect(stops).toBeGreaterThan(2);
  });

  it.each([
    ["the palette", "Control+k"],
    ["the keys", "?"],
    ["the question before deleting", "Delete"],
    ["the form for a new session", "n"],
  ])("%s keeps the focus, all of it is reached, and gives it back", async (_name, key) => {
    await page.keyboard.press(key);
    const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
    await dialog.waitFor(patient);
    const { missed, unseen } = await walk(page);
    expect(missed.filter((name) => !name.startsWith("option"))).toEqual([]);
    expect(unseen).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(focused, patient).toBe("Sessions");
  });

  it("what was opened by a button gives the focus back to it", async () => {
    const button = page.getByRole("button", { name: /New session/ });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "New session" }).waitFor(patient);
    await page.keyboard.press("Escape");
    await expect.poll(focused, patient).toContain("New session");
  });

  it("the sidebar over a narrow window keeps the focus, and gives it back", async () => {
    await page.setViewportSize({ width: 640, height: 800 });
    await page.keyboard.press("Control+b");
    const sidebar = page.getByRole("dialog");
    await sidebar.getByRole("link", { name: "Audit" }).waitFor(patient);
    const { unseen } = await walk(page);
    expect(unseen).toEqual([]);
    await page.keyboard.press("Escape");
    await sidebar.waitFor({ state: "detached" });
    await expect.poll(focused, patient).toBe("Sessions");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("a dialog that the palette opened gives the focus back to where the palette was opened", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.type("delete");
    await page
      .getByText("Would keep for 7 days only: 3 uncommitted files and 2 commits not pushed anywhere")
      .waitFor(patient);
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor(patient);
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await expect.poll(focused, patient).toBe("Sessions");
    expect(core.inputOf("sessions.delete")).toBeUndefined();
  });

  it("in a session the regions are its tabs, its terminal, and its panel; a terminal keeps F6", async () => {
    await goTo(page, "/session/fix-retry-budget");
    await page.getByText(/^\d+ × \d+$/).waitFor(patient);
    await page.locator("[data-terminal] .xterm").click();
    const region = () => page.evaluate<string>('document.activeElement.closest("[data-region]")?.dataset.region ?? ""');
    const before = core.typed().length;
    await page.keyboard.press("F6");
    await expect.poll(() => core.typed().slice(before), patient).toBe("\u001b[17~");
    expect(await region()).toBe("terminal");
    await page.keyboard.press("Control+Shift+E");
    await expect.poll(region, patient).toBe("tabs");
    await page.keyboard.press("F6");
    await expect.poll(region, patient).toBe("terminal");
    await page.keyboard.press("Control+Shift+F6");
    await expect.poll(region, patient).toBe("panel");
    await page.keyboard.press("Shift+F6");
    await expect.poll(region, patient).toBe("terminal");
  });
});

describe("keys of one's own", () => {
  const recorder = (id: string) => page.locator(`[data-record="${id}"]`);

  beforeEach(async () => {
    await goTo(page, "/settings/keys");
    await page.getByRole("button", { name: "Reset all keys" }).waitFor(patient);
  });

  it("are recorded, shown everywhere, work, and go back", async () => {
    await recorder("sessions.new").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("y");
    await expect.poll(() => recorder("sessions.new").innerText(), patient).toBe("Y");
    await goTo(page, "/sessions");
    await page.getByRole("button", { name: "New session Y" }).waitFor(patient);
    await grid().focus();
    await page.keyboard.press("n");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("y");
    await page.getByRole("dialog", { name: "New session" }).waitFor(patient);
    await page.reload();
    await page.getByRole("dialog", { name: "New session" }).waitFor(patient);
    await page.keyboard.press("Escape");
    await goTo(page, "/settings/keys");
    await page.getByRole("button", { name: "Reset all keys" }).click();
    await expect.poll(() => recorder("sessions.new").innerText(), patient).toBe("N");
  });

  it("are named when another command has them, and taken only when that is said", async () => {
    await recorder("sessions.new").click();
    await page.keyboard.press("r");
    await page.getByRole("alert").getByText("R is “reply in one line”, Sessions.").waitFor(patient);
    await page.getByRole("button", { name: "Leave it" }).click();
    expect(await recorder("sessions.reply").innerText()).toBe("R");
    await recorder("sessions.new").click();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "Take it from there" }).click();
    await expect.poll(() => recorder("sessions.reply").innerText(), patient).toBe("no key");
    await page.getByRole("button", { name: "Reset the key for new session" }).click();
    await page.getByRole("button", { name: "Reset the key for reply in one line" }).click();
    await page.getByText("None changed").waitFor(patient);
  });

  it("are refused where text is typed, unless they have a modifier", async () => {
    await recorder("app.palette").click();
    await page.keyboard.press("q");
    await page.getByRole("alert").getByText("needs a modifier").waitFor(patient);
    await page.keyboard.press("Escape");
    expect(await recorder("app.palette").innerText()).toBe("Ctrl+K");
  });

  it("are found by what they do and by the key", async () => {
    await page.getByLabel("Search keys").fill("alt+shift+t");
    await expect.poll(() => page.locator("[data-record]").count(), patient).toBe(1);
    expect(await recorder("terminal.shell").innerText()).toBe("Alt+Shift+T");
    await page.getByLabel("Search keys").fill("");
  });

  it("of one letter can be switched off: then no label shows them, and modifiers go on", async () => {
    const letters = page.getByLabel(/^Single letters in lists/);
    await letters.uncheck();
    await goTo(page, "/sessions");
    await page.getByRole("button", { name: "New session", exact: true }).waitFor(patient);
    await grid().focus();
    for (const key of ["n", "?", "g", "a"]) await page.keyboard.press(key);
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.evaluate('document.querySelector("[data-focused]")?.dataset.session'), patient)
      .toBe("ledger-export");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe("/sessions");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.press("Escape");
    await goTo(page, "/settings");
    await letters.check();
  });
});
