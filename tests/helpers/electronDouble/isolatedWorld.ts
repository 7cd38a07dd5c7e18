import { readFileSync } from "node:fs";
import type { CDPSession } from "playwright-core";
import { decodeFromPage, encodeForPage } from "./ipc.ts";

/*
 * A preload script in a world of its own: the page's scripts share its document and none of its objects. The two sides
 * reach each other through events of the document, whose details Chromium itself clones, as Electron's bridge does.
 */

/** The same on both sides: functions become numbers, and a call is an event whose answer comes before it returns. */
const marshaller = (mine: string, theirs: string): string => `
  const functions = [];
  const proxies = new Map();
  const encode = (value) => {
    if (typeof value === "function") return { double$function: functions.push(value) - 1 };
    if (Array.isArray(value)) return value.map(encode);
    if (value && Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, encode(part)]));
    return structuredClone(value);
  };
  const decode = (value) => {
    if (Array.isArray(value)) return value.map(decode);
    if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if ("double$function" in value) {
      const id = value.double$function;
      if (!proxies.has(id)) proxies.set(id, (...args) => call(id, args));
      return proxies.get(id);
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decode(part)]));
  };
  let answer;
  const call = (id, args) => {
    document.dispatchEvent(new CustomEvent("double:${theirs}", { detail: { call: id, args: encode(args) } }));
    const { value, error } = answer;
    if (error !== undefined) throw new Error(error);
    return decode(value);
  };
  document.addEventListener("double:${mine}", ({ detail }) => {
    if ("answer" in detail) { answer = detail.answer; return; }
    if (!("call" in detail)) return;
    let result;
    try { result = { value: encode(functions[detail.call](...decode(detail.args))) }; }
    catch (error) { result = { error: String(error.message) }; }
    document.dispatchEvent(new CustomEvent("double:${theirs}", { detail: { answer: result } }));
  });`;

const pageSide = `(() => {
  if (window !== window.top) return;
  ${marshaller("page", "preload")}
  const freeze = (value) => {
    if (value && typeof value === "object") { Object.values(value).forEach(freeze); Object.freeze(value); }
    return value;
  };
  document.addEventListener("double:page", ({ detail }) => {
    if (!("expose" in detail)) return;
    Object.defineProperty(window, detail.expose, { value: freeze(decode(detail.api)), enumerable: true });
  });
})();`;

/** A sandboxed preload can require Electron and nothing else of Node. */
const preloadSide = (source: string): string => `(() => {
  const toMain = globalThis.doubleToMain;
  delete globalThis.doubleToMain;
  if (window !== window.top) return;
  ${marshaller("preload", "page")}
  const listeners = new Map();
  const ipcRenderer = {
    send: (channel, ...args) => toMain(JSON.stringify({ channel, args }, (key, part) =>
      part instanceof Uint8Array ? { __bytes: part.toBase64() } : part)),
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    removeAllListeners: (channel) => { listeners.delete(channel); return ipcRenderer; },
  };
  globalThis.doubleFromMain = (text) => {
    for (const { channel, args } of JSON.parse(text, (key, part) =>
      part && typeof part === "object" && "__bytes" in part ? Uint8Array.fromBase64(part.__bytes) : part))
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
  };
  const contextBridge = {
    exposeInMainWorld: (key, api) =>
      document.dispatchEvent(new CustomEvent("double:page", { detail: { expose: key, api: encode(api) } })),
  };
  const require = (name) => {
    if (name === "electron") return { contextBridge, ipcRenderer };
    throw new Error("module not found: " + name);
  };
  const module = { exports: {} };
  ((require, module, exports) => { ${source}
  })(require, module, module.exports);
})();`;

export interface IsolatedWorld {
  /** Sends to the preload script of the present page; lost when there is none, as in Electron. */
  send(channel: string, args: readonly unknown[]): void;
}

interface Sent {
  readonly channel: string;
  readonly args: unknown[];
}

/** Prepares a page that has not loaded anything yet. */
export async function makeIsolatedWorld(
  cdp: CDPSession,
  preload: string,
  onSent: (channel: string, args: unknown[]) => void,
): Promise<IsolatedWorld> {
  const { frameTree } = await cdp.send("Page.getFrameTree");
  const mainFrame = frameTree.frame.id;
  let contextId: number | null = null;
  let batch: Sent[] = [];
  cdp.on("Runtime.executionContextCreated", ({ context }) => {
    const { frameId } = context.auxData as { frameId?: string };
    if (context.name === "preload" && frameId === mainFrame) contextId = context.id;
  });
  cdp.on("Runtime.executionContextDestroyed", ({ executionContextId }) => {
    if (executionContextId === contextId) contextId = null;
  });
  cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
    if (name !== "doubleToMain" || executionContextId !== contextId) return;
    const { channel, args } = decodeFromPage(payload) as Sent;
    onSent(channel, args);
  });
  await cdp.send("Runtime.enable");
  await cdp.send("Page.enable");
  await cdp.send("Runtime.addBinding", { name: "doubleToMain", executionContextName: "preload" });
  await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: pageSide });
  await cdp.send("Page.addScriptToEvaluateOnNewDocument", {
    source: preloadSide(readFileSync(preload, "utf8")),
    worldName: "preload",
  });
  const flush = (): void => {
    const sent = batch;
    batch = [];
    if (contextId === null) return;
    const expression = `doubleFromMain(${JSON.stringify(encodeForPage(sent))})`;
    cdp.send("Runtime.evaluate", { contextId, expression }).catch(() => {});
  };
  return {
    send(channel, args) {
      if (batch.push({ channel, args: [...args] }) === 1) queueMicrotask(flush);
    },
  };
}
