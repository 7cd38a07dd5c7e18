import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { extractFile, listPackage, statFile } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { describe, expect, inject, it } from "vitest";

const packed = inject("packed");
const resources = join(packed, "resources");
const archive = join(resources, "app.asar");
const root = join(import.meta.dirname, "..", "..");
const platform = `linux-${process.arch}`;

/** Everything of ours in a package, Electron itself aside. About 14 MB today, of which native modules are 5. */
const budgetBytes = 16_000_000;

/** Growth of what is shipped must be seen in review. */
const packages = [
  "@napi-rs/keyring",
  `@napi-rs/keyring-${platform}-gnu`,
  "@pinojs/redact",
  "@xterm/headless",
  "asn1",
  "atomic-sleep",
  "bcrypt-pbkdf",
  "better-sqlite3",
  "commander",
  "eslint-visitor-keys",
  "node-forge",
  "on-exit-leak-free",
  "pino",
  "pino-abstract-transport",
  "pino-std-serializers",
  "process-warning",
  "quick-format-unescaped",
  "real-require",
  "safe-stable-stringify",
  "safer-buffer",
  "sonic-boom",
  "split2",
  "ssh2",
  "thread-stream",
  "toml-eslint-parser",
  "tweetnacl",
  "ws",
];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const archived = listPackage(archive, { isPack: false })
  .map((name) => name.slice(1))
  .filter((name) => !("files" in statFile(archive, name)))
  .sort();

const nativeModules = [
  `node_modules/@napi-rs/keyring-${platform}-gnu/keyring.${platform}-gnu.node`,
  `node_modules/better-sqlite3/prebuilds/${platform}.node`,
];

describe("a packed folder", () => {
  it("holds these files beside Electron's own, and no others", () => {
    const electronsOwn = [
      "LICENSE.electron.txt",
      "LICENSES.chromium.html",
      "chrome-sandbox",
      "chrome_crashpad_handler",
    ];
    const recipes = ["agent-image", "relay-image"].flatMap((name) =>
      filesBelow(join(root, "assets", name)).map((file) => `resources/assets/${name}/${file}`),
    );
    expect(filesBelow(packed)).toEqual(
      [
        ...[...electronsOwn, "version", "clauderon-desktop"],
        ...["app.asar", "LICENSE.txt", "bin/clauderon", "assets/icons/256x256.png"].map((name) => `resources/${name}`),
        ...nativeModules.map((name) => `resources/app.asar.unpacked/${name}`),
        ...recipes,
      ].sort(),
    );
  });

  it("holds the built programs and the built app without source maps, and nothing that is for development", () => {
    const shipped = archived.filter((name) => !name.startsWith("node_modules/"));
    const built = ["out/main", "out/renderer"].flatMap((name) =>
      filesBelow(join(root, name)).map((file) => `${name}/${file}`),
    );
    const expected = built.filter((name) => !name.endsWith(".map"));
    expect(expected).toEqual(
      expect.arrayContaining(["out/main/main.js", "out/main/preload.cjs", "out/main/cli.js", "out/main/demo.js"]),
    );
    expect(shipped).toEqual([...expected, "package.json"].sort());
    expect(archived.filter((name) => /\.(map|[mc]?ts|md|c|cc|h|gypi?)$/.test(name))).toEqual([]);
    expect(archived.filter((name) => /(^|\/)(\.[^/]*|tests?|examples?|tsconfig.*)(\/|$)/.test(name))).toEqual([]);
  });

  it("holds these packages, and no others", () => {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;
    const shipped = new Set(archived.flatMap((file) => name.exec(file)?.[1] ?? []));
    expect([...shipped].sort()).toEqual(packages);
    expect(archived.filter((file) => file.lastIndexOf("node_modules/") > 0)).toEqual([]);
  });

  it("has this platform's native modules outside the archive, and everything else in it", () => {
    const outside = archived.filter((name) => (statFile(archive, name) as { unpacked?: boolean }).unpacked);
    expect(outside).toEqual(nativeModules);
    expect(archived.filter((name) => name.endsWith(".node"))).toEqual(nativeModules);
  });

  it(`stays below ${budgetBytes / 1e6} MB without Electron`, () => {
    const bytes = filesBelow(resources).reduce((sum, name) => sum + statSync(join(resources, name)).size, 0);
    console.log(`packed without Electron: ${(bytes / 1e6).toFixed(1)} MB`);
    expect(bytes).toBeLessThan(budgetBytes);
    expect(bytes).toBeGreaterThan(budgetBytes / 4);
  });

  it("names its program, and neither scripts nor tools", () => {
    const manifest = JSON.parse(extractFile(archive, "package.json").toString());
    expect(manifest).toMatchObject({ name: "clauderon", main: "out/main/main.js", type: "module" });
    expect(manifest.devDependencies).toBeUndefined();
    expect(manifest.scripts?.test).toBeUndefined();
  });

  it("says nothing of the machine that built it, and holds no credential", () => {
    const contents = [
      ...archived.map((name) => [name, extractFile(archive, name)] as const),
      ...filesBelow(resources).map((name) => [name, readFileSync(join(resources, name))] as const),
    ];
    const tells = (content: Buffer): boolean =>
      content.includes(root) || /sk-ant-(?:api|oat|ort)\d\d-(?!clauderon-)[\w-]{20}|gh[ps]_\w{36}/.test(`${content}`);
    expect(contents.filter(([, content]) => tells(content)).map(([name]) => name)).toEqual([]);
    expect(tells(Buffer.from(`x${["sk-ant", "oat01", "a".repeat(40)].join("-")}`))).toBe(true);
  });

  it("has its fuses set: the binary runs the checked archive and nothing else", async () => {
    const wire = await getCurrentFuseWire(join(packed, "clauderon-desktop"));
    const state = (fuse: FuseV1Options): string | undefined => FuseState[wire[fuse] ?? FuseState.REMOVED];
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookieEncryption: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
      filePrivileges: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: "DISABLE",
      cookieEncryption: "ENABLE",
      nodeOptions: "DISABLE",
      inspect: "DISABLE",
      asarIntegrity: "ENABLE",
      onlyAsar: "ENABLE",
      filePrivileges: "DISABLE",
    });
  });
});
