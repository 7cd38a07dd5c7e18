import type { Locator, Page } from "playwright-core";
import type { Session } from "../../src-shared/model/session.ts";
import { goTo, patient } from "./appPage.ts";
import type { Browser } from "./browser.ts";
import { makeSession } from "./session.ts";
import { type StandIn, startStandIn } from "./standIn/core.ts";
import { FakeInbox } from "./standIn/inbox.ts";

export const session = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({ id: `id-${name}`, name, activity: "working", ...over });

/*
 * Stands in for the browser's notifications, which a browser without a screen does not have: what would be shown, and
 * each time that leave was asked for. A text, for it runs in the page.
 */
const notificationDouble = (permission: string, answer: string): string => `
  globalThis.asked = 0;
  globalThis.shown = [];
  globalThis.Notification = class {
    static permission = sessionStorage.permission ?? "${permission}";
    static async requestPermission() {
      globalThis.asked++;
      sessionStorage.permission = this.permission = "${answer}";
      return this.permission;
    }
    constructor(title, options) {
      Object.assign(this, { title, ...options });
      globalThis.shown = [...globalThis.shown.filter(({ tag }) => tag !== options.tag), this];
    }
    close() { globalThis.shown = globalThis.shown.filter((one) => one !== this); }
  };`;

/** Three sessions that work, and a tab of the app in which notices of them appear. */
export class NoticesWorld {
  readonly inbox: FakeInbox;
  readonly core: StandIn;
  readonly #browser: Browser;
  #page: Page | null = null;

  static async start(browser: Browser): Promise<NoticesWorld> {
    const inbox = new FakeInbox();
    const sessions = ["one", "two", "three"].map((name) => session(name));
    return new NoticesWorld(browser, inbox, await startStandIn({ sessions, inbox, screen: "$ " }));
  }

  private constructor(browser: Browser, inbox: FakeInbox, core: StandIn) {
    this.#browser = browser;
    this.inbox = inbox;
    this.core = core;
  }

  /** The tab that was opened last. */
  get page(): Page {
    if (!this.#page) throw new Error("No tab was opened.");
    return this.#page;
  }

  async openTab(permission = "default", answer = "granted"): Promise<void> {
    this.#page = await this.#browser.context.newPage();
    await this.page.addInitScript({ content: notificationDouble(permission, answer) });
    await this.page.goto(this.core.link());
    await this.page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  }

  bell(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  panel(): Locator {
    return this.page.getByRole("dialog", { name: "Notifications" });
  }

  /** How often the browser was asked for leave. */
  asked(): Promise<number> {
    return this.page.evaluate<number>("asked");
  }

  /** The browser's notifications that are on the screen. */
  shown(): Promise<{ title: string; body: string; silent: boolean; tag: string }[]> {
    return this.page.evaluate("shown.map(({ title, body, silent, tag }) => ({ title, body, silent, tag }))");
  }

  path(): string {
    return new URL(this.page.url()).pathname;
  }

  icon(): Promise<string | null> {
    return this.page.locator("link[rel=icon]").getAttribute("href");
  }

  toSettings(): Promise<void> {
    return goTo(this.page, "/settings/notifications");
  }

  async turnOn(): Promise<void> {
    await this.toSettings();
    await this.page.getByRole("button", { name: "Turn on", exact: true }).click();
  }

  /** Somebody looks elsewhere. */
  async lookAway(): Promise<void> {
    await this.page.evaluate("document.hasFocus = () => false, dispatchEvent(new Event('blur'))");
  }

  async close(): Promise<void> {
    await this.#page?.close();
    await this.core.close();
  }
}
