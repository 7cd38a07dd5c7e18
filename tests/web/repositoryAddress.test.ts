import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worlds } from "../../scripts/scenes.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { invented } from "../helpers/standIn/people.ts";

describe("a new session from an address", () => {
  let browser: Browser;
  let core: StandIn;
  let page: Page;
  let cancel = (): void => {};

  beforeAll(async () => {
    browser = await startBrowser();
    const options = worlds[0]?.options();
    const begun = invented("half-made", { state: "creating", activity: "unknown", startedAt: null });
    core = await startStandIn({
      ...options,
      sessions: [...(options?.sessions ?? []), begun],
      handlers: {
        sessions: {
          createWithProgress: async function* ({ name = "" }) {
            yield { type: "begun", name };
            yield { type: "step", step: "cloning https://github.com/acme/harbor.git" };
            yield { type: "progress", what: "receiving objects", fraction: 0.45 };
            await new Promise<void>((resolve) => {
              cancel = resolve;
            });
            throw new AppError("aborted", `The creation of ${name} was cancelled.`, "Nothing of it is left.");
          },
          cancelCreation: () => {
            cancel();
            return { wasUnderWay: true };
          },
        },
      },
    });
    ({ page } = await browser.open(core.link()));
    await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
    await goTo(page, "/sessions?new=");
    await page.getByLabel("Repository").waitFor(patient);
  });

  afterAll(async () => {
    await browser?.close();
    await core?.close();
  });

  it("says what is wrong with an address as one types", async () => {
    await page.getByLabel("Repository").fill("http://github.com/acme/harbor");
    await page.getByText("http:// carries a repository in the clear", { exact: false }).waitFor(patient);
    expect(await page.getByLabel("Repository").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Repository").fill("https://github.com/acme/harbor/pull/7");
    await page.getByText("Use https://github.com/acme/harbor.", { exact: false }).waitFor(patient);
    await expectAccessible(page);
  });

  it("leaves a password out of an address that is pasted, says so, and keeps it nowhere", async () => {
    await page.getByLabel("Repository").fill("https://me:geheim@github.com/acme/harbor");
    await page.getByText("was left out of the address", { exact: false }).waitFor(patient);
    expect(await page.getByLabel("Repository").inputValue()).toBe("https://github.com/acme/harbor");
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain("geheim");
    await expectAccessible(page);
  });

  it("offers addresses that were used before, by the keyboard", async () => {
    await page.getByLabel("Repository").fill("");
    await page.getByLabel("Repository").pressSequentially("ledg");
    await page.getByRole("option", { name: "https://github.com/acme/ledger" }).waitFor(patient);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Repository").inputValue()).toBe("https://github.com/acme/ledger");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.evaluate("document.activeElement.placeholder"), patient).toBe("its default branch");
  });

  it("turns an address of SSH into HTTPS, names the session after it, and shows the command", async () => {
    await page.getByLabel("Repository").fill("git@github.com:acme/harbor.git");
    await page
      .getByText("https://github.com/acme/harbor.git is cloned inside the session", { exact: false })
      .waitFor(patient);
    await page.getByLabel("Begins from").fill("release/2");
    await page.getByText("Empty: harbor. Branch clauderon/harbor.").waitFor(patient);
    await page.getByRole("list", { name: "Credentials" }).getByText("harbor only").waitFor(patient);
    await page
      .getByText("clauderon create --name harbor --repo https://github.com/acme/harbor.git --base release/2")
      .waitFor(patient);
    expect(core.inputOf("sessions.repository")).toBeUndefined();
    await expectAccessible(page);
  });

  it("shows how far the clone has come, and can be cancelled with all that was filled in kept", async () => {
    await page.keyboard.press("Control+Enter");
    const progress = page.getByRole("list", { name: "Progress" });
    await progress.getByText("receiving objects · 45 %").waitFor(patient);
    expect(await progress.getByRole("progressbar", { name: "receiving objects" }).getAttribute("value")).toBe("0.45");
    const input = core.inputOf("sessions.createWithProgress");
    expect(input).toMatchObject({ repositoryUrl: "https://github.com/acme/harbor.git", base: "release/2" });
    expect(input).not.toHaveProperty("repositoryPath");
    await expectAccessible(page);
    await goTo(page, "/sessions");
    await page.getByText(", receiving objects · 45 %").waitFor(patient);
    await goTo(page, "/session/harbor");
    await page.getByRole("button", { name: "Cancel" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The creation of harbor was cancelled.").waitFor(patient);
    expect(core.inputOf("sessions.cancelCreation")).toEqual({ name: "harbor" });
    await page.getByRole("button", { name: "Edit and retry" }).click();
    expect(await page.getByLabel("Repository").inputValue()).toBe("git@github.com:acme/harbor.git");
    expect(await page.getByLabel("Begins from").inputValue()).toBe("release/2");
  });

  it("one that was begun elsewhere can be cancelled from the list and from the palette", async () => {
    await page.keyboard.press("Escape");
    await goTo(page, "/sessions?q=half-made");
    await page.getByRole("grid", { name: "Sessions" }).getByText("half-made").waitFor(patient);
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press(".");
    await page.getByRole("menuitem", { name: /Cancel creation/ }).click();
    await expect.poll(() => core.inputOf("sessions.cancelCreation"), patient).toEqual({ name: "half-made" });
    await goTo(page, "/session/half-made");
    await page.getByRole("button", { name: "Cancel" }).waitFor(patient);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("cancel cr");
    await page.getByRole("option", { name: /Cancel creation.*Nothing of it is left/ }).waitFor(patient);
    await expectAccessible(page);
  });
});
