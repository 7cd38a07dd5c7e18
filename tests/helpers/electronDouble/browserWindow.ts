import { EventEmitter } from "node:events";
import type { BrowserWindowConstructorOptions, BrowserWindow as RealWindow, WebContents } from "electron";
import { type BrowserContext, chromium, type Page, type Route } from "playwright-core";
import { app, openWindows } from "./app.ts";
import { ipcMain } from "./ipc.ts";
import { type IsolatedWorld, makeIsolatedWorld } from "./isolatedWorld.ts";
import { answerByHandler, fromChromium, toChromium } from "./pages.ts";
import { readSettings } from "./settings.ts";

const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getAllDisplays: () => [display] };

export const windows: BrowserWindow[] = [];

let context: Promise<BrowserContext> | null = null;
async function connect(): Promise<BrowserContext> {
  // The test looks at the same pages: how they show and where they download to is its choice.
  const browser = await chromium.connectOverCDP(readSettings().endpoint, { noDefaults: true });
  return browser.contexts()[0]!;
}

type OpenHandler = Parameters<WebContents["setWindowOpenHandler"]>[0];

/** One page of the Chromium beside the test. */
class ContentsDouble extends EventEmitter {
  readonly page: Promise<Page>;
  #known: Page | null = null;
  #world: IsolatedWorld | null = null;
  #openHandler: OpenHandler | null = null;
  /** The address that `loadURL` asked for; others were chosen by the page. */
  #asked: string | null = null;

  constructor(preload: string) {
    super();
    this.page = this.#make(preload);
  }

  async #make(preload: string): Promise<Page> {
    context ??= connect();
    const page = await (await context).newPage();
    this.#known = page;
    const cdp = await (await context).newCDPSession(page);
    this.#world = await makeIsolatedWorld(cdp, preload, (channel, args) => {
      ipcMain.emit(channel, { sender: this, senderFrame: this.frame() }, ...args);
    });
    cdp.on("Page.navigatedWithinDocument", ({ url }) => {
      setImmediate(() => this.emit("did-navigate-in-page", {}, fromChromium(url), true));
    });
    cdp.on("Page.windowOpen", ({ url }) => {
      this.#openHandler?.({ url: fromChromium(url) } as Parameters<OpenHandler>[0]);
    });
    page.on("popup", (popup) => void popup.close());
    page.on("crash", () => this.emit("render-process-gone", {}, { reason: "crashed", exitCode: 1 }));
    await page.route("**/*", (route) => this.#request(route));
    return page;
  }

  async #request(route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest()) {
      const url = fromChromium(request.url());
      const isMainFrame = request.frame().parentFrame() === null;
      let prevented = false;
      const event = {
        url,
        isMainFrame,
        preventDefault: () => {
          prevented = true;
        },
      };
      if (isMainFrame && url !== this.#asked) this.emit("will-navigate", event, url);
      if (url !== this.#asked) this.emit("will-frame-navigate", event);
      if (isMainFrame) this.#asked = null;
      if (prevented) return route.abort("aborted");
    }
    if (!(await answerByHandler(route))) await route.abort("blockedbyclient");
  }

  frame(): { url: string; parent: null } {
    return { url: this.getURL(), parent: null };
  }
  getURL(): string {
    return this.#known ? fromChromium(this.#known.url()) : "";
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    this.#world?.send(channel, args);
  }
  async loadURL(url: string): Promise<void> {
    this.#asked = url;
    const page = await this.page;
    await page.goto(toChromium(url), { waitUntil: "commit" }).catch(() => {});
  }
  reload(): void {
    void this.page.then((page) => {
      this.#asked = this.getURL();
      return page.reload().catch(() => {});
    });
  }
  zoomLevel = 0;
  getZoomLevel(): number {
    return this.zoomLevel;
  }
  setZoomLevel(level: number): void {
    this.zoomLevel = level;
  }
  toggleDevTools(): void {}
  isDestroyed(): boolean {
    return this.#known?.isClosed() ?? false;
  }
}

type UsedContents =
  | "getZoomLevel"
  | "setZoomLevel"
  | "getURL"
  | "setWindowOpenHandler"
  | "send"
  | "loadURL"
  | "reload"
  | "isDestroyed";

export class BrowserWindow
  extends EventEmitter
  implements
    Pick<
      RealWindow,
      | "loadURL"
      | "show"
      | "focus"
      | "restore"
      | "maximize"
      | "isMinimized"
      | "isMaximized"
      | "isFocused"
      | "isVisible"
      | "isDestroyed"
      | "getNormalBounds"
      | "close"
    >
{
  readonly options: BrowserWindowConstructorOptions;
  readonly #contents: ContentsDouble;
  readonly isGone: Promise<void>;
  #destroyed = false;
  #focused = true;
  #maximized = false;
  #bounds: { x: number; y: number; width: number; height: number };

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.#bounds = {
      x: options.x ?? 100,
      y: options.y ?? 50,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#contents = new ContentsDouble(options.webPreferences?.preload ?? "");
    this.isGone = new Promise((resolve) => this.once("closed", resolve));
    windows.push(this);
    openWindows.add(this);
    app.emit("web-contents-created", {}, this.#contents);
  }

  get webContents(): RealWindow["webContents"] {
    return this.#contents satisfies Pick<WebContents, UsedContents> as unknown as WebContents;
  }
  /** For the control of the double. */
  get contents(): ContentsDouble {
    return this.#contents;
  }
  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url);
  }
  show(): void {
    this.emit("show");
  }
  focus(): void {
    this.#focused = true;
    this.emit("focus");
  }
  blur(): void {
    this.#focused = false;
    this.emit("blur");
  }
  restore(): void {}
  maximize(): void {
    this.#maximized = true;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isMinimized(): boolean {
    return false;
  }
  isFocused(): boolean {
    return this.#focused && !this.#destroyed;
  }
  isVisible(): boolean {
    return !this.#destroyed;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds() {
    return this.#bounds;
  }
  setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = bounds;
  }
  close(): void {
    if (this.#destroyed) return;
    let prevented = false;
    this.emit("close", {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (prevented) return;
    this.#destroyed = true;
    void this.#contents.page
      .then((page) => page.close())
      .catch(() => {})
      .then(() => {
        openWindows.delete(this);
        windows.splice(windows.indexOf(this), 1);
        this.emit("closed");
        if (windows.length === 0) app.emit("window-all-closed");
      });
  }
}
