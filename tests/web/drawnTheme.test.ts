import { afterAll, beforeAll, expect, it } from "vitest";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { settled } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning } from "../helpers/standIn/people.ts";
import { trafficOf } from "../helpers/standIn/traffic.ts";
import { tokensOf } from "../helpers/tokens.ts";

let browser: Browser;
let core: StandIn;

beforeAll(async () => {
  browser = await startBrowser();
  const sessions = morning();
  core = await startStandIn({ sessions, traffic: trafficOf(sessions, 900) });
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

/** A system whose theme has changed before the page is told, as it is between two frames. */
const slowToTell = `(() => {
  const real = window.matchMedia.bind(window);
  const system = Object.assign(new EventTarget(), { matches: true });
  window.matchMedia = (query) => (query === "(prefers-color-scheme: dark)" ? system : real(query));
  window.become = (isDark) => { system.matches = isDark; };
  window.tell = () => system.dispatchEvent(new Event("change"));
})()`;

it("a chart that is drawn anew before the page hears of the system's other theme wears that theme in the end", async () => {
  await browser.context.addInitScript(slowToTell);
  const { page } = await browser.open(core.link());
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  await goTo(page, "/audit");
  /** Whether the bars of the chart are drawn in a colour, `#rrggbb`. */
  const drawnIn = (colour: string): Promise<boolean> =>
    page.evaluate<boolean>(`(() => {
      const chart = document.querySelector("main [role=img] canvas");
      const { data } = chart?.getContext("2d").getImageData(0, 0, chart.width, chart.height) ?? { data: [] };
      const wanted = [1, 3, 5].map((at) => Number.parseInt("${colour}".slice(at, at + 2), 16));
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 255 && wanted.every((value, part) => data[at + part] === value)) return true;
      }
      return false;
    })()`);
  const [dark = "", light = ""] = [tokensOf("dark").chart, tokensOf("light").chart];
  await expect.poll(() => drawnIn(dark), patient).toBe(true);
  await page.evaluate("become(false)");
  await page.setViewportSize({ width: 1200, height: 800 });
  await settled(page);
  await page.evaluate("tell()");
  await expect.poll(() => drawnIn(light), patient).toBe(true);
  expect(await drawnIn(dark)).toBe(false);
});
