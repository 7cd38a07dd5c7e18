import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const script = readFileSync(new URL("./inPage/walk.js", import.meta.url), "utf8");

/** Where the focus is now, as the page's side of the walk tells it. */
interface Stop {
  /** Number of the element: the same one again is the same number. */
  readonly id: number;
  readonly name: string;
  readonly kind: "terminal" | "list" | "arrows" | "plain" | "nowhere";
  readonly seen: boolean;
  /** The key that leads on among what the arrows go through. */
  readonly arrow: string;
  /** How many arrows go once through what the arrows go through. */
  readonly arrows: number;
  /** Inside the list that the walk is in. */
  readonly inList: boolean;
}

export interface Walk {
  /** What can be pressed or filled in, and was not come to. */
  readonly missed: readonly string[];
  /** What had the focus without showing it. */
  readonly unseen: readonly string[];
  readonly stops: number;
}

const most = 400;
/** Of a longer list, so many rows are gone through. */
const mostRows = 40;

/** Goes through all of a screen with Tab, arrows and the key that leaves a terminal; nothing is pressed. */
export async function walk(page: Page): Promise<Walk> {
  await page.evaluate(`${script}; walk.mostRows = ${mostRows}`);
  const here = (): Promise<Stop> => page.evaluate<Stop>("walk.here()");
  const press = async (key: string): Promise<Stop> => {
    await page.keyboard.press(key);
    // Some move the focus a moment after the key.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    return here();
  };
  const unseen = new Set<string>();
  const visited = new Set<number>();
  let stops = 0;
  const note = (stop: Stop): boolean => {
    if (stop.kind === "nowhere") return false;
    if (!stop.seen) unseen.add(stop.name);
    const isNew = !visited.has(stop.id);
    visited.add(stop.id);
    return isNew;
  };
  let first = 0;
  let closed = false;
  const findMissed = (): Promise<string[]> => page.evaluate<string[]>("walk.missed()");
  let isSecondRound = false;
  for (let stop = await here(); stops < most; stops++) {
    const isNew = note(stop);
    closed = stops > 0 && stop.id === first && first !== 0;
    // A list that is walked in is held, and more can be done with it: what came behind the walk is come to once more.
    if (closed && (isSecondRound || (await findMissed()).length === 0)) break;
    if (closed) isSecondRound = true;
    if (first === 0) first = stop.id;
    if (isNew) await group(stop);
    if (isNew && stop.kind === "list") await rows(stop);
    if (stop.kind === "terminal") {
      // Tab is the terminal's: what stands between it and the next region is reached from there.
      await press("Control+Shift+F6");
      const between = await press("Shift+Tab");
      if (between.kind !== "terminal") note(between);
    }
    stop = await press("Tab");
  }
  const missed = await findMissed();
  return { missed: closed ? missed : ["the round was never closed", ...missed], unseen: [...unseen], stops };

  /** What one stop of Tab stands for, and the arrows go through. */
  async function group(stop: Stop): Promise<void> {
    if (stop.kind !== "arrows") return;
    for (let turn = 0; turn < stop.arrows; turn++) note(await press(stop.arrow));
  }

  /** Each row of a list, and in each what Tab leads to before the list is left. */
  async function rows(list: Stop): Promise<void> {
    await page.evaluate("walk.enterList()");
    await press("Home");
    const rowsSeen = new Set<string>();
    // One more than rows: some lists begin with none chosen.
    for (let row = 0; row <= list.arrows; row++) {
      await page.evaluate("walk.markRow()");
      let inside = 0;
      while ((await page.evaluate<boolean>("walk.rowHasControls()")) && inside < 40) {
        const stop = await press("Tab");
        if (!stop.inList) {
          await press("Shift+Tab");
          break;
        }
        if (note(stop)) await group(stop);
        inside++;
      }
      await page.evaluate("walk.focusList()");
      const inFocus = await page.evaluate<string>("walk.rowInFocus()");
      if (inFocus !== "") rowsSeen.add(inFocus);
      await press("ArrowDown");
    }
    if (rowsSeen.size >= list.arrows) await page.evaluate("walk.markRows()");
    await page.evaluate("walk.focusList()");
  }
}
