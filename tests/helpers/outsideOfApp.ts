import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Session } from "../../src-shared/model/session.ts";
import { type Browser, startBrowser } from "./browser.ts";
import { DesktopApp } from "./desktopApp.ts";
import type { Control, SeenItem } from "./electronDouble/control.ts";
import { type ScriptedCore, startScriptedCore } from "./scriptedCore.ts";
import { makeSession } from "./session.ts";

export const session = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({ id: `id-${name}`, name, state: "running", activity: "working", ...over });

export const labels = (items: readonly SeenItem[]): string[] => items.map(({ label }) => label);

/** The desktop app with three sessions that work, and what of it is outside its window. */
export class OutsideOfApp {
  readonly core: ScriptedCore;
  readonly app: DesktopApp;
  readonly #browser: Browser;
  /** The page in the window that was opened last. */
  page: Page;

  static async start(): Promise<OutsideOfApp> {
    const browser = await startBrowser({ shared: true });
    const core = await startScriptedCore([session("one"), session("two"), session("three")], {
      audit: {
        export: async function* () {
          yield { bytes: new TextEncoder().encode('{"seq":1}\n') };
          yield { bytes: new TextEncoder().encode('{"seq":2}\n') };
        },
      },
      sessions: { create: () => session("made") },
      approvals: { answer: () => ({ decided: null, grant: null }) },
    });
    const app = new DesktopApp({ browser, home: core.home });
    const page = await app.page();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    return new OutsideOfApp(browser, core, app, page);
  }

  private constructor(browser: Browser, core: ScriptedCore, app: DesktopApp, page: Page) {
    this.#browser = browser;
    this.core = core;
    this.app = app;
    this.page = page;
  }

  async tray(): Promise<NonNullable<ReturnType<Control["tray"]>>> {
    const seen = await this.app.ask("tray");
    if (!seen) throw new Error("there is no tray");
    return seen;
  }

  /** The name of the picture in the tray. */
  async icon(): Promise<string> {
    const { dataUrl } = (await this.tray()).icon;
    const isShown = (file: string): boolean =>
      dataUrl === `data:image/png;base64,${readFileSync(`assets/tray/${file}.png`).toString("base64")}`;
    const names = ["on", "off", "attention", "down"];
    return names.find((name) => isShown(name) || isShown(`${name}-white`)) ?? "unknown";
  }

  /** Where the window is. */
  async address(): Promise<string | undefined> {
    return (await this.app.ask("windows"))[0]?.url;
  }

  /** Titles of the notifications that are on the screen. */
  async titles(): Promise<string[]> {
    return (await this.app.ask("notifications")).map(({ title }) => title);
  }

  async stop(): Promise<void> {
    await this.app.kill();
    await this.core.close();
    await this.#browser.close();
  }
}
