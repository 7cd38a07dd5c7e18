import { expect, it } from "vitest";
import { patient } from "../helpers/appPage.ts";
import { startBrowser } from "../helpers/browser.ts";
import { keyOptions } from "../helpers/keyCases/keyCases.ts";
import { startStandIn } from "../helpers/standIn/core.ts";

it("What is typed before the palette's code has come stands in the palette, and does nothing to the list", async () => {
  const browser = await startBrowser();
  const core = await startStandIn(keyOptions());
  let arrive: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await browser.context.route(/\/Palette-[^/]*\.js$/, async (route) => {
    await arrived;
    await route.continue();
  });
  try {
    const { page } = await browser.open(core.link());
    const list = page.getByRole("grid", { name: "Sessions" });
    await list.waitFor(patient);
    await list.focus();
    await page.keyboard.press("Control+k");
    await page.keyboard.type(">nsx");
    await page.keyboard.press("Backspace");
    arrive();
    const field = page.getByRole("combobox", { name: "Command palette" });
    await expect.poll(() => field.inputValue(), patient).toBe(">ns");
    await page.keyboard.type("t");
    expect(await field.inputValue()).toBe(">nst");
    expect(await page.getByRole("dialog").count()).toBe(1);
    expect(await page.locator("[data-session][aria-selected=true]").count()).toBe(0);
    expect(core.calls.filter(({ method }) => method === "sessions.stop")).toEqual([]);
  } finally {
    arrive();
    await core.close();
    await browser.close();
  }
});
