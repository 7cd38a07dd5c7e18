import { proxyHostName } from "./containerPaths.ts";

/** The proxy's URL with the session's credentials. */
export function proxyUrl(sessionId: string, secret: string, port: number, host: string = proxyHostName): string {
  return `http://${sessionId}:${secret}@${host}:${port}`;
}

/** The secret is replaced, for everything that is shown. */
export function maskSecret(text: string, secret: string): string {
  return text.replaceAll(secret, "****");
}
