/*
 * Pictures of each screen in both themes, from invented data behind the real door for browsers:
 * `npm run screenshots -- [--out FOLDER] [--size 1440x900,800x600] [--only NAME,NAME] [--theme dark] [--shown]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { goTo } from "../tests/helpers/appPage.ts";
import { startBrowser } from "../tests/helpers/browser.ts";
import { settled, wear } from "../tests/helpers/looks.ts";
import { startStandIn } from "../tests/helpers/standIn/core.ts";
import { everyWorld } from "./scenes.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "out/screenshots" },
    size: { type: "string", default: "1440x900" },
    only: { type: "string" },
    theme: { type: "string" },
    shown: { type: "boolean", default: false },
  },
});
const sizes = values.size.split(",").map((text) => {
  const [width = 1440, height = 900] = text.split("x").map(Number);
  return { text, width, height };
});
const wanted = values.only?.split(",");
const themes = (["dark", "light"] as const).filter((theme) => values.theme === undefined || values.theme === theme);
mkdirSync(values.out, { recursive: true });

const browser = await startBrowser();
for (const { options, scenes } of everyWorld) {
  const chosen = scenes.filter(({ name, shown }) =>
    wanted ? wanted.includes(name) : !values.shown || shown !== undefined,
  );
  if (chosen.length === 0) continue;
  const core = await startStandIn(options());
  const { page } = await browser.open(core.link());
  await page.getByRole("contentinfo").waitFor();
  for (const { name, address, prepare, shown } of chosen) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press("Escape");
    await goTo(page, address);
    await settled(page);
    await prepare?.(page, core);
    // Size and theme change in place: the scene is set once.
    for (const { text, ...size } of sizes) {
      await page.setViewportSize(size);
      for (const theme of themes) {
        if (values.shown && !shown?.includes(theme)) continue;
        await wear(page, theme);
        const file = sizes.length === 1 ? `${name}-${theme}` : `${name}-${theme}-${text}`;
        await page.screenshot({ path: join(values.out, `${file}.png`) });
      }
    }
  }
  await page.close();
  await core.close().catch(() => {});
}
await browser.close();
