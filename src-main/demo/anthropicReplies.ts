/** What the stand-in model says next; pure, so that a scripted turn is a table entry. */
export type Reply =
  | { readonly kind: "text"; readonly words: readonly string[]; readonly gapMs: number }
  | { readonly kind: "tool"; readonly name: string; readonly input: unknown }
  | { readonly kind: "error"; readonly status: number; readonly type: string; readonly message: string }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Cuts the connection after `afterWords` words. */
  | { readonly kind: "reset"; readonly afterWords: number };

/** The part of a `/v1/messages` body that decides the reply. */
export interface MessagesBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages: readonly { readonly role: string; readonly content: string | readonly ContentBlock[] }[];
}

interface ContentBlock {
  readonly type: string;
  readonly text?: string;
  readonly content?: string | readonly { readonly text?: string }[];
}

/**
 * Understands: "run `COMMAND`" (a Bash call, whose output the next turn repeats), "stream N words" (20 ms apart),
 * "hang", "answer with status N". Everything else is echoed.
 */
export function defaultReply(body: MessagesBody): Reply {
  const result = toolResult(body);
  if (result !== null) return say(`The command printed: ${result}`);
  const prompt = lastPrompt(body);
  const command = /\brun `([^`]+)`/i.exec(prompt)?.[1];
  if (command !== undefined && body.tools?.some((tool) => tool.name === "Bash"))
    return { kind: "tool", name: "Bash", input: { command, description: "Runs the command" } };
  const count = /\bstream (\d+) words\b/i.exec(prompt)?.[1];
  if (count !== undefined)
    return { kind: "text", words: Array.from({ length: Number(count) }, (_, index) => `word${index + 1} `), gapMs: 20 };
  const status = /\banswer with status (\d{3})\b/i.exec(prompt)?.[1];
  if (status !== undefined)
    return { kind: "error", status: Number(status), type: "api_error", message: `Status ${status}, as asked` };
  if (/^\s*hang\s*$/i.test(prompt)) return { kind: "hang" };
  return say(`You said: ${prompt.slice(0, 4000)}`);
}

export function say(text: string): Reply {
  return { kind: "text", words: text.split(/(?<=\s)/), gapMs: 0 };
}

/** The last thing the user typed; the reminders that the client adds are not it. */
export function lastPrompt(body: MessagesBody): string {
  const message = body.messages.findLast(({ role }) => role === "user");
  if (message === undefined) return "";
  if (typeof message.content === "string") return message.content;
  const texts = message.content.flatMap((block) => (block.type === "text" && block.text ? [block.text] : []));
  return (texts.findLast((text) => !text.startsWith("<system-reminder>")) ?? "").trim();
}

function toolResult(body: MessagesBody): string | null {
  const content = body.messages.at(-1)?.content;
  if (content === undefined || typeof content === "string") return null;
  const block = content.findLast(({ type }) => type === "tool_result");
  if (block?.content === undefined) return null;
  return typeof block.content === "string" ? block.content : block.content.map(({ text }) => text ?? "").join("");
}

/** Token counts that every answer reports; small primes, so that sums in a meter are recognisable. */
export const stubUsage = { input_tokens: 23, cache_creation_input_tokens: 11, cache_read_input_tokens: 7 } as const;

/** Output tokens an answer reports: one a word, 5 for a tool call. */
export function outputTokens(reply: Extract<Reply, { kind: "text" | "tool" }>): number {
  return reply.kind === "text" ? reply.words.length : 5;
}
