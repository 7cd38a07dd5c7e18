import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTo, patient, terminalTexts } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { claudeScreen } from "../helpers/standIn/pages.ts";
import { morning, purse } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

const grounds = { dark: "#0E1013", light: "#FFFFFF" };
const frames = { dark: "rgb(14, 16, 19)", light: "rgb(255, 255, 255)" };
const themes = ["dark", "light"] as const;

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({ sessions: morning(), credentials: purse(), screen: claudeScreen });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

async function open(): Promise<void> {
  await goTo(page, "/session/fix-retry-budget");
  await expect.poll(async () => (await terminalTexts(page))[0], patient).toContain("Claude Code");
}

async function choose(setting: string, choice: string): Promise<void> {
  await goTo(page, "/settings");
  await page.getByRole("group", { name: setting, exact: true }).getByText(choice, { exact: true }).click();
}

const ask = <T>(question: string): Promise<T> =>
  page.evaluate<T>(`(() => { const frame = document.querySelector("[data-terminal]"); return ${question}; })()`);
const ground = () => ask<string>("frame?.terminal?.options.theme.background");
const family = () => ask<string>('getComputedStyle(frame.querySelector(".xterm-rows")).fontFamily');
/** Pixels that are added to each letter, so that it fills its column. */
const spacing = () => ask<number>('Number.parseFloat(frame.querySelector(".xterm-rows").style.letterSpacing)');

interface Fit {
  readonly rows: number;
  readonly lineHeight: number;
  /** No line or column too many, and no room for one more. */
  readonly fits: boolean;
}
const gridNow = () =>
  ask<Fit>(`(() => {
    const [room, screen] = [frame, frame.querySelector(".xterm-screen")].map((one) => one.getBoundingClientRect());
    const { rows, cols } = frame.terminal;
    const [height, width] = [screen.height / rows, screen.width / cols];
    const [below, beside] = [room.height - screen.height, room.width - screen.width];
    // A scroll bar of 14 pixels stands beside the columns.
    return { rows, lineHeight: height, fits: below >= 0 && below < height && beside >= 0 && beside < width + 15 };
  })()`);
async function fitted(): Promise<Fit> {
  await expect.poll(async () => (await gridNow()).fits, patient).toBe(true);
  return gridNow();
}

/** What a terminal, a log or printed lines stand on, with the words around them. */
const frame = (within: string) =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(within)}).closest("section")).backgroundColor`,
  );

const problems = async (): Promise<string[]> => {
  await settled(page);
  return [...(await violations(page)), ...(await layoutProblems(page))];
};

describe("a terminal's theme", () => {
  it("is the app's until another is chosen, and then stays while the app's changes", async () => {
    await open();
    await wear(page, "light");
    await expect.poll(ground, patient).toBe(grounds.light);
    await choose("Terminal theme", "dark");
    await open();
    expect(await ground()).toBe(grounds.dark);
    await wear(page, "dark");
    await wear(page, "light");
    expect(await ground()).toBe(grounds.dark);
    await choose("Terminal theme", "same as the app");
    await open();
    expect(await ground()).toBe(grounds.light);
  });

  it("changes at once, and the focus is where it was", async () => {
    await page.locator("[data-terminal] .xterm").first().click();
    for (const expected of [grounds.dark, grounds.light]) {
      await page.keyboard.press("Control+Shift+K");
      await page.getByRole("combobox", { name: "Command palette" }).fill("terminals' theme");
      await page.getByRole("option", { name: /Change the terminals' theme/ }).waitFor(patient);
      await page.keyboard.press("Enter");
      await expect.poll(ground, patient).toBe(expected);
    }
    await expect.poll(() => ask<boolean>("frame.contains(document.activeElement)"), patient).toBe(true);
  });

  it.each(themes.flatMap((theme) => themes.map((terminal) => ({ theme, terminal }))))(
    "can be read where it is $terminal and the app is $theme: screen, search, log and printed lines",
    async ({ theme, terminal }) => {
      await wear(page, theme);
      await choose("Terminal theme", terminal);
      const found: Record<string, string[]> = { settings: await problems() };
      await open();
      await page.locator("[data-terminal] .xterm").first().click();
      await page.keyboard.press("Control+Shift+F");
      await page.getByLabel("Find in terminal").fill("retry");
      await page.getByText(/^\d+ of \d+$/).waitFor(patient);
      found.terminal = await problems();
      expect(await frame("[data-terminal]")).toBe(frames[terminal]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Log of this session" }).click();
      await page.getByText("second line").first().waitFor(patient);
      found.log = await problems();
      expect(await frame("[role=log]")).toBe(frames[terminal]);
      await goTo(page, "/session/release-notes-118");
      await page.getByText("- faster start").first().waitFor(patient);
      found.printed = await problems();
      expect(await frame("[aria-label='Output of release-notes-118'] pre")).toBe(frames[terminal]);
      expect(found).toEqual({ settings: [], terminal: [], log: [], printed: [] });
    },
  );
});

describe("a terminal's letters", () => {
  it("are the bundled font's or the system's, and fit anew", async () => {
    await open();
    expect(await family()).toContain("JetBrains Mono");
    await fitted();
    await choose("Font", "the system's");
    await open();
    expect(await family()).not.toContain("JetBrains Mono");
    await fitted();
    await choose("Font", "JetBrains Mono");
    await open();
    expect(await family()).toContain("JetBrains Mono");
  });

  it("stand as close as before when they changed while their terminal was out of sight", async () => {
    await open();
    expect(Math.abs(await spacing())).toBeLessThan(1);
    for (const font of ["the system's", "JetBrains Mono"]) {
      await choose("Font", font);
      await open();
      await expect.poll(async () => Math.abs(await spacing()), patient).toBeLessThan(1);
    }
  });

  it("stand on lines as high as was chosen, and the program hears how many there are", async () => {
    const seen: Fit[] = [];
    for (const height of ["close", "normal", "roomy"]) {
      await choose("Line height", height);
      await open();
      seen.push(await fitted());
      await expect.poll(() => core.inputOf("terminals.resize"), patient).toMatchObject({ rows: seen.at(-1)?.rows });
    }
    const [close, normal, roomy] = seen.map(({ lineHeight }) => lineHeight);
    expect(normal).toBe(19);
    expect(close).toBeLessThan(19);
    expect(roomy).toBeGreaterThan(19);
    await choose("Line height", "normal");
  });

  it("are a known font's, whatever the browser kept", async () => {
    await page.evaluate(`(() => {
      const kept = JSON.parse(localStorage.getItem("clauderon.preferences"));
      kept.state.terminalFont = 'x; } body { display: none } .y { color: red';
      localStorage.setItem("clauderon.preferences", JSON.stringify(kept));
    })()`);
    await page.reload();
    await open();
    expect(await family()).not.toContain("x;");
    expect(await page.evaluate('document.documentElement.outerHTML.includes("display: none }")')).toBe(false);
  });
});

it("the terminals' looks complained about nothing", () => expect(complaints).toEqual([]));
