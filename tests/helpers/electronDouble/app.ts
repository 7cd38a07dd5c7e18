import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { App } from "electron";

export const openWindows = new Set<{ close(): void; readonly isGone: Promise<void> }>();
export const calls: string[] = [];

let userData = "";
let quitting = false;

class AppDouble extends EventEmitter {
  readonly isPackaged = false;
  readonly name = "clauderon";

  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
  getPath(name: string): string {
    if (name !== "userData") throw new Error(`The double has no path ${name}.`);
    return userData;
  }
  getVersion(): string {
    return "0.0.0";
  }
  /** With it as first argument, `process.execPath` starts this app again, as with a real Electron. */
  getAppPath(): string {
    return fileURLToPath(new URL("./launch.ts", import.meta.url));
  }
  setPath(name: string, path: string): void {
    if (name !== "userData") throw new Error(`The double has no path ${name}.`);
    userData = path;
  }
  enableSandbox(): void {
    calls.push("enableSandbox");
  }
  setBadgeCount(count = 0): boolean {
    calls.push(`badge ${count}`);
    return true;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    calls.push(`protocol ${scheme}`);
    return true;
  }

  requestSingleInstanceLock(): boolean {
    mkdirSync(userData, { recursive: true });
    const lock = join(userData, "double.lock");
    const letter = join(userData, "double.letter");
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
    } catch {
      if (existsSync(`/proc/${readFileSync(lock, "utf8")}`)) {
        writeFileSync(letter, JSON.stringify(process.argv));
        return false;
      }
      writeFileSync(lock, String(process.pid));
    }
    process.once("exit", () => rmSync(lock, { force: true }));
    watch(userData, (_event, name) => {
      if (name !== "double.letter" || !existsSync(letter)) return;
      const text = readFileSync(letter, "utf8");
      if (text === "") return;
      rmSync(letter);
      this.emit("second-instance", {}, JSON.parse(text), process.cwd());
    }).unref();
    return true;
  }

  quit(): void {
    void this.#quit();
  }
  async #quit(): Promise<void> {
    if (quitting) return;
    let prevented = false;
    this.emit("before-quit", {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (prevented) return;
    quitting = true;
    const gone = [...openWindows].map((window) => {
      window.close();
      return window.isGone;
    });
    await Promise.all(gone);
    this.emit("will-quit", {});
    this.emit("quit", {}, 0);
    process.exit(0);
  }
  exit(code = 0): void {
    process.exit(code);
  }
}

type Used =
  | "whenReady"
  | "getPath"
  | "setPath"
  | "getVersion"
  | "getAppPath"
  | "enableSandbox"
  | "requestSingleInstanceLock"
  | "quit"
  | "exit"
  | "isPackaged"
  | "setBadgeCount"
  | "setAsDefaultProtocolClient";

export const app = new AppDouble() satisfies Pick<App, Used> & EventEmitter;
