import type { Usage } from "../../../src-shared/model/auditRecord.ts";

/** US dollars for a million tokens, as Claude Code itself reckons; other providers' models have no price here yet. */
interface Price {
  /** Prompt tokens that no cache served. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Written to a cache that lives five minutes; equal to `input` where writing costs nothing extra. */
  readonly cacheWrite: number;
  /** Written to a cache that lives an hour. */
  readonly cacheWrite1h: number;
  /** What a longer prompt costs instead, from that many prompt tokens on. */
  readonly longPrompt?: { readonly aboveTokens: number; readonly price: Price };
}

/** Anthropic: writing to the cache costs 1.25 times the input, for an hour twice the input. */
const anthropic = (input: number, output: number, cacheRead: number = input / 10): Price => ({
  input,
  output,
  cacheRead,
  cacheWrite: input * 1.25,
  cacheWrite1h: input * 2,
});

const prices: Readonly<Record<string, Price>> = {
  "claude-3-5-haiku": anthropic(0.8, 4),
  "claude-haiku-4-5": anthropic(1, 5),
  "claude-haiku-5-5": { ...anthropic(0.1, 0.5), longPrompt: { aboveTokens: 100_000, price: anthropic(0.5, 2.5) } },
  "claude-3-5-sonnet": anthropic(3, 15),
  "claude-3-7-sonnet": anthropic(3, 15),
  "claude-sonnet-4": anthropic(3, 15),
  "claude-sonnet-4-5": anthropic(3, 15),
  "claude-sonnet-4-6": anthropic(3, 15),
  "claude-sonnet-5": anthropic(2, 10),
  "claude-sonnet-5-5": anthropic(2, 10, 0.1),
  "claude-opus-4": anthropic(15, 75),
  "claude-opus-4-1": anthropic(15, 75),
  "claude-opus-4-5": anthropic(5, 25),
  "claude-opus-4-6": anthropic(5, 25),
  "claude-opus-4-7": anthropic(5, 25),
  "claude-opus-4-8": anthropic(5, 25),
  "claude-opus-5": anthropic(5, 25),
  "claude-opus-5-5": anthropic(4, 20, 0.2),
  "claude-fable-5": anthropic(10, 50),
  "claude-fable-5-1": anthropic(10, 50, 0.25),
  "claude-fable-5-2": anthropic(8, 40, 0.2),
  "claude-mythos-5": anthropic(10, 50),
  "claude-mythos-5-1": anthropic(10, 50, 0.25),
  "claude-mythos-5-2": anthropic(8, 40, 0.2),
};

/** A dated or moving name of a model: `-20250929`, `@20250929`, `-2025-08-07`, `-latest`, and a context length `[1m]`. */
const versionSuffix = /(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2}|-latest)?(?:\[\w+\])?$/;

/**
 * List price of one answer in US dollars, to a billionth; null when the model is not in the table, never a guess.
 * `input_tokens` excludes cached ones. `oneHourTokens` is the part of the cache creation with an hour to live.
 */
export function costUsd(usage: Usage, oneHourTokens = 0): number | null {
  const name = usage.model?.replace(versionSuffix, "");
  if (name === undefined || !Object.hasOwn(prices, name)) return null;
  const price = priceFor(prices[name]!, usage);
  const millionths =
    usage.input_tokens * price.input +
    usage.output_tokens * price.output +
    usage.cache_read_input_tokens * price.cacheRead +
    (usage.cache_creation_input_tokens - oneHourTokens) * price.cacheWrite +
    oneHourTokens * price.cacheWrite1h;
  return Math.round(millionths * 1_000) / 1e9;
}

function priceFor(price: Price, usage: Usage): Price {
  const promptTokens = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
  return price.longPrompt && promptTokens > price.longPrompt.aboveTokens ? price.longPrompt.price : price;
}
