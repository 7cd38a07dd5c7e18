import { isAppAddress } from "./senderCheck.ts";

/**
 * Camera, microphone, location, notifications of its own, reading the clipboard: the page gets none of it. Its copy
 * buttons write to the clipboard, which the browser lets them do only after a click.
 */
export function isPermitted(permission: string, from: string): boolean {
  return permission === "clipboard-sanitized-write" && isAppAddress(from);
}
