import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { defaultReply, type MessagesBody, outputTokens, type Reply, stubUsage } from "./anthropicReplies.ts";
import {
  eventStream,
  type SeenRequest,
  type StreamEvent,
  type StubOptions,
  type StubServer,
  sendJson,
  startStubServer,
} from "./stubServer.ts";

/** Side calls the real client makes without a credential. */
const anonymousPaths = ["/api/directory/server-urls", "/api/event_logging/", "/api/hello"];

/** What api.anthropic.com answers as far as Claude Code cares, with a scripted model behind it. */
export function startAnthropicStub(
  options: StubOptions & {
    /** Decides each turn; the default understands the prompts that `defaultReply` names. */
    readonly reply?: (body: MessagesBody, request: SeenRequest) => Reply;
  },
): Promise<StubServer> {
  const reply = options.reply ?? defaultReply;
  let answers = 0;
  return startStubServer({
    ...options,
    anonymous: (path) => anonymousPaths.some((prefix) => path.startsWith(prefix)),
    handler: async (request, response) => {
      const path = request.path.split("?")[0];
      switch (`${request.method} ${path}`) {
        case "POST /v1/messages": {
          const body = JSON.parse(request.body) as MessagesBody;
          answers += 1;
          response.setHeader("request-id", `req_stub_${answers}`);
          return sendReply(response, body, reply(body, request), answers);
        }
        case "POST /v1/messages/count_tokens":
          return sendJson(response, 200, { input_tokens: stubUsage.input_tokens });
        case "GET /api/claude_code/policy_limits":
          return sendJson(response, 200, { restrictions: {} });
        case "GET /api/claude_cli/bootstrap":
          return sendJson(response, 200, {});
        // A key that would outlive the session. It is answered, so that a test can tell that the call never came.
        case "POST /api/oauth/claude_cli/create_api_key":
          return sendJson(response, 200, { raw_key: "stub-minted-key" });
        default:
          return sendJson(response, 404, { type: "error", error: { type: "not_found_error", message: "Not found" } });
      }
    },
  });
}

async function sendReply(response: ServerResponse, body: MessagesBody, reply: Reply, number: number): Promise<void> {
  if (reply.kind === "hang") return;
  if (reply.kind === "error") {
    const { status, type, message } = reply;
    return sendJson(response, status, { type: "error", error: { type, message } });
  }
  const id = `msg_stub_${number}`;
  if (body.stream !== true) return sendJson(response, 200, wholeMessage(id, body.model, reply));

  const send = eventStream(response);
  send({ type: "message_start", message: { ...envelope(id, body.model), usage: { ...stubUsage, output_tokens: 1 } } });
  if (reply.kind === "tool") sendToolUse(send, reply, number);
  else {
    const words = reply.kind === "text" ? reply.words : Array.from({ length: reply.afterWords }, () => "word ");
    startBlock(send, { type: "text", text: "" });
    for (const text of words) {
      if (response.destroyed) return;
      delta(send, { type: "text_delta", text });
      if (reply.kind === "text" && reply.gapMs > 0) await delay(reply.gapMs);
    }
    if (reply.kind === "reset") return void response.socket?.destroy();
    stopBlock(send);
  }
  const stopReason = reply.kind === "tool" ? "tool_use" : "end_turn";
  send({
    type: "message_delta",
    delta: { stop_reason: stopReason, stop_sequence: null },
    usage: { output_tokens: outputTokens(reply) },
  });
  send({ type: "message_stop" });
  response.end();
}

type Send = (event: StreamEvent) => void;

function sendToolUse(send: Send, reply: Extract<Reply, { kind: "tool" }>, number: number): void {
  startBlock(send, { type: "tool_use", id: `toolu_stub_${number}`, name: reply.name, input: {} });
  delta(send, { type: "input_json_delta", partial_json: JSON.stringify(reply.input) });
  stopBlock(send);
}

// Every answer of the stub has one content block.
function startBlock(send: Send, block: object): void {
  send({ type: "content_block_start", index: 0, content_block: block });
}

function delta(send: Send, change: object): void {
  send({ type: "content_block_delta", index: 0, delta: change });
}

function stopBlock(send: Send): void {
  send({ type: "content_block_stop", index: 0 });
}

function envelope(id: string, model: string): object {
  return { id, type: "message", role: "assistant", model, content: [], stop_reason: null, stop_sequence: null };
}

function wholeMessage(id: string, model: string, reply: Exclude<Reply, { kind: "hang" | "error" }>): object {
  const content =
    reply.kind === "tool"
      ? { type: "tool_use", id: `toolu_${id}`, name: reply.name, input: reply.input }
      : { type: "text", text: reply.kind === "text" ? reply.words.join("") : "" };
  return {
    ...envelope(id, model),
    content: [content],
    stop_reason: reply.kind === "tool" ? "tool_use" : "end_turn",
    usage: { ...stubUsage, output_tokens: reply.kind === "reset" ? 0 : outputTokens(reply) },
  };
}
