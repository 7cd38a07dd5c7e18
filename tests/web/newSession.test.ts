import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worlds } from "../../scripts/scenes.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

describe("forms", () => {
  let creationFails = false;
  let browser: Browser;
  let core: StandIn;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    const [morning] = worlds;
    core = await startStandIn({
      ...morning?.options(),
      image: [
        { type: "progress", step: "pulling debian", fraction: 0.4 },
        { type: "log", line: "Step 1 \u202eof 9" },
      ],
      handlers: {
        sessions: {
          createWithProgress: async function* (input, { signal }) {
            yield { type: "step", step: "cloning" };
            if (creationFails) throw new AppError("image_missing", "There is no image of this name.");
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            void input;
          },
        },
        system: {
          buildImage: async function* (_input, { signal }) {
            yield { type: "progress", step: "pulling debian", fraction: 0.4 };
            yield { type: "log", line: "Step 1 \u202eof 9" };
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          },
        },
      },
    });
    ({ page } = await browser.open(core.link()));
    await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  });

  afterAll(async () => {
    await browser?.close();
    await core?.close();
  });

  it("a new session: says what is wrong as one types, refuses a token, and shows the command", async () => {
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("n");
    await page.getByLabel("Repository").waitFor(patient);
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')"), patient).toBe("combobox");
    await page.keyboard.type("relative/path");
    await page.getByText("Give the whole path of a folder").waitFor(patient);
    await page.getByLabel("Repository").fill("/home/dev/code/harbor-api");
    await page.getByLabel("Name").fill("fix-retry-budget");
    await page.getByText("There is a session fix-retry-budget already.").waitFor(patient);
    await page.getByLabel("Environment").fill(`TOKEN=${["ghp", "x".repeat(36)].join("_")}`);
    await page.getByText("This looks like a real token.").waitFor(patient);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-invalid')"), patient).toBe("true");
    expect(core.inputOf("sessions.createWithProgress")).toBeUndefined();
    await page.getByLabel("Environment").fill("NODE_ENV=test");
    await page.getByLabel("Name").fill("retry-two");
    await page.getByLabel("Prompt").fill("Do it");
    await page.getByRole("radio", { name: /Read/ }).check();
    await page
      .getByText(
        "clauderon create --name retry-two --repo /home/dev/code/harbor-api --access-mode read --env NODE_ENV=… --prompt 'Do it'",
      )
      .waitFor(patient);
  });

  it("a new session: shows its steps, and the image's bar with the log behind it", async () => {
    await page.keyboard.press("Control+Enter");
    await page.getByRole("list", { name: "Progress" }).getByText("cloning").waitFor(patient);
    await page.getByText("pulling debian · 40 %").waitFor(patient);
    await page.getByText("Log", { exact: true }).click();
    await page.getByText("Step 1 ‹U+202E›of 9").waitFor(patient);
    await expectAccessible(page);
    expect(core.inputOf("sessions.createWithProgress")).toMatchObject({
      name: "retry-two",
      accessMode: "read",
      env: { NODE_ENV: "test" },
    });
    expect(new URL(page.url()).pathname).toBe("/session/retry-two");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await goTo(page, "/sessions");
    await page.getByText("retry-two").locator("..").getByText("cloning").waitFor(patient);
    await expectAccessible(page);
  });

  it("a new session: begins from the branch that was chosen, and says what of the repository it would not get", async () => {
    await page.getByRole("button", { name: /New session/ }).click();
    await page.getByText("Filled in as your last session was").waitFor(patient);
    await page.getByText("main is 14 commits behind origin/main", { exact: false }).waitFor(patient);
    await page.getByText("3 uncommitted files stay behind", { exact: false }).waitFor(patient);
    await page.getByRole("list", { name: "Credentials" }).getByText("harbor-api only").waitFor(patient);
    await page.getByLabel("Prompt").fill("Please add cursor pagination to the orders API");
    await page
      .getByText("Empty: add-cursor-pagination-orders. Branch clauderon/add-cursor-pagination-orders.")
      .waitFor(patient);
    await page.getByRole("button", { name: "Begin from that" }).click();
    expect(await page.getByLabel("Begins from").inputValue()).toBe("origin/main");
    await expectAccessible(page);
    await page.getByLabel("Repository").fill("/home/dev/nothing");
    await page.getByText("/home/dev/nothing is not a git repository.").waitFor(patient);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')"), patient).toBe("combobox");
    await page.keyboard.press("Escape");
  });

  it("a new session: that fails is told, with what was filled in kept for another try", async () => {
    creationFails = true;
    await goTo(page, "/sessions?new=");
    await page.getByLabel("Repository").fill("/home/dev/code/harbor-api");
    await page.getByLabel("Name").fill("bound-to-fail");
    await page.getByLabel("Prompt").fill("Try this");
    await page.keyboard.press("Control+Enter");
    await page.getByText("bound-to-fail was not created.", { exact: false }).waitFor(patient);
    await page.getByText("There is no image of this name.").waitFor(patient);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Edit and retry" }).click();
    await page.getByRole("dialog", { name: "New session" }).waitFor(patient);
    expect(await page.getByLabel("Prompt").inputValue()).toBe("Try this");
    expect(await page.getByLabel("Name").inputValue()).toBe("bound-to-fail");
    await page.keyboard.press("Escape");
    await goTo(page, "/sessions");
  });
});
