import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyWorld } from "../../scripts/scenes.ts";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { layoutProblems, settled, strangers, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

/*
 * Every screen in every state that a picture is made of, at each size that a person may have: what a picture shows is
 * also said. One browser and one page a world; theme and size change in place.
 */

type Theme = "dark" | "light";

/** The usual size, the least of the window, and the narrowest that WCAG asks for; both themes with axe. */
const looks: readonly (readonly [size: { width: number; height: number }, theme: Theme, withAxe: boolean])[] = [
  [{ width: 1440, height: 900 }, "dark", true],
  [{ width: 800, height: 600 }, "light", true],
  [{ width: 320, height: 640 }, "light", false],
];

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
});

describe.each(everyWorld)("the app's $name", ({ options, scenes }) => {
  let core: StandIn;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    core = await startStandIn(options());
    ({ page, complaints } = await browser.open(core.link()));
    await page.getByRole("contentinfo").waitFor(patient);
  });

  afterAll(async () => {
    await page?.close();
    await core?.close().catch(() => {});
  });

  it.each(scenes)("$name reads well, fits and is accessible in both themes at every size", async (scene) => {
    const { address, prepare } = scene;
    const problems: string[] = [];
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press("Escape");
    await goTo(page, address);
    await settled(page);
    await prepare?.(page, core);
    for (const [size, theme, withAxe] of looks) {
      await page.setViewportSize(size);
      await wear(page, theme);
      const found = [
        ...(withAxe ? await violations(page) : []),
        ...(await layoutProblems(page)),
        ...(await strangers(page, theme)),
      ];
      problems.push(...found.map((one) => `${theme} ${size.width}x${size.height} ${one}`));
    }
    expect(problems).toEqual([]);
    // No text from outside has become the program's own.
    expect(await page.title()).not.toContain("owned");
  });

  it("complained about nothing but a core that was gone or failed", () => {
    expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION/.test(text))).toEqual([]);
  });
});
