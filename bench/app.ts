import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { AuditWriter } from "../src-main/core/audit/auditWriter.ts";
import { loadOrCreateCa } from "../src-main/core/certs/caStore.ts";
import { ensureHome } from "../src-main/core/ensureHome.ts";
import { homePaths } from "../src-main/core/home.ts";
import { auditEntry } from "../tests/helpers/auditEntry.ts";
import { startBrowser } from "../tests/helpers/browser.ts";
import { DaemonProcess } from "../tests/helpers/daemonProcess.ts";

const { values } = parseArgs({
  options: { records: { type: "string", default: "1000000" } },
});
const records = Number(values.records);
const rounds = 5;
const go = (address: string): string =>
  `history.pushState(null, "", "${address}"); dispatchEvent(new PopStateEvent("popstate"))`;
const hasRows = `document.querySelector("[data-seq] [title]")`;

const pressed = (keys: string): string =>
  `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ${keys} }))`;
const paletteRows = `document.querySelector("[cmdk-list] [role=option]")`;

const pressHead = (column: string): string =>
  `document.querySelector("[role=columnheader][aria-label='${column}'] button").click()`;
const isSorted = `document.querySelector("[role=grid]").innerText.includes("what has no value is last") && ${hasRows}`;
const isAllSorted = `${isSorted} && !document.body.innerText.includes("sorting…")`;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Measures the app in the system's Chromium over a log of a million records; prints a table. */
const home = mkdtempSync(join(tmpdir(), "cld-bench-app-"));
const daemon = new DaemonProcess({ home });
try {
  say(`writing ${records} records`);
  await writeRecords();
  say("starting, and making the index");
  const startedAt = performance.now();
  await daemon.start();
  const startMs = performance.now() - startedAt;
  const client = await daemon.client();
  const { total } = await client.audit.query({ limit: 1 });
  const indexMs = performance.now() - startedAt;
  const browser = await startBrowser();
  const { page } = await browser.open((await client.system.web({})).url);
  await page.getByRole("heading", { name: "Sessions" }).waitFor();
  say("measuring");
  const figures: [string, number[]][] = [
    ["start of the daemon while there is no index, ms", [startMs]],
    [`index of ${total} records made, ms`, [indexMs]],
    ["start to interactive, ms", await times(() => reload(page))],
    ["palette: from the key to its first rows, ms", await times(() => openPalette(page))],
    ["palette: from a letter to the rows that fit it, ms", await times(() => typeInPalette(page))],
    ["audit: first paint, ms", await times(() => firstPaint(page))],
    ["audit: chart of all records, ms", await times(() => chart(page))],
    ["audit: filter by host, first rows, ms", await times(() => filter(page, "host:api.github.com"))],
    ["audit: filter by text, first rows, ms", await times(() => filter(page, "rare-needle"))],
    ["audit: jump to the oldest, ms", await times(() => jump(page))],
    ["audit: sort by duration, first rows, ms", await times(() => sort(page, "Took"))],
    ["audit: sort by request, first rows, ms", await times(() => sort(page, "Request"))],
    ["audit: sort by request, all in order, ms", await times(() => sort(page, "Request", true))],
    ["audit: longest frame while a sort runs, ms", await times(() => framesOfSort(page))],
    ["audit: p95 frame while scrolling, ms", [await frames(page)]],
    ["rows in the document", [await page.locator("[data-seq]").count()]],
  ];
  console.log("| median of five | |\n| --- | --- |");
  for (const [name, all] of figures) console.log(`| ${name} | ${median(all).toFixed(0)} |`);
  await browser.close();
} finally {
  await daemon.dispose();
  rmSync(home, { recursive: true, force: true });
}

