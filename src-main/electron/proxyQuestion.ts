import type { ProxyStatus } from "../../src-shared/contract/proxy.ts";

/** What is asked before the proxy is turned off from outside the window; turning it on needs no question. */
export function proxyOffQuestion({ sessions, inFlight }: ProxyStatus): { message: string; detail: string } {
  const running = sessions === 1 ? "1 running session gets" : `${sessions} running sessions get`;
  const open = inFlight === 1 ? "1 open request is" : `${inFlight} open requests are`;
  return {
    message: "Turn the proxy off?",
    detail: `${running} a 503 for every request at once, ${open} cut. Nothing is lost in their workspaces.`,
  };
}
