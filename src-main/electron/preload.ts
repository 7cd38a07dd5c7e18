import { contextBridge, ipcRenderer } from "electron";
import { bytesChannel, commandChannel, type DesktopBridge, requestChannel } from "../../src-shared/desktop/bridge.ts";

/** One listener a channel: a page that listens again takes over. */
function listen<T>(channel: string, listener: (value: T) => void): void {
  ipcRenderer.removeAllListeners(channel);
  ipcRenderer.on(channel, (_event, value: T) => listener(value));
}

const bridge: DesktopBridge = {
  send: (message) => ipcRenderer.send(bytesChannel, message),
  onBytes: (listener) => listen(bytesChannel, listener),
  onCommand: (listener) => listen(commandChannel, listener),
  request: (request) => ipcRenderer.send(requestChannel, request),
};
contextBridge.exposeInMainWorld("clauderon", bridge);
