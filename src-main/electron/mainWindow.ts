import { BrowserWindow, type IpcMainEvent, ipcMain, screen, type WebContents } from "electron";
import { bytesChannel, commandChannel, requestChannel } from "../../src-shared/desktop/bridge.ts";
import { type DesktopCommand, type DesktopRequest, desktopRequestSchema } from "../../src-shared/desktop/messages.ts";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { IpcCarrier } from "./ipcChannel.ts";
import { preloadPath } from "./programFolder.ts";
import { appOrigin, appPath, isTrustedSender } from "./senderCheck.ts";
import type { UiStore } from "./uiSettings.ts";
import { openingBounds, smallest } from "./windowState.ts";
import { zoomedTo } from "./zoom.ts";

type MenuCommand = Extract<DesktopCommand, { readonly go: string } | { readonly run: string }>;

export interface MainWindowOptions {
  readonly store: UiStore;
  readonly isDarkPreferred: () => boolean;
  readonly devTools: boolean;
  /** A page of the window wants to speak to the core. */
  readonly onChannel: (channel: Channel) => void;
  /** A page wishes something of the app outside of it. */
  readonly onRequest: (request: Exclude<DesktopRequest, { zoom: string }>) => void;
  /** What is in front has changed, or the focus has. */
  readonly onLook: () => void;
}

/** The app's one window: made when somebody wants to look, gone when it is closed. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;
  #carrier: IpcCarrier | null = null;
  /** Choices for a page that does not listen yet; null once it does. */
  #held: MenuCommand[] | null = null;

  constructor(options: MainWindowOptions) {
    this.#options = options;
    const isOurs = ({ sender, senderFrame }: IpcMainEvent): boolean =>
      sender === this.#window?.webContents && isTrustedSender(senderFrame);
    ipcMain.on(bytesChannel, (event, message: unknown) => {
      if (isOurs(event) && message instanceof Uint8Array) this.#receive(message);
    });
    ipcMain.on(requestChannel, (event, message: unknown) => {
      const { data } = desktopRequestSchema.safeParse(message);
      if (!isOurs(event) || !data) return;
      if ("zoom" in data) event.sender.setZoomLevel(zoomedTo(event.sender.getZoomLevel(), data.zoom));
      else options.onRequest(data);
    });
  }

  /** The screen in front of a person: null while the window is closed, hidden, or not in focus. */
  get screenInFront(): string | null {
    const window = this.#window;
    return window?.isFocused() && window.isVisible() && !window.isMinimized() ? this.screen : null;
  }

  /** The screen that the window is at. */
  get screen(): string | null {
    return this.#window ? appPath(this.#window.webContents.getURL()) : null;
  }

  get isOpen(): boolean {
    return this.#window !== null;
  }

  /** Brings the window to the front, at a screen where one is given. */
  show(path: string | null = null): void {
    if (!this.#window) {
      this.#open(path ?? this.#options.store.read().screen);
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
    if (path !== null) this.run({ go: path });
  }

  /** Has the page do what a person chose in a menu. */
  run(command: MenuCommand): void {
    if (!this.#window) {
      this.#open("go" in command ? command.go : this.#options.store.read().screen);
      if (!("go" in command)) this.#held?.push(command);
      return;
    }
    if (this.#held) this.#held.push(command);
    else this.#window.webContents.send(commandChannel, command);
  }

  /** Tells the page that there is, if it listens already: a later one asks when it begins its channel. */
  tell(command: DesktopCommand): void {
    if (this.#window && !this.#held) this.#window.webContents.send(commandChannel, command);
  }

  /** Closes the window and remembers it. */
  close(): void {
    this.#window?.close();
  }

  #open(path: string): void {
    const { store, devTools } = this.#options;
    const saved = store.read();
    const window = new BrowserWindow({
      ...openingBounds(
        saved.bounds,
        screen.getAllDisplays().map(({ workArea }) => workArea),
      ),
      minWidth: smallest.width,
      minHeight: smallest.height,
      title: "Clauderon",
      backgroundColor: this.#options.isDarkPreferred() ? "#14171B" : "#FFFFFF",
      webPreferences: {
        preload: preloadPath,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
        devTools,
      },
    });
    if (saved.isMaximized) window.maximize();
    this.#window = window;
    this.#held = [];
    this.#carrier = new IpcCarrier({
      send: (message) => {
        if (!window.isDestroyed()) window.webContents.send(bytesChannel, message);
      },
      onChannel: this.#options.onChannel,
    });
    this.#follow(window, window.webContents, this.#carrier);
    void window.loadURL(`${appOrigin}${path}`);
  }

  #follow(window: BrowserWindow, contents: WebContents, carrier: IpcCarrier): void {
    const { onLook, store } = this.#options;
    contents.on("render-process-gone", (_event, { reason }) => {
      carrier.end();
      if (reason !== "clean-exit" && !window.isDestroyed()) contents.reload();
    });
    contents.on("did-navigate-in-page", onLook);
    for (const event of ["focus", "blur", "show", "hide", "minimize", "restore"] as const)
      window.on(event as "focus", onLook);
    window.on("close", () => {
      const path = this.screen;
      store.change({
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
        ...(path === null ? {} : { screen: path }),
      });
    });
    window.on("closed", () => {
      carrier.end();
      if (this.#window === window) this.#window = null;
      onLook();
    });
  }

  #receive(message: Uint8Array): void {
    // The page begins its channel after it listens to commands.
    const held = this.#held ?? [];
    this.#held = null;
    this.#carrier?.receive(message);
    for (const command of held) this.#window?.webContents.send(commandChannel, command);
  }
}
