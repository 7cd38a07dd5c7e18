import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({ sessions: morning(), credentials: purse(), screen: "$ " });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const panel = () => page.getByRole("complementary", { name: "About fix-retry-budget" });
const sheet = () => page.getByRole("dialog", { name: "Changes of fix-retry-budget" });
const difference = (name: string) => sheet().getByRole("region", { name: `Difference of ${name}` });

describe("what a session has done", () => {
  it("is summed up in its header", async () => {
    await goTo(page, "/session/fix-retry-budget");
    await page.locator("header").getByText("+142 −38").waitFor(patient);
  });

  it("is listed file by file, names of a container as inert text", async () => {
    await panel().getByRole("tab", { name: "Files" }).click();
    const files = panel().getByRole("list", { name: "Changed files" }).getByRole("button");
    await expect.poll(() => files.count(), patient).toBe(5);
    expect(await files.nth(3).innerText()).toContain("retry‹U+202E›gnp.md");
    await panel().getByText("5 files, 2 uncommitted, 1 unpushed commit").waitFor(patient);
    await expectAccessible(page);
  });

  it("is shown side by side, with an address of its own", async () => {
    await panel()
      .getByRole("button", { name: /retry\.ts/ })
      .click();
    await difference("packages/http/src/retry.ts").getByText("return res.status >= 500").waitFor(patient);
    expect(new URL(page.url()).searchParams.get("diff")).toBe("packages/http/src/retry.ts");
    const shown = await difference("packages/http/src/retry.ts").innerText();
    expect(shown).toContain("‹U+202E›evil‹U+2066› <b>not bold</b>");
    expect(await sheet().locator("b").count()).toBe(0);
    await expectAccessible(page);
    await sheet()
      .getByRole("button", { name: /flow\.png/ })
      .click();
    await difference("docs/flow.png").getByText("Binary files").waitFor(patient);
  });

  it("can be commented on: the prompt is read before it is typed", async () => {
    await sheet()
      .getByRole("button", { name: /retry\.ts/ })
      .click();
    await sheet().getByRole("button", { name: "Comment on line 39" }).click();
    await sheet().getByRole("textbox", { name: "Comment on line 39" }).fill("use the budget here");
    await page.keyboard.press("Enter");
    const question = page.getByRole("dialog", { name: "Type this into fix-retry-budget?" });
    await question.getByText("packages/http/src/retry.ts:39: use the budget here").waitFor(patient);
    expect(core.typed()).toBe("");
    await expectAccessible(page);
    await question.getByRole("button", { name: "Type it" }).click();
    await expect.poll(() => core.typed(), patient).toBe("packages/http/src/retry.ts:39: use the budget here\r");
    await page.keyboard.press("Escape");
    await sheet().waitFor({ state: "detached" });
  });

  it("opens from the list by a letter", async () => {
    await goTo(page, "/sessions");
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("d");
    await sheet().waitFor(patient);
    await page.keyboard.press("Escape");
    await sheet().waitFor({ state: "detached" });
  });

  it("is told as a timeline, the newest first, with reasons", async () => {
    await panel().getByRole("tab", { name: "Timeline" }).click();
    const entries = panel().getByRole("list", { name: "Timeline, newest first" }).getByRole("listitem");
    await expect.poll(() => entries.allInnerTexts(), patient).toHaveLength(3);
    expect((await entries.first().innerText()).split("\n")).toContain("Waits for you");
    await expectAccessible(page);
    await goTo(page, "/session/infra-plan");
    await page
      .getByRole("complementary", { name: "About infra-plan" })
      .getByText("UDP to 1.1.1.1:53 got an answer.", { exact: false })
      .first()
      .waitFor(patient);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
