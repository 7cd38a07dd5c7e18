import { app, dialog, shell } from "electron";
import type { DesktopRequest } from "../../src-shared/desktop/messages.ts";
import { NoticeBook } from "../../src-shared/notices/noticeBook.ts";
import { pauseEnd } from "../../src-shared/notices/settings.ts";
import { toWireError } from "../../src-shared/rpc/errors.ts";
import { clauderonHome } from "../transports/socketPath.ts";
import { AppMenu } from "./appMenu.ts";
import type { CoreLink } from "./coreLink.ts";
import { type CoreView, CoreWatch } from "./coreWatch.ts";
import { exportAudit } from "./exportAudit.ts";
import type { MainWindow } from "./mainWindow.ts";
import type { MenuAction } from "./menuModel.ts";
import { Notifier } from "./notifier.ts";
import { proxyOffQuestion } from "./proxyQuestion.ts";
import { AppTray } from "./tray.ts";
import { type TrayAction, trayView } from "./trayModel.ts";
import type { UiStore } from "./uiSettings.ts";

/** Ages in the tray's menu change on their own. */
const redrawEveryMs = 30_000;

export interface OutsideOptions {
  readonly link: CoreLink;
  readonly window: MainWindow;
  readonly store: UiStore;
}

/** All of the app that is outside its window: tray, menu bar, notifications. */
export class Outside {
  readonly #options: OutsideOptions;
  readonly #watch = new CoreWatch(() => this.draw());
  readonly #tray = new AppTray((action) => this.#chosen(this.#inTray(action)));
  readonly #menu = new AppMenu((action) => this.#chosen(this.#inMenu(action)));
  readonly #notifier: Notifier;
  readonly #book = new NoticeBook();
  /** What the page knows of the notices; empty for a page that knows nothing yet. */
  #toldPage = "";
  #timer: NodeJS.Timeout | undefined;
  #drawing = false;

  constructor(options: OutsideOptions) {
    this.#options = options;
    this.#notifier = new Notifier({
      hasSound: () => options.store.read().notices.hasSound,
      onOpen: ({ key, screen }) => {
        this.#book.dismiss(key);
        options.window.show(screen);
        this.draw();
      },
      onDeny: (id) => this.#chosen(this.#deny(id)),
    });
  }

  get view(): CoreView {
    return this.#watch.view;
  }

  /** Follows the core that there is now. */
  follow(): void {
    this.#watch.follow(this.#options.link.client);
    this.draw();
  }

  /** A page began: it knows nothing yet. */
  greetPage(): void {
    this.#toldPage = "";
    this.draw();
  }

  /** What a page wished. It can change taste, wave notices away and have one folder shown, nothing else. */
  obey(request: Exclude<DesktopRequest, { zoom: string }>): void {
    if ("dismiss" in request) this.#book.dismiss(request.dismiss);
    else if ("taste" in request) this.#options.store.change(request.taste);
    else void shell.openPath(clauderonHome(process.env));
    this.draw();
  }

  /** Shows how things are, soon: many changes come at once. */
  draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    setImmediate(() => {
      this.#drawing = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const { link, window, store } = this.#options;
    const now = Date.now();
    const { notices: settings, asksBeforeProxyOff } = store.read();
    const { view } = this.#watch;
    const tray = trayView({ link: link.state.kind, view, isPaused: now < settings.pausedUntil, now });
    this.#tray.draw(tray);
    app.setBadgeCount(tray.count);
    this.#menu.draw({ screen: window.screen });
    const { screenInFront } = window;
    this.#notifier.apply(
      this.#book.update({
        now,
        sessions: view.sessions,
        waiting: view.waiting,
        inFront: screenInFront === null ? [] : [screenInFront],
        settings,
      }),
    );
    const forPage = { notices: this.#book.list(now), taste: { notices: settings, asksBeforeProxyOff } };
    const text = JSON.stringify(forPage);
    if (text !== this.#toldPage) window.tell(forPage);
    this.#toldPage = text;
    clearTimeout(this.#timer);
    const next = Math.min(this.#book.nextAt() ?? Number.POSITIVE_INFINITY, now + redrawEveryMs);
    this.#timer = setTimeout(() => this.draw(), Math.max(0, next - Date.now()));
    this.#timer.unref();
  }

  #chosen(action: Promise<void>): void {
    action
      .catch((error: unknown) => {
        const { message, hint } = toWireError(error);
        return dialog.showMessageBox({ type: "error", message, detail: hint ?? "", buttons: ["OK"] });
      })
      .finally(() => this.draw());
  }

  async #inTray(action: TrayAction): Promise<void> {
    const { window } = this.#options;
    if (action.kind === "open") window.show();
    else if (action.kind === "go") window.show(action.screen);
    else if (action.kind === "quit") app.quit();
    else if (action.kind === "pause") this.#pause(action.for === null ? 0 : pauseEnd(action.for, new Date()));
    else await this.#turnProxy();
  }

  #pause(pausedUntil: number): void {
    const { store } = this.#options;
    store.change({ notices: { ...store.read().notices, pausedUntil } });
  }

  async #deny(id: string): Promise<void> {
    await this.#options.link.client?.approvals.answer({ id, answer: "deny" });
  }

  async #turnProxy(): Promise<void> {
    const { link, store } = this.#options;
    const client = link.client;
    if (!client) return;
    const status = await client.proxy.status({});
    if (status.enabled && store.read().asksBeforeProxyOff) {
      const { response, checkboxChecked } = await dialog.showMessageBox({
        type: "warning",
        ...proxyOffQuestion(status),
        buttons: ["Cancel", "Turn off"],
        defaultId: 0,
        cancelId: 0,
        checkboxLabel: "Don't ask again",
      });
      if (response !== 1) return;
      if (checkboxChecked) store.change({ asksBeforeProxyOff: false });
    }
    await client.proxy.setEnabled({ enabled: !status.enabled });
  }

  async #inMenu(action: MenuAction): Promise<void> {
    const { link, window } = this.#options;
    if (action.kind === "page") window.run(action.command);
    else if (action.kind === "quit") app.quit();
    else if (link.client) await exportAudit(link.client, new Date());
  }
}
