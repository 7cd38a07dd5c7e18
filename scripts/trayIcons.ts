/*
 * The tray's icons from their drawings, in the sizes that trays use: `node scripts/trayIcons.ts`. Black for light bars
 * and for macOS, which colours it; white for dark bars. The state is in the shape.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { startBrowser } from "../tests/helpers/browser.ts";

const browser = await startBrowser();
try {
  for (const drawing of globSync("assets/tray/*.svg"))
    for (const [colour, name] of [
      ["#000", ""],
      ["#fff", "-white"],
    ])
      for (const [size, suffix] of [
        [16, ""],
        [32, "@2x"],
      ] as const) {
        const page = await browser.context.newPage();
        await page.setViewportSize({ width: size, height: size });
        const svg = readFileSync(drawing, "utf8").replace("<svg ", `<svg width="${size}" height="${size}" `);
        await page.setContent(`<body style="margin:0;color:${colour}">${svg}</body>`);
        writeFileSync(drawing.replace(".svg", `${name}${suffix}.png`), await page.screenshot({ omitBackground: true }));
        await page.close();
      }
} finally {
  await browser.close();
}
