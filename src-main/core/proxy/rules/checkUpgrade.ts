import { type Rule, refuse } from "./rule.ts";

/** WebSocket frames are not inspected, so a secret never rides on them; clients such as Codex fall back at once. */
export const checkUpgrade: Rule = ({ request, host }) => {
  if (!request.upgrade || !host.injected) return null;
  return refuse("websocket", `WebSockets to ${request.host} are not supported.`, "Use plain HTTPS requests instead.", {
    status: 426,
  });
};
