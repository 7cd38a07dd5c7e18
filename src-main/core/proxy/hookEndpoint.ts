import type { IncomingMessage, ServerResponse } from "node:http";
import { ByteCollector } from "./byteCollector.ts";
import type { ProxyState } from "./proxyState.ts";
import { refusal, sendRefusal, tooMany } from "./refusals.ts";
import type { SessionState } from "./sessionState.ts";

/** A name that only this proxy answers, before DNS, guard and policy: where the agents' status hooks post. */
export const hookHost = "clauderon.internal";
const maxBytes = 64 * 1024;

/** Answers one status hook. Not audited: it goes nowhere. What it says is the container's word, for display only. */
export function answerHook(
  state: ProxyState,
  session: SessionState,
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const event = /^\/hook\/([A-Za-z]{1,64})$/.exec(target)?.[1];
  if (event === undefined || incoming.method !== "POST") {
    sendRefusal(response, refusal(404, "hook", "There is no such hook.", "Post to /hook/<event>."), true);
    return;
  }
  if (!session.hooks.take(performance.now())) {
    sendRefusal(response, tooMany("hooks"), true);
    return;
  }
  const body = new ByteCollector();
  incoming.on("data", (chunk: Buffer) => {
    if (body.length + chunk.length <= maxBytes) body.add(chunk);
    else if (!response.headersSent) {
      sendRefusal(response, refusal(413, "hook", "A hook's body may have 64 KiB."), true);
    }
  });
  incoming.on("end", () => {
    if (response.headersSent) return;
    state.emit({ type: "hook", sessionId: session.id, event, body: body.bytes.toString("utf8") });
    response.sendDate = false;
    // No content: what a hook's command prints would be taken for its verdict.
    response.writeHead(204).end();
  });
  incoming.on("error", () => {});
}
