import type { DesktopRequest } from "./messages.ts";

/*
 * What the window's preload script carries: the rpc's messages as bytes, what the person chose in a menu, and what the
 * page shows of the world outside the window. A frame of the rpc is never shorter than its header, so that the shortest
 * messages are free to mean something else:
 *
 *   0 bytes   page > window's main   begin: whatever an earlier page had open ends
 *             main > page            begun: all that follows belongs to this page
 *   1 byte    page > main            256 KiB more were taken in
 *             main > page            ended; before "begun": refused
 */

export const bytesChannel = "clauderon:bytes";
export const commandChannel = "clauderon:command";
export const requestChannel = "clauderon:request";

export const begin: Uint8Array = new Uint8Array(0);
export const single: Uint8Array = new Uint8Array(1);

export const isBegin = (message: Uint8Array): boolean => message.length === 0;
export const isSingle = (message: Uint8Array): boolean => message.length === 1;

/** Bytes that a page takes in between two words that it did. */
export const takenBytes = 256 * 1024;

/** `window.clauderon` in the window; absent in a browser tab. */
export interface DesktopBridge {
  send(message: Uint8Array): void;
  onBytes(listener: (message: Uint8Array) => void): void;
  onCommand(listener: (command: unknown) => void): void;
  /** A wish of the page's about the app outside of it. Checked on arrival: a page can only say what is listed here. */
  request(request: DesktopRequest): void;
}
