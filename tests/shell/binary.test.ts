import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ScriptedCore, startScriptedCore } from "../helpers/scriptedCore.ts";
import { makeSession } from "../helpers/session.ts";

/** The real Electron of this machine; empty where its download never ran. Its package must not be imported to ask. */
function findBinary(): string {
  const folder = join(import.meta.dirname, "../../node_modules/electron");
  const named = join(folder, "path.txt");
  if (!existsSync(named)) return "";
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, "dist");
  const binary = join(dist, readFileSync(named, "utf8"));
  return existsSync(binary) ? binary : "";
}
const binary = findBinary();

// What this proves, and what a person still has to look at, is in docs/desktop.md.
describe.skipIf(binary === "")("the real Electron (skipped where there is none)", () => {
  let core: ScriptedCore;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    core = await startScriptedCore([makeSession({ name: "fix-it" })]);
    app = await _electron.launch({
      executablePath: binary,
      args: [".", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
      env: { ...process.env, CLAUDERON_HOME: core.home, CLAUDERON_KEYCHAIN: "off" } as Record<string, string>,
    });
    page = await app.firstWindow();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await core?.close();
  });

  it("shows the app at its own scheme, connected to the core", async () => {
    expect(page.url()).toBe("app://clauderon/sessions");
    await page.getByText("fix-it").first().waitFor();
  });

  it("keeps Node and Electron out of the page, and the bridge as it is", async () => {
    expect(await page.evaluate("['require', 'process', 'module'].filter((name) => name in window)")).toEqual([]);
    expect(await page.evaluate("Object.isFrozen(window.clauderon) && Object.keys(window.clauderon).length")).toBe(3);
  });

  it("answers with the policy, and lets the page go nowhere", async () => {
    const policy = await page.evaluate<string>(
      "fetch('/sessions').then(({ headers }) => headers.get('content-security-policy'))",
    );
    expect(policy).toContain("default-src 'none'");
    await page.evaluate("void (location.href = 'https://elsewhere.example/')");
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    expect(page.url()).toBe("app://clauderon/sessions");
    expect(app.windows()).toHaveLength(1);
  });

  it("denies permissions", async () => {
    expect(await page.evaluate("Notification.requestPermission()")).toBe("denied");
    await expect(page.evaluate("navigator.clipboard.readText()")).rejects.toThrow();
  });

  it("has a menu bar with every menu", async () => {
    const labels = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
    expect(labels).toEqual(["File", "Edit", "View", "Session", "Go", "Proxy", "Window", "Help"]);
  });
});
