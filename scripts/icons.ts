/*
 * The app's icons from one drawing, by the system's Chromium: `npm run icons`. The results are committed, so that a
 * build needs no browser. Writes icon sizes for Linux, and the containers that macOS and Windows ask for.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser } from "../tests/helpers/browser.ts";

const folder = join(import.meta.dirname, "..", "assets", "icons");
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const drawing = `data:image/svg+xml;base64,${readFileSync(join(folder, "icon.svg")).toString("base64")}`;

const browser = await startBrowser();
const pictures = new Map<number, Buffer>();
try {
  const { page } = await browser.open("about:blank");
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>html,body{margin:0;background:transparent}img{display:block}</style><img src="${drawing}" width="${size}" height="${size}">`,
    );
    await page.evaluate("document.images[0].decode()");
    pictures.set(size, await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}

for (const [size, picture] of pictures) writeFileSync(join(folder, `${size}x${size}.png`), picture);
writeFileSync(join(folder, "icon.ico"), windowsIcon([16, 24, 32, 48, 64, 128, 256]));
writeFileSync(join(folder, "icon.icns"), appleIcon());

/** A directory of sixteen bytes a picture, then the pictures; a size of 256 is written as 0. */
function windowsIcon(chosen: readonly number[]): Buffer {
  const head = Buffer.alloc(6 + 16 * chosen.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(chosen.length, 4);
  let offset = head.length;
  chosen.forEach((size, index) => {
    const { length } = pictures.get(size)!;
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += length;
  });
  return Buffer.concat([head, ...chosen.map((size) => pictures.get(size)!)]);
}

/** Four letters and a length before each picture: the letters name the size, and whether the screen is a dense one. */
function appleIcon(): Buffer {
  const kinds: readonly (readonly [string, number])[] = [
    ["icp4", 16],
    ["ic11", 32],
    ["icp5", 32],
    ["ic12", 64],
    ["ic07", 128],
    ["ic13", 256],
    ["ic08", 256],
    ["ic14", 512],
    ["ic09", 512],
    ["ic10", 1024],
  ];
  const blocks = kinds.map(([kind, size]) => block(kind, pictures.get(size)!));
  return block("icns", Buffer.concat(blocks));
}

function block(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(kind, "latin1");
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
