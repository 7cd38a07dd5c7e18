/*
 * Pictures of each screen in both themes, from invented data behind the real door for browsers:
 * `npm run screenshots -- [--out FOLDER] [--size 1440x900] [--only NAME] [--theme dark] [--shown]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBrowser } from "../tests/helpers/browser.ts";
import { startStandIn } from "../tests/helpers/standIn/core.ts";
import { worlds } from "./scenes.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "out/screenshots" },
    size: { type: "string", default: "1440x900" },
    only: { type: "string" },
    theme: { type: "string" },
    shown: { type: "boolean", default: false },
  },
});
const [width = 1440, height = 900] = values.size.split("x").map(Number);
const wanted = values.only?.split(",");
const themes = (["dark", "light"] as const).filter((theme) => values.theme === undefined || values.theme === theme);
mkdirSync(values.out, { recursive: true });

for (const theme of themes) {
  const browser = await startBrowser({ theme, size: { width, height } });
  for (const { options, scenes } of worlds) {
    const chosen = scenes.filter(({ name, shown }) =>
      wanted ? wanted.includes(name) : !values.shown || shown?.includes(theme),
    );
    if (chosen.length === 0) continue;
    const core = await startStandIn(options());
    try {
      const { page } = await browser.open(core.link());
      await page.getByRole("contentinfo").waitFor();
      for (const { name, address, prepare } of chosen) {
        await page.goto(new URL(address, page.url()).href);
        await page.locator("h1").first().waitFor({ state: "attached" });
        await page.waitForLoadState("networkidle");
        await prepare?.(page, core);
        await page.evaluate("document.fonts.ready");
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: join(values.out, `${name}-${theme}.png`) });
      }
      await page.close();
    } finally {
      await core.close().catch(() => {});
    }
  }
  await browser.close();
}
