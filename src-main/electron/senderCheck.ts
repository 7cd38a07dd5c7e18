/** What is known of the frame that sent a message. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

export const appScheme = "app";
export const appOrigin = "app://clauderon";

/** Whether an address is the app's own. Parsed, not compared as text: `app://clauderon.example` is somebody else. */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${appScheme}:` && host === "clauderon" && username === "" && password === "";
}

/** Only the top frame of our own page may speak: a frame that was put into it is somebody else, and a dead one nobody. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isAppAddress(frame.url);
}

/** The screen that an address of the app shows: `/session/fix-login`. Null for other addresses. */
export function appPath(address: string): string | null {
  return isAppAddress(address) ? new URL(address).pathname : null;
}
