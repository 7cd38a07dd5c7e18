import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient, terminalTexts } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

const sessions = morning();
const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`).join("\n");

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({
    sessions,
    credentials: purse(),
    screen: `${lines}\nselectable words -> != 你好\nhttps://docs.example/a\n> `,
  });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  await goTo(page, "/session/fix-retry-budget");
  await size().waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const size = () => page.getByText(/^\d+ × \d+$/);
async function open(): Promise<void> {
  await goTo(page, "/session/fix-retry-budget");
  await size().waitFor(patient);
  await expect.poll(async () => (await terminalTexts(page))[0], patient).toContain("selectable words");
}
const set = async (act: () => Promise<unknown>): Promise<void> => {
  await goTo(page, "/settings");
  await act();
  await open();
};
/** Where a line of the screen is, counted from its last one. */
const lineFromEnd = async (rows: number): Promise<{ x: number; y: number; height: number }> => {
  const box = (await page.locator(".xterm-screen").first().boundingBox())!;
  const height = box.height / Number((await size().innerText()).split(" × ")[1]);
  return { x: box.x, y: box.y + box.height - height * (rows + 0.5), height };
};
const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
const selectLine = async (rows: number): Promise<void> => {
  const { x, y } = await lineFromEnd(rows);
  await page.mouse.click(x + 30, y, { clickCount: 3 });
};
const paste = (text: string) =>
  page.evaluate(
    `(() => { const data = new DataTransfer(); data.setData("text/plain", ${JSON.stringify(text)});
      document.querySelector("[data-terminal] textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); })()`,
  );
/** A number of the terminal itself: pixels tell nothing. */
const option = (name: string) =>
  page.evaluate<unknown>(`document.querySelector("[data-terminal]").terminal.options[${JSON.stringify(name)}]`);

describe("a terminal tab", () => {
  it("copies what is selected only where a person wants it at once", async () => {
    await open();
    await page.evaluate('navigator.clipboard.writeText("mine")');
    await selectLine(2);
    await expect
      .poll(() => page.evaluate('document.querySelector("[data-terminal]").terminal.getSelection()'), patient)
      .toContain("selectable words -> != 你好");
    expect(await clipboard()).toBe("mine");
    await page.keyboard.press("Control+Shift+C");
    await expect.poll(clipboard, patient).toContain("selectable words -> != 你好");
    await set(() => page.getByLabel("Copy on select").check());
    await page.evaluate('navigator.clipboard.writeText("mine")');
    await selectLine(2);
    await expect.poll(clipboard, patient).toContain("selectable words -> != 你好");
    await set(() => page.getByLabel("Copy on select").uncheck());
  });

  it("has the letters' size, the lines above the screen and the plain letters that were chosen", async () => {
    const before = await size().innerText();
    await set(() => page.getByLabel(/Font size/).fill("18"));
    expect(await option("fontSize")).toBe(18);
    await expect.poll(() => size().innerText(), patient).not.toBe(before);
    await set(() => page.getByLabel(/Font size/).fill("13"));
    await set(() => page.getByLabel(/Scrollback/).fill("1000"));
    expect(await option("scrollback")).toBe(1000);
    await page.getByText("scrollback 1,000").waitFor(patient);
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("[data-terminal] .xterm-rows")).fontFamily'),
    ).toContain("JetBrains Mono");
  });

  it("scrolls through what left the screen", async () => {
    const top = () =>
      page.evaluate<number>('document.querySelector("[data-terminal]").terminal.buffer.active.viewportY');
    await page.locator("[data-terminal] .xterm").first().click();
    const before = await top();
    await page.keyboard.press("Shift+PageUp");
    await expect.poll(top, patient).toBeLessThan(before);
    await page.keyboard.press("Shift+PageDown");
    await expect.poll(top, patient).toBe(before);
  });

  it("asks no more before it pastes into a session for which a person said so, and still asks for others", async () => {
    await paste("one\ntwo");
    const dialog = page.getByRole("dialog", { name: "Paste 2 lines?" });
    await dialog.getByText("Don't ask for this session").click();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: /Paste/ }).click();
    await expect.poll(() => core.typed(), patient).toContain("one\rtwo");
    await paste("three\nfour");
    await expect.poll(() => core.typed(), patient).toContain("three\rfour");
    await goTo(page, "/session/upgrade-react-19");
    await expect.poll(async () => (await terminalTexts(page)).join("").includes("selectable"), patient).toBe(true);
    await paste("five\nsix");
    await dialog.waitFor(patient);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(core.typed()).not.toContain("five");
    await open();
  });

  it("opens links of a host without asking only in the session for which a person allowed it", async () => {
    await page.evaluate("window.opened = []; window.open = (address) => { window.opened.push(address); return null; }");
    const opened = () => page.evaluate<string[]>("window.opened");
    const follow = async (): Promise<void> => {
      const { x, y, height } = await lineFromEnd(1);
      // A link is looked for where the pointer comes to.
      await page.mouse.move(x + 30, y - 4 * height);
      await page.mouse.move(x + 30, y);
      await page.keyboard.down("Control");
      await page.mouse.click(x + 30, y);
      await page.keyboard.up("Control");
    };
    await follow();
    const dialog = page.getByRole("dialog", { name: "Open this address in your browser?" });
    await dialog.getByText("Open links to docs.example from this session without asking").click();
    expect(await opened()).toEqual([]);
    await dialog.getByRole("button", { name: "Open docs.example" }).click();
    await expect.poll(opened, patient).toEqual(["https://docs.example/a"]);
    await follow();
    await expect.poll(opened, patient).toEqual(["https://docs.example/a", "https://docs.example/a"]);
    await goTo(page, "/session/upgrade-react-19");
    await expect.poll(async () => (await terminalTexts(page)).join("").includes("selectable"), patient).toBe(true);
    await follow();
    await dialog.waitFor(patient);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect((await opened()).length).toBe(2);
    await open();
  });

  it("says how its program ended and after how long, and begins it again by Enter", async () => {
    const session = sessions.find(({ name }) => name === "fix-retry-budget")!;
    // The run stays the same: another one would be attached to anew.
    const endedAt = new Date(Date.parse(session.startedAt!) + 130 * 60_000).toISOString();
    core.endPrograms(0);
    core.setSession({ ...session, state: "exited", activity: "unknown", exitCode: 0, endedAt });
    await page.getByText("Exited with 0 after 2h 10m. Enter restarts, workspace kept.").waitFor(patient);
    await expectAccessible(page);
    await page.locator("[data-terminal] .xterm").first().click();
    await page.keyboard.press("Enter");
    await expect.poll(() => core.inputOf("sessions.start"), patient).toMatchObject({ session: session.id });
    await size().waitFor(patient);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
