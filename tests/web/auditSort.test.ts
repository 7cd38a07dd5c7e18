import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { walk } from "../helpers/keyboardWalk.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";
import { trafficOf } from "../helpers/standIn/traffic.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

/** What each of the records of the list took, by its number. */
const took = (seq: number): number | null => [700, null, 30, 5000][seq % 4] ?? null;
const records = 900;
let known = records;

beforeAll(async () => {
  browser = await startBrowser();
  const sessions = morning();
  const traffic = trafficOf(sessions, records).map((entry, at) => ({ ...entry, duration_ms: took(at + 1) }));
  core = await startStandIn({ sessions, credentials: purse(), traffic });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const list = (order = "newest first") => page.getByRole("grid", { name: `Requests, ${order}` });
const head = (column: string) => page.getByRole("columnheader", { name: column, exact: true });
const press = (column: string) => head(column).getByRole("button").click();
/** Numbers of the first rows. */
const firstRows = (): Promise<number[]> =>
  page.evaluate<number[]>(`[...document.querySelectorAll("[data-seq]")]
    .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).slice(0, 3).map((row) => Number(row.dataset.seq))`);
const expectFirst = (seqs: number[]) => expect.poll(firstRows, patient).toEqual(seqs);
const scrolledTo = () => page.evaluate<number>("document.querySelector('[role=grid]').scrollTop");

beforeEach(async () => {
  await goTo(page, "/sessions");
  await goTo(page, "/audit");
  await expectFirst([known, known - 1, known - 2]);
  await list().focus();
});

describe("the audit while it follows", () => {
  it("is by time, and no other column has anything to press", async () => {
    expect(await head("Time").getAttribute("aria-sort")).toBe("descending");
    expect(await page.locator("[role=columnheader] button").count()).toBe(0);
    await page.keyboard.press("s");
    await page.keyboard.press("j");
    await page.locator(`[data-seq='${known - 1}'][data-focused]`).waitFor(patient);
    expect(await page.getByRole("menu").count()).toBe(0);
  });
});

describe("the audit while it is held", () => {
  beforeEach(async () => {
    await page.keyboard.press("f");
    await page.getByText(/^Paused by you at/).waitFor(patient);
  });

  it("is sorted by a press on a column, turned round by the next, and by time after the third", async () => {
    await press("Took");
    await list("by took, longest first").waitFor(patient);
    // Equals are the newest first.
    await expectFirst([899, 895, 891]);
    expect(await head("Took").getAttribute("aria-sort")).toBe("descending");
    expect(await head("Time").getAttribute("aria-sort")).toBeNull();
    await page.getByText(/^Paused by you at .* Resuming goes back to the newest first\.$/).waitFor(patient);
    await page.getByText("Sorted by took, longest first; what has no value is last").waitFor(patient);
    await press("Took");
    await expectFirst([898, 894, 890]);
    expect(await head("Took").getAttribute("aria-sort")).toBe("ascending");
    await press("Took");
    await expectFirst([900, 899, 898]);
    expect(await head("Time").getAttribute("aria-sort")).toBe("descending");
    await page.getByText(/^Paused by you at/).waitFor(patient);
  });

  it("ends with what has no value, which End comes to, and Home goes back", async () => {
    await press("Took");
    await expectFirst([899, 895, 891]);
    await page.keyboard.press("End");
    await page.locator("[data-seq='1'][data-focused]").waitFor(patient);
    await page.keyboard.press("Home");
    await page.locator("[data-seq='899'][data-focused]").waitFor(patient);
    expect(await page.getByRole("button", { name: "Held" }).count()).toBe(1);
  });

  it("keeps the record that is shown, and steps to its neighbours in that order", async () => {
    await page.keyboard.press("Home");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\d+$/);
    const shown = new URL(page.url()).hash;
    await press("Took");
    await list("by took, longest first").waitFor(patient);
    expect(new URL(page.url()).hash).toBe(shown);
    await expectFirst([899, 895, 891]);
    await page.locator("[data-seq='895']").click();
    await page.waitForURL(/#895$/);
    await list("by took, longest first").focus();
    await page.keyboard.press("j");
    await page.waitForURL(/#891$/);
  });

  it("sorts what it is narrowed to; a filter says nothing of an order, and the chart is as it was", async () => {
    const summary = () =>
      page.getByRole("group", { name: "Time of the log" }).getByRole("img").getAttribute("aria-label");
    const before = await summary();
    await press("Took");
    await expectFirst([899, 895, 891]);
    expect(await summary()).toBe(before);
    await goTo(page, "/audit?q=duration:%3C100");
    await expectFirst([898, 894, 890]);
    await list("by took, longest first").waitFor(patient);
    await page.getByText(/225 of \d+ records/).waitFor(patient);
    expect(page.url()).not.toContain("took");
  });

  it("is sorted by the keyboard: one stop for all names, arrows, Enter; and by a menu that has every column", async () => {
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? ''");
    await expect.poll(focused, patient).toBe("Time: sort oldest first");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Session: sort by session, a to z");
    await page.keyboard.press("Enter");
    await list("by session, A to Z").waitFor(patient);
    expect(new URL(page.url()).hash).toBe("");
    await page.keyboard.press("Space");
    await list("by session, Z to A").waitFor(patient);
    await list("by session, Z to A").focus();
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: /^Credential/ }).press("Enter");
    await list("by credential, A to Z").waitFor(patient);
  });

  it("is all reached by the keyboard, and shows the focus", async () => {
    await press("Took");
    await list("by took, longest first").waitFor(patient);
    const { missed, unseen } = await walk(page);
    expect(missed).toEqual([]);
    expect(unseen).toEqual([]);
  });

  it("begins at the top, and is held by its order where it was only scrolled away", async () => {
    await page.keyboard.press("f");
    await page.getByRole("button", { name: "Following" }).waitFor(patient);
    await page.evaluate("document.querySelector('[role=grid]').scrollTop = 2000");
    await page.getByRole("button", { name: "Held" }).waitFor(patient);
    await press("Took");
    await list("by took, longest first").waitFor(patient);
    await expect.poll(scrolledTo, patient).toBe(0);
    await page.getByRole("button", { name: "Resume" }).waitFor(patient);
  });

  it("looks well sorted, in both themes", async () => {
    await press("Took");
    await expectFirst([899, 895, 891]);
    for (const theme of ["dark", "light"] as const) {
      await wear(page, theme);
      await settled(page);
      expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/audit-sorted-${theme}.png` });
    }
  });

  it("keeps out what comes, counts it, and follows again from the newest, by time", async () => {
    await press("Took");
    await expectFirst([899, 895, 891]);
    await core.addTraffic([{ duration_ms: 9e6 }]);
    known++;
    await page.getByText(/^Paused by you at .*, 1 since\. Resuming/).waitFor(patient);
    expect(await firstRows()).toEqual([899, 895, 891]);
    await head("Took").getByRole("button").focus();
    await page.keyboard.press("f");
    await expectFirst([known, known - 1, known - 2]);
    await page.getByRole("status", { name: "Order" }).getByText("Follows, newest first").waitFor(patient);
    // The keys are the list's, whose heads are no buttons any more.
    await page.keyboard.press("j");
    await page.locator(`[data-seq='${known - 1}'][data-focused]`).waitFor(patient);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
