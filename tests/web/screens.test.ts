import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worlds } from "../../scripts/scenes.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

/** Every screen and state that a picture is made of, in a theme each: what a picture shows is also said. */
describe.each(worlds)("the app's $name", ({ name, options, scenes }) => {
  let browser: Browser;
  let core: StandIn;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await startBrowser({ theme: name === "morning" ? "light" : "dark" });
    core = await startStandIn(options());
    ({ page, complaints } = await browser.open(core.link()));
    await page.getByRole("contentinfo").waitFor(patient);
  });

  afterAll(async () => {
    await browser?.close();
    await core?.close().catch(() => {});
  });

  it.each(scenes)("reads well to a screen reader: $name", async ({ address, prepare }) => {
    await page.keyboard.press("Escape");
    await goTo(page, address);
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached", timeout: 45_000 });
    await prepare?.(page, core);
    await expectAccessible(page);
    expect(await page.title()).not.toContain("owned");
  });

  it("complained about nothing but a core that was gone", () => {
    expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION/.test(text))).toEqual([]);
  });
});

describe("the first start", () => {
  it("takes a token where it is missed, and shows it nowhere", async () => {
    const browser = await startBrowser();
    const empty = worlds.find(({ name }) => name === "empty");
    const core = await startStandIn(empty?.options());
    try {
      const { page } = await browser.open(core.link());
      await page.getByRole("button", { name: "Paste it…" }).click();
      await page.getByRole("dialog", { name: "Set anthropic" }).waitFor(patient);
      await page.getByLabel("Value").fill("a-value-of-a-test");
      await expectAccessible(page);
      await page.keyboard.press("Enter");
      await expect.poll(() => core.inputOf("credentials.set"), patient).toMatchObject({ id: "anthropic" });
      await page.getByText("At least one credential is set.").waitFor(patient);
      expect(await page.content()).not.toContain("a-value-of-a-test");
    } finally {
      await browser.close();
      await core.close();
    }
  });
});
