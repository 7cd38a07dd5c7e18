import type { Usage } from "../../../src-shared/model/auditRecord.ts";

export interface UsageFacts {
  readonly usage: Usage;
  /** The part of the cache creation that lives an hour: it is priced apart. */
  readonly oneHourTokens: number;
}

/**
 * Reads the usage that one answer, or one event of it, carries, in the ways of Anthropic, OpenAI and Gemini. Later
 * events add to what earlier ones said; null when there is none.
 */
export function readUsage(value: unknown, earlier: UsageFacts | null): UsageFacts | null {
  const root = record(value);
  const inner = record(root?.message) ?? record(root?.response) ?? root;
  const gemini = record(inner?.usageMetadata);
  const model = text(inner?.model) ?? text(inner?.modelVersion) ?? earlier?.usage.model ?? null;
  if (gemini) return fromGemini(gemini, model);
  const usage = record(inner?.usage);
  if (!usage) return null;
  return isOpenAi(usage) ? fromOpenAi(usage, model) : fromAnthropic(usage, model, earlier);
}

type Fields = Readonly<Record<string, unknown>>;

function isOpenAi(usage: Fields): boolean {
  return "total_tokens" in usage || "input_tokens_details" in usage || "prompt_tokens" in usage;
}

function fromAnthropic(usage: Fields, model: string | null, earlier: UsageFacts | null): UsageFacts {
  const before = earlier?.usage;
  const created = record(usage.cache_creation);
  return {
    usage: {
      model,
      input_tokens: count(usage.input_tokens) ?? before?.input_tokens ?? 0,
      output_tokens: count(usage.output_tokens) ?? before?.output_tokens ?? 0,
      cache_creation_input_tokens: count(usage.cache_creation_input_tokens) ?? before?.cache_creation_input_tokens ?? 0,
      cache_read_input_tokens: count(usage.cache_read_input_tokens) ?? before?.cache_read_input_tokens ?? 0,
    },
    oneHourTokens: count(created?.ephemeral_1h_input_tokens) ?? earlier?.oneHourTokens ?? 0,
  };
}

/** OpenAI counts cached tokens within the input; records count them apart. */
function fromOpenAi(usage: Fields, model: string | null): UsageFacts {
  const details = record(usage.input_tokens_details) ?? record(usage.prompt_tokens_details);
  const cached = count(details?.cached_tokens) ?? 0;
  const input = count(usage.input_tokens) ?? count(usage.prompt_tokens) ?? 0;
  const output = count(usage.output_tokens) ?? count(usage.completion_tokens) ?? 0;
  return plain(model, Math.max(0, input - cached), output, cached);
}

function fromGemini(usage: Fields, model: string | null): UsageFacts {
  const cached = count(usage.cachedContentTokenCount) ?? 0;
  const thought = count(usage.thoughtsTokenCount) ?? 0;
  const input = Math.max(0, (count(usage.promptTokenCount) ?? 0) - cached);
  return plain(model, input, (count(usage.candidatesTokenCount) ?? 0) + thought, cached);
}

function plain(model: string | null, input: number, output: number, cached: number): UsageFacts {
  const usage = {
    model,
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
  };
  return { usage, oneHourTokens: 0 };
}

function record(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** An upstream may be anybody: what is no whole number of tokens is none. */
function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.length <= 200 ? value : null;
}
