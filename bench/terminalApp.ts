import type { Page } from "playwright-core";
import type { ClauderonClient } from "../src-shared/contract/index.ts";
import { startBrowser } from "../tests/helpers/browser.ts";
import { percentile } from "./terminalMeasures.ts";

const rounds = 7;

export interface AppFigures {
  /** Milliseconds from the click until the screen is right and painted; the first one makes the first terminal. */
  readonly clicks: readonly number[];
  /** Milliseconds between two frames while a flood comes in. */
  readonly gaps: readonly number[];
}

/** Two sessions in the app: `quiet` shows a known screen, `loud` floods when a line is typed. */
export async function inTheApp(client: ClauderonClient, quiet: string, loud: string): Promise<AppFigures> {
  const browser = await startBrowser();
  try {
    const { page } = await browser.open((await client.system.web({})).url);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    // A person looks at the list before the first click; meanwhile the page gets the terminal's code.
    await page.waitForLoadState("networkidle");
    const clicks: number[] = [];
    for (let round = 0; round < rounds; round++) {
      clicks.push(await clickUntilRight(page, quiet, "ready to echo"));
      await page.evaluate<void>(go("/sessions"));
      await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
    }
    await clickUntilRight(page, loud, "over: round");
    await page.locator("[data-terminal] .xterm").click();
    await page.keyboard.type("in the app\n");
    return { clicks, gaps: await frameGaps(page, "over: in the app") };
  } finally {
    await browser.close();
  }
}

const go = (address: string): string =>
  `history.pushState(null, "", "${address}"); dispatchEvent(new PopStateEvent("popstate"))`;

/** Whether the terminal's own lines hold a text: they may be there before they are drawn. */
const holds = (text: string): string => `(() => {
  const buffer = document.querySelector("[data-terminal]")?.terminal?.buffer.active;
  for (let row = (buffer?.length ?? 0) - 1; row >= 0; row--)
    if (buffer.getLine(row)?.translateToString(true).includes(${JSON.stringify(text)})) return true;
  return false;
})()`;

/**
 * From a press of the mouse on the session's row, by the time that the browser gave it, to the end of the frame that
 * shows the text. xterm draws before a frame is painted and a message comes after it: what stands there then, is seen.
 */
async function clickUntilRight(page: Page, session: string, text: string): Promise<number> {
  const row = await page.getByText(session, { exact: true }).first().boundingBox();
  if (!row) throw new Error(`no row of ${session}`);
  await page.mouse.move(row.x + 4, row.y + row.height / 2);
  // Evaluated to nothing: the page's promise is awaited after the click.
  await page.evaluate<void>(`{
    const painted = new MessageChannel();
    const look = () => requestAnimationFrame(() => painted.port2.postMessage(null));
    const begun = performance.now();
    globalThis.shown = new Promise((resolve, reject) => addEventListener("click", ({ timeStamp }) => {
      painted.port1.onmessage = () => {
        const now = performance.now();
        if (document.querySelector("[data-terminal] .xterm-rows")?.textContent.includes(${JSON.stringify(text)}))
          resolve(now - timeStamp);
        else if (now - begun > 60000) reject(new Error("never: ${text}"));
        else look();
      };
      look();
    }, { capture: true, once: true }));
    null;
  }`);
  await page.mouse.down();
  await page.mouse.up();
  return page.evaluate<number>("globalThis.shown");
}

/** Times between frames until the end of the flood is on the screen. */
function frameGaps(page: Page, end: string): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((resolve, reject) => {
    const start = performance.now();
    const gaps = [];
    let last = start;
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      if (gaps.length % 30 === 0 && ${holds(end)}) resolve(gaps);
      else if (now - start > 120000) reject(new Error("the flood did not end"));
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
}

const perSecond = (gaps: readonly number[]): number => (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);

export const appRows = ({ clicks, gaps }: AppFigures): readonly string[] => [
  `first click to the right screen ${clicks[0]!.toFixed(0)} ms, later ones median ${percentile(clicks.slice(1), 0.5).toFixed(0)} ms`,
  `frames under flood: ${perSecond(gaps).toFixed(0)} a second, p50 ${percentile(gaps, 0.5).toFixed(0)} ms, p95 ${percentile(gaps, 0.95).toFixed(0)} ms apart`,
];
