import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { invented, morning, purse } from "../helpers/standIn/people.ts";

/** For people who want less motion, need stronger colours, listen, or have little room. */
let browser: Browser;
let core: StandIn;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({ sessions: morning(), credentials: purse() });
  ({ page } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const style = (selector: string, name: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${name}`);
const moving = (): Promise<number> => page.evaluate("document.getAnimations().length");

describe("motion", () => {
  it("is the icon of what works, and nothing where motion is unwanted", async () => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await expect.poll(moving, patient).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await expect.poll(moving, patient).toBe(0);
    expect(await style("button", "transitionDuration")).toBe("0s");
  });
});

describe("colours that the system forces", () => {
  it("leave an edge where only a background told things apart, and say every state in a word", async () => {
    await page.emulateMedia({ forcedColors: "active" });
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("x");
    for (const marked of ["[role=row][aria-selected=true]", "[aria-pressed=true]", "nav [aria-current=page]"]) {
      expect(await style(marked, "outlineStyle"), marked).toBe("solid");
    }
    const box = '[role=row][aria-selected=true] input[type="checkbox"]';
    expect(await style(box, "backgroundColor")).not.toBe(await style("main", "backgroundColor"));
    for (const word of ["Waiting", "Working", "Idle", "Error", "Exited 0", "locked", "open", "not locked"]) {
      await page.getByRole("grid").getByText(word, { exact: true }).first().waitFor(patient);
    }
    await page.keyboard.press("x");
    await page.emulateMedia({ forcedColors: "none" });
  });
});

describe("a screen reader", () => {
  const said = (): Promise<string | null> => page.getByRole("status", { name: "Changes of sessions" }).textContent();
  const alerts = (): Promise<string[]> => page.getByRole("alert").allTextContents();

  it("hears a row as a sentence, and a group with the number of its rows", async () => {
    await page
      .getByRole("row", { name: /^fix-retry-budget, waiting .*, locked, propose, 0 requests/ })
      .waitFor(patient);
    await page.getByRole("rowgroup", { name: "Needs you, 3" }).waitFor(patient);
  });

  it("hears what changed in one sentence, and nothing of what only moved", async () => {
    expect(await said()).toBe("");
    core.setSession(invented("openapi-codegen", { activity: "waiting" }));
    core.setSession(invented("upgrade-react-19", { state: "exited", exitCode: 0 }));
    await expect.poll(said, patient).toBe("openapi-codegen waits for you, upgrade-react-19 exited with 0.");
  });

  it("is interrupted when the proxy goes off", async () => {
    core.setStatus({ proxy: { enabled: false } });
    await expect.poll(alerts, patient).toContainEqual(expect.stringContaining("Proxy is off."));
    core.setStatus({ proxy: { enabled: true } });
  });
});

describe("the theme of the system", () => {
  it("is put on at once, by the terminals too", async () => {
    await goTo(page, "/session/fix-retry-budget");
    const ground = (): Promise<string> =>
      page.evaluate("document.querySelector('[data-terminal]')?.terminal?.options.theme.background");
    await wear(page, "dark");
    await expect.poll(ground, patient).toBe("#0E1013");
    await wear(page, "light");
    await expect.poll(ground, patient).toBe("#FFFFFF");
    await wear(page, "dark");
    await goTo(page, "/sessions");
  });
});

describe("a window with little room", () => {
  it("has its sidebar over the screen when it is asked for", async () => {
    await page.setViewportSize({ width: 720, height: 450 });
    await page.getByRole("button", { name: "Menu" }).click();
    const sidebar = page.getByRole("dialog", { name: "Clauderon" });
    await sidebar.getByRole("link", { name: "infra-plan" }).waitFor(patient);
    await settled(page);
    expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
    await page.keyboard.press("Escape");
    await sidebar.waitFor({ state: "detached" });
  });

  it("folds what the header has no room for into one menu", async () => {
    await goTo(page, "/sessions");
    await page.getByRole("button", { name: "What is listed, and how" }).click();
    await page.getByRole("menuitem", { name: /^Needs you/ }).click();
    await expect.poll(() => page.url(), patient).toContain("state=needs");
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
