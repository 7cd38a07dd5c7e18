import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";
import { trafficOf } from "../helpers/standIn/traffic.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  const sessions = morning();
  core = await startStandIn({ sessions, credentials: purse(), traffic: trafficOf(sessions, 900) });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

beforeEach(async () => {
  await goTo(page, "/audit");
  await page.locator("[data-seq='890']").waitFor(patient);
});

const list = () => page.getByRole("grid", { name: "Requests, newest first" });
const edge = (column: string) => page.getByRole("separator", { name: `Width of ${column}`, exact: true });
/** Where a column is in the head, and in the first row: its left edge and its width. */
const places = (column: string) =>
  page.evaluate<{ head: [number, number]; row: [number, number] }>(`(() => {
    const heads = [...document.querySelectorAll("[role=columnheader]")];
    const at = heads.findIndex((head) => head.getAttribute("aria-label") === ${JSON.stringify(column)});
    const cell = document.querySelector("[data-seq]").querySelectorAll("[role=gridcell]")[at];
    const place = ({ left, width }) => [Math.round(left), Math.round(width)];
    return { head: place(heads[at].getBoundingClientRect()), row: place(cell.getBoundingClientRect()) };
  })()`);
async function widthOf(column: string): Promise<number> {
  const { head, row } = await places(column);
  expect(row).toEqual(head);
  return head[1];
}
async function grab(column: string): Promise<{ x: number; y: number }> {
  const box = (await edge(column).boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  return at;
}
async function drag(column: string, by: number): Promise<void> {
  const { x, y } = await grab(column);
  await page.mouse.move(x + by / 2, y);
  await page.mouse.move(x + by, y);
  await page.mouse.up();
}

describe("the audit's columns", () => {
  it("are sized by their edges, which stay under the mouse, and the request takes the rest", async () => {
    const [session, rule, request] = [await widthOf("Session"), await widthOf("Rule"), await widthOf("Request")];
    await list().focus();
    await drag("Session", 60);
    await expect.poll(() => widthOf("Session"), patient).toBe(session + 60);
    await drag("Rule", -40);
    await expect.poll(() => widthOf("Rule"), patient).toBe(rule + 40);
    await expect.poll(() => widthOf("Request"), patient).toBe(request - 100);
    expect(await edge("Session").getAttribute("aria-valuenow")).toBe(String(session + 60));
    // The list has the keys still.
    await page.keyboard.press("j");
    await page.locator("[data-seq='899'][data-focused]").waitFor(patient);
  });

  it("follow the mouse before it lets go, without one row drawn anew", async () => {
    const before = await widthOf("Session");
    await page.evaluate(`(() => {
      window.drawn = 0;
      window.watch = new MutationObserver((changes) => { window.drawn += changes.length; });
      window.watch.observe(document.querySelector("[role=rowgroup]"), { subtree: true, childList: true, attributes: true, characterData: true });
    })()`);
    const { x, y } = await grab("Session");
    await page.mouse.move(x - 20, y);
    await expect.poll(() => widthOf("Session"), patient).toBe(before - 20);
    await page.mouse.move(x - 30, y);
    await expect.poll(() => widthOf("Session"), patient).toBe(before - 30);
    await page.mouse.up();
    await expect.poll(() => edge("Session").getAttribute("aria-valuenow"), patient).toBe(String(before - 30));
    expect(await page.evaluate("window.watch.disconnect() ?? window.drawn")).toBe(0);
  });

  it("keep their widths when the page is loaded anew, until a double click gives the usual one", async () => {
    const chosen = await widthOf("Session");
    expect(chosen).not.toBe(136);
    await page.reload();
    await page.locator("[data-seq='890']").waitFor(patient);
    expect(await widthOf("Session")).toBe(chosen);
    await edge("Session").dblclick();
    await expect.poll(() => widthOf("Session"), patient).toBe(136);
    await edge("Rule").dblclick();
    await expect.poll(() => widthOf("Rule"), patient).toBe(152);
  });

  it("are sized by the keyboard: one stop for all edges, arrows, and Enter for the usual width", async () => {
    await list().focus();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? ''");
    await expect.poll(focused, patient).toMatch(/^Width of /);
    for (let presses = 0; presses < 12; presses++) await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("Width of Time");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Width of Session");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => widthOf("Session"), patient).toBe(144);
    await page.keyboard.press("Shift+ArrowLeft");
    await expect.poll(() => widthOf("Session"), patient).toBe(104);
    await page.keyboard.press("Enter");
    await expect.poll(() => widthOf("Session"), patient).toBe(136);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Width of Status");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => widthOf("Status"), patient).toBe(56);
    await page.keyboard.press("Enter");
    await expect.poll(() => widthOf("Status"), patient).toBe(48);
    // The next stop is behind the list, and nothing of it was opened.
    await page.keyboard.press("Tab");
    expect(await focused()).not.toMatch(/^Width of /);
    expect(page.url()).toMatch(/\/audit$/);
  });

  it("stop at what can still be read; wider than the window, the list scrolls sideways with its head", async () => {
    await drag("Status", 400);
    await expect.poll(() => widthOf("Status"), patient).toBe(36);
    await drag("Session", 900);
    await expect.poll(() => widthOf("Session"), patient).toBe(640);
    expect(await widthOf("Request")).toBe(160);
    const { before, after, head } = await page.evaluate<Record<string, number>>(`(() => {
      const list = document.querySelector("[role=grid]");
      const first = () => document.querySelector("[role=columnheader]").getBoundingClientRect().left;
      const before = first();
      list.scrollLeft = 10_000;
      const [after, head] = [list.scrollLeft, before - first()];
      list.scrollLeft = 0;
      return { before, after, head };
    })()`);
    expect(before).toBeGreaterThan(0);
    expect(after).toBeGreaterThan(0);
    expect(head).toBe(after);
    for (const theme of ["dark", "light"] as const) {
      await wear(page, theme);
      await settled(page);
      expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
    }
    for (const column of ["Status", "Session"]) {
      await edge(column).focus();
      await page.keyboard.press("Enter");
    }
    await expect.poll(() => widthOf("Session"), patient).toBe(136);
  });

  it("are the few that fit beside a record, with the same widths", async () => {
    await drag("Session", 24);
    await goTo(page, "/audit#890");
    await page.getByRole("complementary", { name: "Request" }).waitFor(patient);
    await expect.poll(() => page.getByRole("columnheader").count(), patient).toBe(8);
    await expect.poll(() => widthOf("Session"), patient).toBe(160);
    await edge("Session").dblclick();
    await expect.poll(() => widthOf("Session"), patient).toBe(136);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
