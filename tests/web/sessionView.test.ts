import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient, terminalTexts } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";
import { trafficOf } from "../helpers/standIn/traffic.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

const link = "\u001b]8;;https://evil.example/%E2%80%AE\u001b\\https://docs.example\u001b]8;;\u001b\\";

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({
    sessions: morning(),
    credentials: purse(),
    traffic: trafficOf(morning(), 120),
    screen: `needle one needle\n\u001b]2;Approved\u0007\u001b]52;c;aGVsbG8=\u0007${link}\n> `,
  });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  await goTo(page, "/session/fix-retry-budget");
  await page.getByText(/^\d+ × \d+$/).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const bar = () => page.getByRole("tablist", { name: "Terminals" });
const tabs = () =>
  bar()
    .getByRole("tab")
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")?.replace(/,.*/, "")));
const panes = () => page.locator("[data-pane]").evaluateAll((all) => all.map((one) => one.getAttribute("data-pane")));
const selected = () => bar().getByRole("tab", { selected: true }).getAttribute("aria-label");
const clickTerminal = () => page.locator("[data-terminal] .xterm").first().click();
const typedSince = async (act: () => Promise<unknown>): Promise<() => string> => {
  const before = core.typed().length;
  await act();
  return () => core.typed().slice(before);
};

