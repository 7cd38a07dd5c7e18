import { app, dialog } from "electron";
import { toWireError } from "../../src-shared/rpc/errors.ts";
import type { CoreLink } from "./coreLink.ts";
import { startSuccessor } from "./handOver.ts";
import type { MainWindow } from "./mainWindow.ts";
import { type QuitAnswer, quitQuestion } from "./quitPlan.ts";

export interface QuitOptions {
  readonly link: CoreLink;
  readonly window: MainWindow;
  readonly environment: NodeJS.ProcessEnv;
}

/** The way out of the app: never silently while it hosts the core for running sessions. */
export class Quit {
  readonly #options: QuitOptions;
  #asking = false;
  #decided = false;

  constructor(options: QuitOptions) {
    this.#options = options;
    app.on("before-quit", (event) => {
      if (this.#decided) return;
      event.preventDefault();
      void this.#ask();
    });
    // Whoever sends a signal has decided.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void this.now());
  }

  /** Ends the app without a question, orderly. */
  async now(): Promise<void> {
    if (this.#decided) return;
    this.#decided = true;
    await this.#options.link.close();
    app.quit();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.#act(await this.#answer());
    } finally {
      this.#asking = false;
    }
  }

  async #answer(): Promise<QuitAnswer | "quit"> {
    const { link } = this.#options;
    const sessions = link.state.kind === "hosting" ? ((await link.client?.sessions.list({})) ?? []) : [];
    const question = quitQuestion(link.state.kind, sessions);
    if (question === null) return "quit";
    const { message, detail, answers } = question;
    const { response } = await dialog.showMessageBox({
      type: "warning",
      message,
      detail,
      buttons: answers.map(({ label }) => label),
      defaultId: 0,
      cancelId: answers.length - 1,
    });
    return answers[response]?.answer ?? "cancel";
  }

  async #act(answer: QuitAnswer | "quit"): Promise<void> {
    if (answer === "background") this.#options.window.close();
    else if (answer === "hand over") await this.#handOver();
    else if (answer === "stop") {
      if (await this.#stopSessions()) await this.now();
    } else if (answer === "quit") await this.now();
  }

  async #handOver(): Promise<void> {
    const { link, environment } = this.#options;
    const port = link.hostedPort;
    if (port === null) return;
    await link.close();
    try {
      await startSuccessor({
        // An AppImage's files go away with its process; the image itself stays.
        command: environment.APPIMAGE ?? process.execPath,
        args: app.isPackaged ? [] : [app.getAppPath()],
        environment,
        port,
      });
      this.#decided = true;
      app.quit();
    } catch (error) {
      // The sessions have no network now: the core comes back here before anything is said.
      await link.open();
      await this.#tell("The core was not handed over.", error);
    }
  }

  /** False when some session could not be stopped: the app stays, for its network would be gone. */
  async #stopSessions(): Promise<boolean> {
    const client = this.#options.link.client;
    if (!client) return false;
    try {
      const sessions = await client.sessions.list({});
      const running = sessions.filter(({ state, mode }) => state === "running" && mode !== "manual");
      await Promise.all(running.map(({ id }) => client.sessions.stop({ session: id })));
      return true;
    } catch (error) {
      await this.#tell("Not all sessions were stopped.", error);
      return false;
    }
  }

  async #tell(message: string, error: unknown): Promise<void> {
    const { message: reason, hint } = toWireError(error);
    await dialog.showMessageBox({
      type: "error",
      message,
      detail: hint ? `${reason}\n${hint}` : reason,
      buttons: ["OK"],
    });
  }
}
