import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, dialog, nativeTheme, protocol, session } from "electron";
import { toWireError } from "../../src-shared/rpc/errors.ts";
import type { EnvironmentSecrets } from "../core/credentials/environment.ts";
import { clauderonHome } from "../transports/socketPath.ts";
import { StaticFiles } from "../transports/web/staticFiles.ts";
import { answerPage } from "./appPages.ts";
import { confirmWidening } from "./confirmWidening.ts";
import { CoreLink, type LinkState } from "./coreLink.ts";
import { noCore } from "./coreWatch.ts";
import { linkAmong, linkScheme, screenOfLink } from "./deepLink.ts";
import { guardedChannel } from "./guardedChannel.ts";
import { portAmong } from "./launch.ts";
import { MainWindow } from "./mainWindow.ts";
import { denyPermissions, lockDownPages } from "./navigation.ts";
import { Outside } from "./outside.ts";
import { rendererFolder } from "./programFolder.ts";
import { Quit } from "./quit.ts";
import { appScheme } from "./senderCheck.ts";
import { openUiStore } from "./uiSettings.ts";

export interface DesktopOptions {
  /** The command line, without the program. */
  readonly words: readonly string[];
  readonly secrets: EnvironmentSecrets;
  /** The environment with which this process was started. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The desktop app: composition only. What it decides is in files that know no Electron. Throws `usage` for words that
 * cannot be read, before anything is opened.
 */
export function runDesktop(options: DesktopOptions): void {
  const port = portAmong(options.words);
  // Both must come before the app is ready.
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  keepHomesApart(options.environment);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // From the sources it would be Electron without an app that links open.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);

  let outside: Outside | null = null;
  const store = openUiStore(app.getPath("userData"));
  const window = new MainWindow({
    store,
    isDarkPreferred: () => nativeTheme.shouldUseDarkColors,
    devTools: !app.isPackaged,
    onChannel: (channel) => {
      link.attach(guardedChannel(channel, (call) => confirmWidening(call, outside?.view ?? noCore)));
      outside?.greetPage();
    },
    onRequest: (request) => outside?.obey(request),
    onLook: () => outside?.draw(),
  });
  const link = new CoreLink({
    env: process.env,
    secrets: options.secrets,
    ...(port === undefined ? {} : { port }),
    onState: (state) => {
      outside?.follow();
      void tellFailure(state, () => link.open());
    },
    onShutdownRequest: () => void quit.now(),
  });
  const quit = new Quit({ link, window, environment: options.environment });
  const follow = (address: string | null): void => window.show(address === null ? null : screenOfLink(address));

  lockDownPages(app, (path) => window.run({ go: path }));
  app.on("second-instance", (_event, words) => follow(linkAmong(words)));
  app.on("open-url", (event, address) => {
    event.preventDefault();
    void app.whenReady().then(() => follow(address));
  });
  app.on("activate", () => window.show());
  // The tray stays: closing the window stops nothing.
  app.on("window-all-closed", () => {});

  void app.whenReady().then(() => {
    const files = new StaticFiles(rendererFolder);
    protocol.handle(appScheme, (request) => answerPage(files, request));
    denyPermissions(session.defaultSession);
    outside = new Outside({ link, window, store });
    outside.draw();
    follow(linkAmong(options.words));
    return link.open();
  });
}

/** A core that can neither be joined nor hosted is said aloud: the window could only go on trying. */
async function tellFailure(state: LinkState, retry: () => Promise<void>): Promise<void> {
  if (state.kind !== "down") return;
  const { message, hint } = toWireError(state.error);
  const { response } = await dialog.showMessageBox({
    type: "error",
    message: "The Clauderon core does not run.",
    detail: hint ? `${message}\n${hint}` : message,
    buttons: ["Try again", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) await retry();
  else app.quit();
}

/** Another home is another core, with a window of its own: a demonstration beside the real one, a test. */
function keepHomesApart(env: NodeJS.ProcessEnv): void {
  if (!env.CLAUDERON_HOME) return;
  const home = clauderonHome(env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  app.setPath("userData", join(home, "desktop"));
}
