import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const icons = join(root, "assets/icons");

interface Target {
  readonly target: readonly string[];
  readonly icon: string;
}
interface Configuration {
  readonly protocols: readonly { readonly schemes: readonly string[] }[];
  readonly linux: Target;
  readonly mac: Target;
  readonly win: Target;
  readonly artifactName: string;
  readonly npmRebuild: boolean;
}

// electron-builder's own reader and schema, behind its public door.
const fromBuilder = createRequire(createRequire(import.meta.url).resolve("electron-builder"));
const { getConfig, validateConfiguration } = fromBuilder("app-builder-lib/out/util/config/config.js") as {
  getConfig(folder: string, file: string, cli: null): Promise<Configuration>;
  validateConfiguration(configuration: object, log: object): Promise<void>;
};
const { DebugLogger } = fromBuilder("builder-util") as { DebugLogger: new (enabled: boolean) => object };

let configuration: Configuration;
beforeAll(async () => {
  configuration = await getConfig(root, "electron-builder.yml", null);
});

describe("electron-builder.yml", () => {
  it("passes electron-builder's own schema, which finds a key that does not exist", async () => {
    await validateConfiguration(configuration, new DebugLogger(false));
    const misspelt = { ...configuration, electronFuse: {} };
    await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow("electronFuse");
  });

  it("makes AppImage, deb, dmg and nsis, and names them as unsigned", () => {
    const { linux, mac, win, artifactName } = configuration;
    expect([...linux.target, ...mac.target, ...win.target]).toEqual(["AppImage", "deb", "dmg", "nsis"]);
    expect(artifactName).toContain("-dev-unsigned-");
  });

  it("opens clauderon:// links and rebuilds nothing", () => {
    expect(configuration.protocols.flatMap(({ schemes }) => schemes)).toEqual(["clauderon"]);
    expect(configuration.npmRebuild).toBe(false);
  });

  it("is for the Electron that is installed for development", () => {
    const { version } = JSON.parse(readFileSync(join(root, "node_modules/electron/package.json"), "utf8"));
    expect(configuration).toMatchObject({ electronVersion: version });
  });
});

describe("the icons", () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

  it.each([16, 24, 32, 48, 64, 128, 256, 512, 1024])("include one of %i pixels for Linux", (size) => {
    const picture = readFileSync(join(icons, `${size}x${size}.png`));
    expect(picture.subarray(0, 4)).toEqual(png);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([size, size]);
  });

  it("include what macOS asks for, up to 1024 pixels", () => {
    const file = readFileSync(join(root, configuration.mac.icon));
    expect(file.toString("latin1", 0, 4)).toBe("icns");
    expect(file.readUInt32BE(4)).toBe(file.length);
    const kinds: string[] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      kinds.push(file.toString("latin1", at, at + 4));
      expect(file.subarray(at + 8, at + 12)).toEqual(png);
    }
    expect(kinds).toEqual(expect.arrayContaining(["ic07", "ic08", "ic09", "ic10"]));
  });

  it("include what Windows asks for, up to 256 pixels", () => {
    const file = readFileSync(join(root, configuration.win.icon));
    expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
    const widths = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
      const picture = file.subarray(file.readUInt32LE(6 + 16 * index + 12));
      expect(picture.subarray(0, 4)).toEqual(png);
      return picture.readUInt32BE(16);
    });
    expect(widths).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });
});
