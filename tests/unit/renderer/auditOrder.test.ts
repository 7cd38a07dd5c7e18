import { describe, expect, it } from "vitest";
import { ariaSort, orderAfter, orderWords } from "../../../src-renderer/features/audit/auditOrder.ts";
import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";

/** What three presses on a column make of the newest first. */
function presses(column: AuditSortColumn): string[] {
  let order: AuditOrder | null = null;
  return [1, 2, 3].map(() => {
    order = orderAfter(order, column);
    return orderWords(order);
  });
}

describe("a press on the head of a column of the audit", () => {
  it("sorts by it, a second turns that round, a third goes back to time", () => {
    expect(presses("took")).toEqual(["by took, longest first", "by took, shortest first", "newest first"]);
    expect(presses("session")).toEqual(["by session, A to Z", "by session, Z to A", "newest first"]);
    expect(presses("verdict")).toEqual(["by verdict, refused first", "by verdict, refused last", "newest first"]);
  });

  it("of time turns it round, and back", () => {
    expect(presses("time")).toEqual(["oldest first", "newest first", "oldest first"]);
  });

  it("of another column begins with that", () => {
    const order = orderAfter(orderAfter(null, "took"), "cost");
    expect(orderWords(order)).toBe("by cost, largest first");
    expect(ariaSort(order, "cost")).toBe("descending");
    expect(ariaSort(order, "took")).toBeUndefined();
    expect(ariaSort(null, "time")).toBe("descending");
  });
});
