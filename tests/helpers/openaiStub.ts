import {
  eventStream,
  type SeenRequest,
  type StubOptions,
  type StubServer,
  sendJson,
  startStubServer,
} from "../../src-main/demo/stubServer.ts";

interface ResponsesBody {
  readonly input: readonly {
    readonly type: string;
    readonly role?: string;
    readonly content?: readonly { readonly text?: string }[];
    readonly output?: string | readonly { readonly text?: string }[];
  }[];
}

/** The account of a ChatGPT subscription; Codex sends its id beside the token. */
export interface ChatgptAccount {
  readonly token: string;
  readonly accountId: string;
}

/**
 * What Codex needs of api.openai.com and chatgpt.com, on one port; the certificate must name both. Prompts: "run
 * `COMMAND`" makes a call of its `exec` tool, everything else is echoed.
 */
export function startOpenaiStub(options: StubOptions & { readonly chatgpt?: ChatgptAccount }): Promise<StubServer> {
  const { chatgpt } = options;
  const forChatgpt = (request: SeenRequest): boolean => request.host.startsWith("chatgpt.com");
  return startStubServer({
    ...options,
    anonymous: () => false,
    tokenFor: (request) => (forChatgpt(request) && chatgpt ? chatgpt.token : options.token),
    objections: (request) =>
      forChatgpt(request) && chatgpt && request.headers["chatgpt-account-id"] !== chatgpt.accountId
        ? ["another chatgpt-account-id"]
        : [],
    handler: (request, response) => {
      const path = request.path.split("?")[0];
      if (path === "/v1/responses" || path === "/backend-api/codex/responses") {
        const send = eventStream(response);
        for (const event of answer(JSON.parse(request.body) as ResponsesBody)) send(event);
        response.end();
      } else if (path === "/backend-api/wham/accounts/check" && chatgpt) {
        sendJson(response, 200, accountsCheck(chatgpt.accountId));
      } else {
        sendJson(response, 404, { error: { message: "Not found", type: "invalid_request_error" } });
      }
    },
  });
}

/** Token counts of every answer. */
export const openaiStubUsage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 7 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 120,
} as const;

function answer(body: ResponsesBody) {
  const item = nextItem(body);
  const response = { id: "resp_stub" };
  return [
    { type: "response.created", response },
    { type: "response.output_item.added", output_index: 0, item: { ...item, content: [] } },
    ...(item.type === "message"
      ? [
          {
            ...{ type: "response.output_text.delta", item_id: "msg_stub", output_index: 0, content_index: 0 },
            delta: item.content[0]!.text,
          },
        ]
      : []),
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { ...response, usage: openaiStubUsage } },
  ];
}

function nextItem(body: ResponsesBody) {
  const last = body.input.at(-1);
  if (last?.output !== undefined) return say(`The command printed: ${textOf(last.output)}`);
  const prompt = textOf(body.input.findLast(({ role }) => role === "user")?.content ?? "");
  const command = /\brun `([^`]+)`/i.exec(prompt)?.[1];
  if (command === undefined) return say(`You said: ${prompt.slice(0, 4000)}`);
  // The tool takes a program, not a command line.
  const input = `const result = await tools.exec_command(${JSON.stringify({ cmd: command })}); text(result.output);`;
  return { type: "custom_tool_call", id: "ctc_stub", call_id: "call_stub", name: "exec", input } as const;
}

function say(text: string) {
  return { type: "message", id: "msg_stub", role: "assistant", content: [{ type: "output_text", text }] } as const;
}

function textOf(content: string | readonly { readonly text?: string }[]): string {
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("");
}

// Without a good answer to this call Codex gives up ("workspace routing discovery failed").
function accountsCheck(accountId: string): object {
  const account = {
    id: accountId,
    structure: "personal",
    plan_type: "plus",
    workspace_backend_origin: "NO_CONSTRAINT",
    account_routing_override: "NO_CONSTRAINT",
  };
  return { accounts: [account], account_ordering: [accountId], default_account_id: accountId };
}