async function writeRecords(): Promise<void> {
  const paths = homePaths({ CLAUDERON_HOME: home });
  ensureHome(paths);
  // Made once in a home's life: it is no part of a start.
  await loadOrCreateCa(paths);
  const writer = await AuditWriter.open({ home: paths, segmentBytes: 64 * 1024 * 1024 });
  const start = Date.now() - records * 100;
  for (let number = 0; number < records; number++) {
    writer.append(
      auditEntry({
        timestamp: new Date(start + number * 100).toISOString(),
        ...(number % 9 === 1 ? { host: "api.github.com", path: `/repos/a/b/issues/${number}`, method: "GET" } : {}),
        duration_ms: (number * 7919) % 30_011,
        ...(number % 50 === 0 ? { decision: "deny", response_code: 403, auth_injected: false } : {}),
        ...(number % 100_000 === 7 ? { path: "/v1/rare-needle" } : {}),
      }),
    );
    // The writer's queue is emptied between two turns of the loop.
    if (number % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.close();
}

async function times(measure: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) all.push(await measure());
  return all;
}

/** Milliseconds in the page from an act until rows (or a text) are painted. */
function untilPainted(page: Page, act: string, condition: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const start = performance.now();
    ${act};
    const look = () => {
      if (${condition}) requestAnimationFrame(() => resolve(performance.now() - start));
      else if (performance.now() - start > 30000) reject(new Error(${JSON.stringify(`never: ${condition}`)}));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}

async function reload(page: Page): Promise<number> {
  const startedAt = performance.now();
  await page.goto(new URL("/sessions", page.url()).href, { waitUntil: "commit" });
  await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
  return performance.now() - startedAt;
}

async function openPalette(page: Page): Promise<number> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return untilPainted(page, pressed(`key: "k", code: "KeyK", ctrlKey: true`), paletteRows);
}

/** A letter that other rows fit than those before. */
async function typeInPalette(page: Page): Promise<number> {
  await openPalette(page);
  const all = await page.locator("[cmdk-list]").innerText();
  return untilPainted(
    page,
    `const input = document.querySelector("[cmdk-input]");
     Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, "v");
     input.dispatchEvent(new Event("input", { bubbles: true }))`,
    `${paletteRows} && document.querySelector("[cmdk-list]").innerText !== ${JSON.stringify(all)}`,
  );
}

async function firstPaint(page: Page): Promise<number> {
  await page.keyboard.press("Escape");
  await page.evaluate<void>(go("/sessions"));
  await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
  return untilPainted(page, go("/audit"), hasRows);
}

async function chart(page: Page): Promise<number> {
  await page.evaluate<void>(go("/sessions"));
  await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
  return untilPainted(
    page,
    go("/audit"),
    `document.querySelector("[role=group][aria-label='Time of the log'] canvas")`,
  );
}

/** All records, from the newest. */
async function showAll(page: Page): Promise<void> {
  await page.evaluate<void>(`${go("/audit")}; document.querySelector("[role=grid]")?.scrollTo({ top: 0 })`);
  await untilPainted(page, "", `document.querySelector("[data-seq='${records}'] [title]")`);
}

async function filter(page: Page, query: string): Promise<number> {
  await showAll(page);
  const first = await page.locator("[data-seq]").first().getAttribute("data-seq");
  const changed = `document.querySelector("[data-seq]:not([data-seq='${first}'])")?.querySelector("[title]") &&
    document.querySelector("[data-seq]").dataset.seq !== "${first}"`;
  return untilPainted(page, go(`/audit?q=${encodeURIComponent(query)}`), changed);
}

async function jump(page: Page): Promise<number> {
  await showAll(page);
  const list = `document.querySelector("[role=grid]")`;
  return untilPainted(
    page,
    `${list}.scrollTop = ${list}.scrollHeight`,
    `document.querySelector('[data-seq="1"] [title]')`,
  );
}

/** Holds the list, so that its heads sort. */
async function hold(page: Page): Promise<void> {
  await showAll(page);
  await page.locator("[role=grid]").focus();
  await page.keyboard.press("f");
  await page.locator("[data-head]").first().waitFor();
}

async function sort(page: Page, column: string, all = false): Promise<number> {
  await hold(page);
  const took = await untilPainted(page, pressHead(column), all ? isAllSorted : isSorted);
  await page.keyboard.press("f");
  return took;
}

/** The page's longest frame from the press until all is in order. */
async function framesOfSort(page: Page): Promise<number> {
  await hold(page);
  const longest = await page.evaluate<number>(`new Promise((resolve) => {
    let [last, most] = [performance.now(), 0];
    ${pressHead("Request")};
    const step = (now) => {
      most = Math.max(most, now - last);
      last = now;
      if (${isAllSorted}) resolve(most);
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
  await page.keyboard.press("f");
  return longest;
}

/** 95th percentile of the time between frames while the list is scrolled through. */
function frames(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const list = document.querySelector("[role=grid]");
    list.scrollTop = 0;
    const gaps = [];
    let last = performance.now();
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      list.scrollTop += 120;
      if (gaps.length < 240) requestAnimationFrame(step);
      else resolve(gaps.sort((one, other) => one - other)[Math.floor(gaps.length * 0.95)]);
    };
    requestAnimationFrame(step);
  })`);
}

function median(all: readonly number[]): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;
}
