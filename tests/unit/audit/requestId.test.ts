import { describe, expect, it } from "vitest";
import { newRequestId } from "../../../src-main/core/audit/requestId.ts";

describe("a request id", () => {
  it("has 26 characters, is unique, and sorts as ids were made", () => {
    const ids = Array.from({ length: 50_000 }, () => newRequestId());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it("keeps the order when the clock steps back", () => {
    const now = Date.now() + 60_000;
    const before = newRequestId(now);
    expect(newRequestId(now - 5_000) > before).toBe(true);
  });
});
