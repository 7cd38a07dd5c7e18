import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worlds } from "../../scripts/scenes.ts";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

describe("forms", () => {
  let browser: Browser;
  let core: StandIn;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    const [morning] = worlds;
    core = await startStandIn(morning?.options());
    ({ page } = await browser.open(core.link()));
    await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  });

  afterAll(async () => {
    await browser?.close();
    await core?.close();
  });

  it("the palette copies the command of what is chosen, and finds sessions by @", async () => {
    await goTo(page, "/session/fix-retry-budget");
    await page.locator("[data-terminal] .xterm").click();
    await page.keyboard.press("Control+Shift+K");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.type(">stop");
    await page.getByText("1 result", { exact: true }).waitFor(patient);
    await page.getByRole("option", { name: /Stop Keeps everything/ }).waitFor(patient);
    await page.keyboard.press("Control+c");
    await expect
      .poll(() => page.evaluate("navigator.clipboard.readText()"), patient)
      .toBe("clauderon stop fix-retry-budget");
    await page.getByRole("combobox").fill("@upgr");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: /agent of upgrade-react-19/, selected: true }).waitFor(patient);
  });

  it("changes what a running session may do", async () => {
    await page.getByRole("button", { name: /Access mode: propose/ }).click();
    await page.getByRole("menuitem", { name: /read/ }).click();
    await page.getByRole("button", { name: /Access mode: read/ }).waitFor(patient);
    expect(core.inputOf("sessions.setAccessMode")).toMatchObject({ accessMode: "read" });
  });

  it("the histogram takes a range by dragging and by its sliders, and gives it back", async () => {
    await goTo(page, "/audit");
    const chart = page.getByRole("img", { name: /requests, .* refused/ });
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 30, { steps: 4 });
    await page.mouse.up();
    const range = page.getByRole("button", { name: "Clear range" });
    await range.waitFor(patient);
    expect(new URL(page.url()).searchParams.get("from")).not.toBeNull();
    await range.click();
    await range.waitFor({ state: "detached" });
    await page.getByRole("slider", { name: "From" }).focus();
    for (let step = 0; step < 60; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await range.waitFor(patient);
    await page.getByRole("grid", { name: /Requests/ }).focus();
    await page.keyboard.press("Escape");
    await range.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "As table" }).click();
    await page.getByRole("table", { name: "Requests over time" }).getByRole("button").last().click();
    await range.waitFor(patient);
    await page.keyboard.press("Escape");
  });

  it("a record has an address; what comes before it in the chain is shown whatever the filter", async () => {
    await goTo(page, "/audit?q=decision:deny#700");
    const record = page.getByRole("region", { name: "Record 700" });
    await record.getByText("fits the record").waitFor(patient);
    await record.getByRole("button", { name: /#699/ }).click();
    await page.getByRole("region", { name: "Record 699" }).waitFor(patient);
    expect(new URL(page.url()).hash).toBe("#699");
    await page.getByRole("button", { name: /Write a rule/ }).click();
    await page.getByText("the whole host", { exact: true }).click();
    await page.getByText(/It fits [\d,]+ requests? of the last 7 days/).waitFor(patient);
    await page.getByRole("button", { name: "Copy rule" }).click();
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()"), patient).toMatch(/^\[\[rule]]\nhost = "/);
    await page.keyboard.press("Escape");
    await goTo(page, "/audit#99999");
    await page.getByText("There is no record #99999.").waitFor(patient);
  });

  it("what may be typed next is offered with how many requests have it", async () => {
    await goTo(page, "/audit?range=7d");
    await page.getByRole("combobox", { name: "Filter requests" }).fill("!sess");
    await page.getByRole("option", { name: /!session:fix-retry-budget.*\d/ }).click();
    await page.getByRole("button", { name: "Remove filter !session:fix-retry-budget" }).waitFor(patient);
    await page.getByRole("button", { name: /Time range: Last 7 days/ }).click();
    await page.getByRole("menuitem", { name: "All time" }).click();
    await page.getByRole("button", { name: /Time range: All time/ }).waitFor(patient);
  });

  it("a list that is paused says so, and is another than one that found nothing", async () => {
    await goTo(page, "/audit");
    await page.getByRole("grid", { name: /Requests/ }).focus();
    await page.keyboard.press("f");
    await page.getByText(/Paused by you at [\d:]+, 0 since/).waitFor(patient);
    await page.keyboard.press("f");
    await page.getByText(/Paused by you/).waitFor({ state: "detached" });
    await goTo(page, "/audit?q=host:nowhere.example");
    await page.getByText(/records, none match/).waitFor(patient);
  });

  it("doctor: what needs you comes first with its fix, a check that failed itself says so, the report is clean", async () => {
    await goTo(page, "/doctor");
    const checks = page.getByRole("grid", { name: "Checks" });
    const needed = checks.getByRole("rowgroup", { name: "Needs a fix" });
    await needed.getByText("The check itself failed: getaddrinfo EAI_AGAIN").waitFor(patient);
    await needed.getByText("clauderon credentials set sentry").first().waitFor(patient);
    await page.getByRole("region", { name: "Trust in our CA, per tool" }).getByText("curl").waitFor(patient);
    await page
      .getByRole("region", { name: "Escape attempts" })
      .getByText(/\d+ of \d+ attempts stopped/)
      .waitFor(patient);
    await checks.focus();
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()"), patient).toMatch(/^Clauderon /);
    await needed
      .getByRole("row", { name: /Credential sentry/ })
      .getByRole("button", { name: "Review…" })
      .click();
    await page.getByRole("complementary", { name: "Credential sentry" }).waitFor(patient);
  });

  it("rules: a record's rule is found in the list, with what it decided; a test tells which rules were tried", async () => {
    await goTo(page, "/audit?q=rule:config.toml:41");
    await page.locator("[data-seq] [title]").first().click();
    await page.getByRole("complementary", { name: "Request" }).getByRole("link", { name: "config.toml:41" }).click();
    const row = page.getByRole("table", { name: "Rules" }).locator("[aria-current]");
    await row.getByRole("button", { name: /\d+ requests decided by config.toml:41 in 7 days/ }).waitFor(patient);
    await page.getByRole("textbox", { name: "Address" }).fill("https://api.github.com/repos/a/b/hooks");
    await page.keyboard.press("Enter");
    const tried = page.getByRole("list", { name: "Rules that were tried" });
    await tried.getByText("config.toml:33 ask: another path").waitFor(patient);
    await tried.getByText("config.toml:41 deny: decides").waitFor(patient);
  });

  it("settings: values of config.toml are shown locked, with their line; sections have addresses", async () => {
    await goTo(page, "/settings/approvals");
    const approvals = page.getByRole("region", { name: "Approvals", exact: true });
    await approvals.getByText("locked by config.toml line 12").waitFor(patient);
    await goTo(page, "/approvals");
    await page.getByText(/A held request waits 5m, then it counts as denied/).waitFor(patient);
  });

  it("a credential has an address, says where it goes and who used it, and names who would be refused", async () => {
    await goTo(page, "/credentials/github");
    const pane = page.getByRole("complementary", { name: "Credential github" });
    await pane.getByText("stored, never shown").waitFor(patient);
    await pane.getByText("https://api.github.com", { exact: true }).waitFor(patient);
    await pane
      .getByRole("region", { name: "Used by" })
      .getByRole("button", { name: "upgrade-react-19" })
      .waitFor(patient);
    await pane.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: /Remove/ }).click();
    const dialog = page.getByRole("alertdialog", { name: "Remove github?" });
    await dialog.getByText(/upgrade-react-19/).waitFor(patient);
    await page.keyboard.press("Escape");
    await page.getByRole("grid", { name: "Credentials" }).focus();
    await page.keyboard.press("j");
    await page.waitForURL(/credentials\/(?!github)/);
    await page.keyboard.press("Escape");
    await page.waitForURL(/credentials$/);
  });
});
