import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Page } from "playwright-core";
import type { Browser } from "./browser.ts";
import type { Control } from "./electronDouble/control.ts";
import { type DoubleSettings, settingsVariable } from "./electronDouble/settings.ts";

const launcher = new URL("./electronDouble/launch.ts", import.meta.url).pathname;
const appPages = "http://clauderon.app.localhost/";

export interface DesktopOptions {
  readonly browser: Browser;
  /** The core's home: with a daemon in it the app joins, else it hosts. */
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
}

type Asked<Name extends keyof Control> = Awaited<ReturnType<Control[Name]>>;

/** The built desktop app in a process of its own, on the double of Electron. */
export class DesktopApp {
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #browser: Browser;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #exit: Promise<number | null>;
  #output = "";
  #nextId = 0;

  constructor({ browser, home, env = {}, args = [] }: DesktopOptions) {
    this.#browser = browser;
    const settings: DoubleSettings = { endpoint: browser.endpoint() };
    const { PATH, HOME, LANG } = process.env;
    this.#process = fork(launcher, [...args], {
      env: {
        ...{ PATH, HOME, LANG, CLAUDERON_KEYCHAIN: "off", ...env },
        CLAUDERON_HOME: home,
        [settingsVariable]: JSON.stringify(settings),
      },
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    this.#process.on("message", (answer: { id: number; value?: unknown; error?: string }) => {
      const waiting = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer.value);
      else waiting?.reject(new Error(answer.error));
    });
    this.#exit = once(this.#process, "exit").then(([code]) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`The app ended: ${this.#output}`));
      this.#pending.clear();
      return code as number | null;
    });
  }

  get pid(): number {
    return this.#process.pid!;
  }
  /** What it printed. */
  get output(): string {
    return this.#output;
  }
  /** Exit code, once it has ended by itself. */
  get exit(): Promise<number | null> {
    return this.#exit;
  }

  /** Sees or does something on the outside of the app: menus, dialogs, windows. */
  ask<Name extends keyof Control>(name: Name, ...args: Parameters<Control[Name]>): Promise<Asked<Name>> {
    return new Promise((resolve, reject) => {
      const id = ++this.#nextId;
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#process.send({ id, name, args }, (error) => {
        if (error) reject(error);
      });
    });
  }

  /** The page in the app's window. */
  async page(): Promise<Page> {
    const { context } = this.#browser;
    const found = context.pages().find((page) => page.url().startsWith(appPages));
    const page = found ?? (await context.waitForEvent("page", { predicate: (made) => made.context() === context }));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    return page;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#exit;
    const left = this.#browser.context.pages().filter((page) => page.url().startsWith(appPages));
    await Promise.all(left.map((page) => page.close()));
  }
}
