import type { IncomingMessage, ServerResponse } from "node:http";

/** Passes on an answer before the answer (1xx), which Node has no call for. `fields` are names and values in turn. */
export function sendInterim(
  incoming: IncomingMessage,
  response: ServerResponse,
  status: string,
  fields: readonly string[],
): void {
  // Only while this answer is the next on the connection: a pipelined one before it may still be on its way.
  if (response.socket === null || incoming.httpVersionMinor < 1) return;
  let head = `HTTP/1.1 ${status}\r\n`;
  for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
  response.socket.write(`${head}\r\n`, "latin1");
}
