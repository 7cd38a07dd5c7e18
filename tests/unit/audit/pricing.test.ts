import { describe, expect, it } from "vitest";
import { costUsd } from "../../../src-main/core/audit/pricing.ts";
import type { Usage } from "../../../src-shared/model/auditRecord.ts";

const usage = (overrides: Partial<Usage>): Usage => ({
  model: "claude-sonnet-4-5",
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  ...overrides,
});

describe("the cost of an answer", () => {
  it("is what Claude Code reports for the same usage", () => {
    const twoTurns = usage({
      model: "claude-sonnet-5-5",
      input_tokens: 5349,
      output_tokens: 29,
      cache_creation_input_tokens: 22,
      cache_read_input_tokens: 14,
    });
    expect(costUsd(twoTurns)).toBe(0.0110444);
  });

  it("counts input, output and both uses of the cache", () => {
    expect(costUsd(usage({ input_tokens: 1_000_000 }))).toBe(3);
    expect(costUsd(usage({ output_tokens: 1_000_000 }))).toBe(15);
    expect(costUsd(usage({ cache_read_input_tokens: 1_000_000 }))).toBe(0.3);
    expect(costUsd(usage({ cache_creation_input_tokens: 1_000_000 }))).toBe(3.75);
    expect(costUsd(usage({ cache_creation_input_tokens: 1_000_000 }), 1_000_000)).toBe(6);
  });

  it("rises for a long prompt where the provider says so", () => {
    expect(costUsd(usage({ model: "claude-haiku-5-5", input_tokens: 100_000 }))).toBe(0.01);
    expect(costUsd(usage({ model: "claude-haiku-5-5", input_tokens: 100_001 }))).toBe(0.0500005);
  });

  it.each([
    "claude-sonnet-4-5-20250929",
    "claude-sonnet-4-5@20250929",
    "claude-sonnet-4-5-latest",
    "claude-sonnet-4-5-20250929[1m]",
  ])("knows %s by its family", (model) => {
    expect(costUsd(usage({ model, input_tokens: 1_000_000 }))).toBe(3);
  });

  it.each([null, "", "claude-sonnet-9", "gpt-5-turbo", "constructor", "__proto__"])(
    "is unknown for %s, not guessed",
    (model) => {
      expect(costUsd(usage({ model, input_tokens: 10 }))).toBeNull();
    },
  );
});