describe("the view of a session", () => {
  it("is a terminal that has the keys, with what it may and what it asked for beside it", async () => {
    const typed = await typedSince(() => page.keyboard.type("hi"));
    await expect.poll(typed, patient).toBe("hi");
    await page.getByRole("list", { name: "Requests, newest first" }).waitFor(patient);
    await expectAccessible(page);
  });

  it("keeps a narrow window's terminal uncovered until the side panel is asked for", async () => {
    const panel = page.getByRole("complementary", { name: "About fix-retry-budget" });
    await page.setViewportSize({ width: 800, height: 600 });
    await panel.waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+J");
    await panel.waitFor(patient);
    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.waitFor(patient);
    await clickTerminal();
  });

  it("leaves Ctrl and Alt keys to the program, and takes Ctrl+Shift for itself", async () => {
    const typed = await typedSince(async () => {
      for (const key of ["Control+k", "Control+d", "Alt+b"]) await page.keyboard.press(key);
    });
    await expect.poll(typed, patient).toBe("\u000b\u0004\u001bb");
    await page.keyboard.press("Control+Shift+K");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("finds text with the number of matches", async () => {
    await clickTerminal();
    await page.keyboard.press("Control+Shift+F");
    await page.getByLabel("Find in terminal").fill("needle");
    await page.getByText(/^\d of 2$/).waitFor(patient);
    await page.keyboard.press("Escape");
    await page.getByLabel("Find in terminal").waitFor({ state: "detached" });
  });

  it("asks before it pastes several lines, and pastes one line at once", async () => {
    const paste = (text: string) =>
      page.evaluate(
        `(() => { const data = new DataTransfer(); data.setData("text/plain", ${JSON.stringify(text)});
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); })()`,
      );
    await clickTerminal();
    expect(await (await typedSince(() => paste("echo one")))()).toBeDefined();
    await expect.poll(() => core.typed(), patient).toContain("echo one");
    const typed = await typedSince(() => paste("rm -rf x\u0007\necho two"));
    await page.getByRole("dialog", { name: "Paste 2 lines?" }).getByText("rm -rf x‹U+0007›").waitFor(patient);
    await expectAccessible(page);
    expect(typed()).toBe("");
    await page.keyboard.press("Escape");
    expect(typed()).toBe("");
  });

  it("uploads a pasted picture and a dropped file, and types their paths without Enter", async () => {
    const send = (kind: "paste" | "drop", name: string) =>
      page.evaluate(
        `(() => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array([1, 2, 3])], ${JSON.stringify(name)}, { type: "image/png" }));
          const target = document.querySelector("[data-terminal] textarea");
          target.dispatchEvent(${kind === "paste" ? 'new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })' : 'new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })'}); })()`,
      );
    const typed = await typedSince(() => send("paste", "shot.png"));
    await expect.poll(typed, patient).toBe("/uploads/shot.png ");
    const { bytes } = core.inputOf<{ bytes: Uint8Array }>("sessions.upload")!;
    expect([...bytes]).toEqual([1, 2, 3]);
    await send("drop", "notes.txt");
    await expect.poll(typed, patient).toBe("/uploads/shot.png /uploads/notes.txt ");
    await page.getByText("Uploaded /uploads/notes.txt").waitFor(patient);
  });

  it("opens a link only after its real address was shown", async () => {
    const box = (await page.locator(".xterm-screen").first().boundingBox())!;
    const rowHeight = box.height / Number((await page.getByText(/^\d+ × \d+$/).innerText()).split(" × ")[1]);
    await page.mouse.move(box.x + 20, box.y + rowHeight * 1.5);
    await page.keyboard.down("Control");
    await page.mouse.click(box.x + 20, box.y + rowHeight * 1.5);
    await page.keyboard.up("Control");
    const dialog = page.getByRole("dialog", { name: "Open this address in your browser?" });
    await dialog.getByText("https://evil.example/%E2%80%AE").waitFor(patient);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  });

  it("lets a container name no tab and reach no clipboard", async () => {
    await page.evaluate('navigator.clipboard.writeText("mine")');
    await page.reload();
    await expect.poll(() => terminalTexts(page), patient).toEqual([expect.stringContaining("needle")]);
    expect(await page.title()).toBe("(3) fix-retry-budget · Clauderon");
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("mine");
  });
});

describe("tabs and splits", () => {
  it("split to the right and below by the keyboard, each with a shell of its own", async () => {
    await clickTerminal();
    await page.keyboard.press("Control+Shift+D");
    await expect.poll(async () => (await panes()).length, patient).toBe(2);
    await page.keyboard.press("Control+Shift+S");
    await expect.poll(async () => (await panes()).length, patient).toBe(3);
    await expect.poll(async () => (await terminalTexts(page)).filter((text) => text.includes("$")).length).toBe(2);
    await expectAccessible(page);
    expect(core.calls.filter(({ method }) => method === "terminals.exec")).toHaveLength(2);
  });

  it("go from pane to pane by the arrows, and keep what runs in them", async () => {
    await page.keyboard.press("Control+Shift+Alt+ArrowUp");
    const typed = await typedSince(() => page.keyboard.type("up"));
    await expect.poll(typed, patient).toBe("up");
    await page.keyboard.press("Control+Shift+Alt+ArrowLeft");
    await expect.poll(selected, patient).toMatch(/^agent/);
    await page.keyboard.press("Control+Shift+Enter");
    await expect.poll(async () => (await panes()).length, patient).toBe(1);
    await page.keyboard.press("Control+Shift+Enter");
    await expect.poll(async () => (await panes()).length, patient).toBe(3);
    expect(await terminalTexts(page)).toContainEqual(expect.stringContaining("up"));
    expect(core.calls.filter(({ method }) => method === "terminals.exec")).toHaveLength(2);
  });

  it("show another session in the place of the active pane, and its tabs stay", async () => {
    await page
      .getByRole("navigation")
      .getByRole("link", { name: /upgrade-react-19/ })
      .click();
    await expect.poll(selected, patient).toBe("agent of upgrade-react-19, Working");
    expect((await tabs()).length).toBe(4);
    expect((await panes()).length).toBe(3);
  });

  it("move by the keyboard and by dragging", async () => {
    await bar().getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("Alt+Shift+PageUp");
    await expect
      .poll(tabs, patient)
      .toEqual([
        "agent of fix-retry-budget",
        "shell of fix-retry-budget: sh 1",
        "agent of upgrade-react-19",
        "shell of fix-retry-budget: sh 2",
      ]);
    await page
      .getByRole("tab", { name: /agent of upgrade/ })
      .dragTo(bar().getByRole("tab", { name: /agent of fix/ }), { targetPosition: { x: 5, y: 5 } });
    await expect.poll(async () => (await tabs())[0], patient).toBe("agent of upgrade-react-19");
  });

  it("are there again after a reload", async () => {
    const before = [await tabs(), await panes(), await selected()];
    await page.reload();
    await expect.poll(async () => [await tabs(), await panes(), await selected()], patient).toEqual(before);
  });

  it("close by the middle button and by the keyboard; nothing is stopped", async () => {
    await bar().getByRole("tab", { name: /sh 2/ }).click({ button: "middle" });
    await expect.poll(async () => (await tabs()).length, patient).toBe(3);
    await bar()
      .getByRole("tab", { name: /shell of/ })
      .focus();
    await page.keyboard.press("Delete");
    await expect.poll(async () => (await tabs()).length, patient).toBe(2);
    expect(core.inputOf("sessions.stop")).toBeUndefined();
  });

  it("include a session's log, which can be filtered", async () => {
    await page.getByRole("button", { name: "Log of this session" }).click();
    await page.getByRole("log").getByText("second line").waitFor(patient);
    await page.getByLabel("Filter the log").fill("first");
    await page.getByText(/^1 of \d lines$/).waitFor(patient);
    await expectAccessible(page);
  });

  it("end with the last tab at the list of sessions", async () => {
    for (let left = (await tabs()).length; left > 0; left--) {
      await bar().getByRole("tab", { selected: true }).focus();
      await page.keyboard.press("Delete");
      await expect.poll(async () => (await tabs()).length, patient).toBe(left - 1);
    }
    await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
    expect(complaints).toEqual([]);
  });
});
