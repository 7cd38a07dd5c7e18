import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { hostile, morning, purse } from "../helpers/standIn/people.ts";
import { trafficOf } from "../helpers/standIn/traffic.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  const sessions = [...morning(), ...hostile().filter(({ name }) => name !== "busy")];
  core = await startStandIn({
    sessions,
    credentials: purse(),
    traffic: trafficOf(morning(), 120),
    unsaved: ["3 uncommitted files"],
    screen: "What colour?\n> ",
    handlers: {
      sessions: {
        logs: async function* () {
          yield { type: "output", stream: "stdout", bytes: Buffer.from("one\ntwo\u202e\nWhat colour?\n") };
        },
      },
    },
  });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

beforeEach(async () => {
  await goTo(page, "/sessions");
  await page.getByRole("grid", { name: "Sessions" }).focus();
  await page.keyboard.press("Home");
});

const focusedRow = () => page.evaluate<string>('document.querySelector("[data-focused]")?.dataset.session ?? ""');
const row = (name: string) => page.locator(`[data-session="${name}"]`);

describe("the list of sessions", () => {
  it("puts what needs a person first, in groups with their numbers", async () => {
    const groups = await page
      .getByRole("rowgroup")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    expect(groups).toEqual(["Needs you, 4", "Working, 4", "Idle, 2", "Ended, 1"]);
    expect(await focusedRow()).toBe("fix-retry-budget");
    await expectAccessible(page);
  });

  it("says in full what its filter looks at, in a window of the usual size", async () => {
    const [text, room] = await page.evaluate<[number, number]>(`(() => {
      const field = document.querySelector('[aria-label="Filter sessions"]');
      const pen = document.createElement("canvas").getContext("2d");
      const { fontSize, fontFamily } = getComputedStyle(field);
      pen.font = fontSize + " " + fontFamily;
      return [pen.measureText(field.placeholder).width, field.clientWidth];
    })()`);
    expect(text).toBeGreaterThan(0);
    expect(room).toBeGreaterThanOrEqual(text);
  });

  it("warns of a session whose files near the limit that stops it", async () => {
    await page.getByText("Its files take 8.6 GiB; at 10 GiB it is stopped.").waitFor(patient);
  });

  it("says each row as a sentence", async () => {
    const sentence = await row("fix-retry-budget").getAttribute("aria-label");
    expect(sentence).toMatch(
      /^fix-retry-budget, waiting 2 hours, locked, propose, \d+ requests, \d+ refused, \d+ dollars/,
    );
  });

  it("moves, selects and extends by the keyboard", async () => {
    for (const key of ["j", "x", "Shift+J", "Shift+J"]) await page.keyboard.press(key);
    await page.getByRole("toolbar", { name: "Selected sessions" }).getByText("3 sessions selected").waitFor(patient);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("toolbar", { name: "Selected sessions" }).waitFor({ state: "detached" });
  });

  it("says for each selected session what deleting destroys", async () => {
    for (const key of ["x", "Shift+J", "Delete"]) await page.keyboard.press(key);
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("Work that exists nowhere else").nth(1).waitFor(patient);
    await expectAccessible(page);
    expect(await dialog.getByText("Destroys").count()).toBe(2);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(core.inputOf("sessions.delete")).toBeUndefined();
    await page.getByRole("button", { name: "Clear" }).click();
  });

  it("peeks at the end of the screen with Space, and shows what is hidden in it", async () => {
    await page.keyboard.press("Space");
    await page.getByText("What colour?").waitFor(patient);
    expect(await page.locator("pre").innerText()).toContain("two‹U+202E›");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByText("What colour?").waitFor({ state: "detached" });
  });

  it("types a reply of one line into the agent's terminal", async () => {
    await page.keyboard.press("r");
    await page.getByLabel("Reply to fix-retry-budget").fill("blue");
    await page.keyboard.press("Enter");
    await expect.poll(() => core.typed(), patient).toBe("blue\r");
  });

  it("stops and archives by letters", async () => {
    await page
      .getByRole("group", { name: "State" })
      .getByRole("button", { name: /Working/ })
      .click();
    await page.getByRole("grid", { name: "Sessions" }).focus();
    const name = await focusedRow();
    await page.keyboard.press("s");
    await expect.poll(() => core.inputOf("sessions.stop"), patient).toBeDefined();
    await goTo(page, "/sessions?state=ended");
    await row(name).getByText("Stopped").waitFor(patient);
  });

  it("groups by repository and shows cards, with the same keys", async () => {
    await page.getByTitle("What sessions are grouped by").click();
    await page.getByRole("menuitem", { name: "Repository" }).click();
    await page.getByRole("rowgroup", { name: "harbor-api" }).waitFor(patient);
    await page.getByRole("button", { name: "As cards" }).click();
    await expectAccessible(page);
    await page.getByRole("grid", { name: "Sessions" }).focus();
    const before = await focusedRow();
    await page.keyboard.press("j");
    expect(await focusedRow()).not.toBe(before);
    await page.getByRole("button", { name: "As a list" }).click();
    await page.getByTitle("What sessions are grouped by").click();
    await page.getByRole("menuitem", { name: "State" }).click();
  });

  it("puts the rows in the order of a column, one way and the other, and remembers it in the address", async () => {
    const names = () =>
      page.locator("[data-session]").evaluateAll((all) => all.map((one) => one.dataset.session ?? ""));
    const usual = await names();
    await page.getByTitle("What sessions are grouped by").click();
    await page.getByRole("menuitem", { name: "Nothing" }).click();
    await page.getByRole("columnheader", { name: "Session" }).getByRole("button").click();
    await expect.poll(names, patient).toEqual([...usual].sort((one, other) => one.localeCompare(other)));
    await page.getByRole("columnheader", { name: "Session", exact: false }).getByRole("button").click();
    await expect.poll(async () => (await names())[0], patient).toBe("upgrade-react-19");
    expect(new URL(page.url()).searchParams.get("sort")).toBe("session-up");
    await page.getByTitle("What sessions are grouped by").click();
    await page.getByRole("menuitem", { name: "Sort by what needs you" }).click();
    await expect.poll(async () => (await names())[0], patient).toBe("fix-retry-budget");
    await page.getByTitle("What sessions are grouped by").click();
    await page.getByRole("menuitem", { name: "State", exact: true }).click();
  });

  it("shows what can be done with a row at the mouse's other button", async () => {
    await row("docs-sweep").click({ button: "right" });
    await page
      .getByRole("menuitem", { name: /^Stop/ })
      .getByText("Keeps everything. The agent is idle.")
      .waitFor(patient);
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(await focusedRow()).toBe("docs-sweep");
  });

  it("says of each clone how much it changed", async () => {
    const cell = row("fix-retry-budget").getByText("+142 −38");
    await cell.waitFor(patient);
    expect(await row("fix-retry-budget").locator("[title*='2 uncommitted, 1 unpushed commit']").count()).toBe(1);
  });

  it("offers a session that could not be locked another try, or an open network with what that gives up", async () => {
    await page.getByRole("button", { name: "Retry", exact: true }).waitFor(patient);
    await page.getByRole("button", { name: "Switch to open network…" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Switch infra-plan to an open network?" });
    await dialog.getByText("the agent can send what it reads to any address", { exact: false }).waitFor(patient);
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(core.inputOf("sessions.recreate")).toBeUndefined();
    await page.getByRole("button", { name: "Switch to open network…" }).click();
    await dialog.getByRole("button", { name: "Switch to open network" }).click();
    await expect.poll(() => core.inputOf("sessions.recreate"), patient).toMatchObject({ network: "open" });
  });

  it("knows nothing of what runs while the engine is away, but what was known last", async () => {
    core.setStatus({ engine: { ok: false, problem: "Docker does not answer (connection refused)." } });
    await row("upgrade-react-19").getByText("Unknown").waitFor(patient);
    expect(await row("upgrade-react-19").locator("[title='Last known: Working']").count()).toBe(1);
    await page.getByText("Docker does not answer", { exact: false }).waitFor(patient);
    await expectAccessible(page);
    core.setStatus({ engine: { ok: true, problem: null } });
    await row("upgrade-react-19").getByText("Working").waitFor(patient);
  });

  it("says that the disk is full, what to free, and what takes the room", async () => {
    core.setStatus({ proxy: { auditError: "The audit log cannot be written: the disk is full." } });
    await page.getByText("Free 500 MB to go on.", { exact: false }).waitFor(patient);
    await page.getByRole("button", { name: "Show what uses space" }).click();
    const dialog = page.getByRole("dialog", { name: "What uses space" });
    await dialog.getByText("612 MiB are free", { exact: false }).waitFor(patient);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Delete…" }).first().click();
    await page.getByRole("alertdialog", { name: "Delete fix-retry-budget?" }).waitFor(patient);
    await page.keyboard.press("Escape");
    core.setStatus({ proxy: { auditError: null } });
    await page.getByText("Free 500 MB to go on.", { exact: false }).waitFor({ state: "detached" });
  });

  it("gives rows six pixels more where a person wants room", async () => {
    const height = async () => (await row("docs-sweep").boundingBox())?.height ?? 0;
    const before = await height();
    await goTo(page, "/settings");
    await page.getByText("comfortable", { exact: true }).click();
    await goTo(page, "/sessions");
    await expect.poll(height, patient).toBe(before + 6);
    await goTo(page, "/settings");
    await page.getByText("compact", { exact: true }).click();
  });

  it("keeps only the columns that fit", async () => {
    const heads = () => page.getByRole("columnheader").allInnerTexts();
    expect(await heads()).toContain("Memory");
    await page.setViewportSize({ width: 800, height: 600 });
    await expect.poll(heads, patient).not.toContain("Memory");
    expect(await heads()).toEqual(expect.arrayContaining(["State", "Session", "Refused"]));
    await page.setViewportSize({ width: 2600, height: 900 });
    await expect.poll(heads, patient).toEqual(expect.arrayContaining(["Disk", "Image", "Container"]));
    await expectAccessible(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("tells nothing found from nothing there", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("no-such-thing");
    await page.getByText("No session matches “no-such-thing”.").waitFor(patient);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await row("fix-retry-budget").waitFor(patient);
  });

  it("fills the form for a new session as another was made", async () => {
    await page.keyboard.press("c");
    await page.getByRole("dialog", { name: "New session" }).waitFor(patient);
    expect(await page.getByLabel("Repository").inputValue()).toBe("/home/dev/code/harbor-api");
    await page.keyboard.press("Escape");
  });

  it("shows hostile names and errors as inert text of one line", async () => {
    await page.getByText("‹U+202E›").first().waitFor(patient);
    expect(await page.getByText("Approved ✓ <img src=x").count()).toBe(1);
    expect(await page.title()).not.toContain("owned");
    expect(await page.locator("img").count()).toBe(0);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(wide).toBeLessThanOrEqual(1440);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
