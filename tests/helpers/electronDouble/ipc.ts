import { EventEmitter } from "node:events";
import type { IpcMain } from "electron";

/** What pages sent arrives here. */
export const ipcMain = new EventEmitter() as EventEmitter & Pick<IpcMain, "on" | "removeAllListeners">;

const tag = "__bytes";

/** Electron clones what it carries; here it travels as JSON, with bytes marked. */
export function encodeForPage(value: unknown): string {
  // The holder's own part: a Buffer comes here already turned into numbers.
  return JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
    const held = this[key];
    return held instanceof Uint8Array ? { [tag]: Buffer.from(held).toString("base64") } : part;
  });
}

export function decodeFromPage(text: string): unknown {
  return JSON.parse(text, (_key, part: unknown) => {
    const bytes = typeof part === "object" && part !== null ? (part as { __bytes?: string })[tag] : undefined;
    return bytes === undefined ? part : new Uint8Array(Buffer.from(bytes, "base64"));
  });
}
