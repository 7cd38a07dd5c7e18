import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What marks the place of the switches inside Electron's binary; version 1, nine of them, as they come. */
const fuseWire = Buffer.concat([
  Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"),
  Buffer.from([1, 9]),
  Buffer.from("101001001"),
]);

/**
 * Fills a folder with what electron-builder takes for a downloaded Electron. The binary cannot run; the fuses in it can
 * be set and read.
 */
export function makeStandInElectron(folder: string, version: string): void {
  for (const name of ["resources", "locales"]) mkdirSync(join(folder, name), { recursive: true });
  const padding = Buffer.alloc(64);
  const binary = Buffer.concat([Buffer.from("\x7fELF"), padding, fuseWire, padding]);
  writeFileSync(join(folder, "electron"), binary, { mode: 0o755 });
  writeFileSync(join(folder, "version"), version);
  for (const name of ["LICENSE", "LICENSES.chromium.html", "chrome-sandbox", "chrome_crashpad_handler"])
    writeFileSync(join(folder, name), "");
}
