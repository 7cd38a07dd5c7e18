import { beforeEach, describe, expect, it } from "vitest";
import { ApprovalDesk, type ApprovalDeskOptions } from "../../../src-main/core/approvals/approvalDesk.ts";
import { DecidedStore } from "../../../src-main/core/approvals/decidedStore.ts";
import { GrantStore } from "../../../src-main/core/approvals/grantStore.ts";
import { openDatabase } from "../../../src-main/core/storage/database.ts";
import { migrations } from "../../../src-main/core/storage/migrations/index.ts";
import type { Approval } from "../../../src-shared/model/approval.ts";
import { makeApproval } from "../../helpers/approval.ts";

let told: { id: string; allow: boolean }[];
let answered: boolean;
let policies: number;
let grants: GrantStore;
let desk: ApprovalDesk;

beforeEach(() => {
  told = [];
  answered = true;
  policies = 0;
  const database = openDatabase(":memory:", migrations);
  grants = new GrantStore(database);
  const options: ApprovalDeskOptions = {
    grants,
    decided: new DecidedStore(database),
    tellProxy: async (id, { allow }) => {
      told.push({ id, allow });
      return answered;
    },
    grantsChanged: () => void policies++,
    refused: () => [],
    refusedPlace: () => null,
  };
  desk = new ApprovalDesk(options);
});

const add = (change: Partial<Approval> = {}): Approval => {
  const approval = makeApproval(change);
  desk.noteAdded(approval);
  return approval;
};

describe("An answer", () => {
  it("makes a grant only once the proxy has taken it", async () => {
    const { id } = add();
    answered = false;
    await expect(desk.answer(id, "always", "app")).rejects.toMatchObject({ code: "conflict" });
    expect(grants.list()).toEqual([]);
    answered = true;
    const { decided, grant } = await desk.answer(id, "always", "app");
    expect(decided).toMatchObject({ id, outcome: "always", decidedBy: "app" });
    expect(grant).toMatchObject({ sessionId: null, createdBy: "app", rule: { source: `grant ${grant?.id}` } });
    expect(policies).toBe(1);
    expect(desk.waiting()).toEqual([]);
  });

  it("that would need a rule for a path that none can name tells nobody anything", async () => {
    const { id } = add({ rulePath: null });
    await expect(desk.answer(id, "session", "app")).rejects.toMatchObject({ code: "wrong_state" });
    expect(told).toEqual([]);
    await desk.answer(id, "once", "app");
    expect(told).toEqual([{ id, allow: true }]);
  });

  it("by a beginning of an id that means two is refused", async () => {
    add({ id: "abcdefgh" });
    add({ id: "abcdxxxx" });
    await expect(desk.answer("abcd", "deny", "app")).rejects.toMatchObject({ code: "usage" });
    expect(told).toEqual([]);
    await desk.answer("abcde", "deny", "app");
    expect(told).toEqual([{ id: "abcdefgh", allow: false }]);
  });
});

it("News of the proxy that comes late does not bring back what has ended", async () => {
  const approval = add();
  await desk.answer(approval.id, "deny", "app");
  desk.noteAdded({ ...approval, held: false });
  desk.noteEnded(approval.id, "timeout");
  expect(desk.waiting()).toEqual([]);
  expect(desk.decided(10).map(({ outcome }) => outcome)).toEqual(["deny"]);
});

it("A proxy that starts again has forgotten every question", () => {
  add({ id: "aaaaaaaa" });
  add({ id: "bbbbbbbb" });
  desk.noteRestart();
  expect(desk.waiting()).toEqual([]);
  expect(desk.decided(10).map(({ id, outcome }) => [id, outcome])).toEqual([
    ["bbbbbbbb", "withdrawn"],
    ["aaaaaaaa", "withdrawn"],
  ]);
});

it("Grants of a session end with it, others stay, and no number is used twice", async () => {
  await desk.answer(add({ id: "aaaaaaaa" }).id, "session", "app");
  await desk.answer(add({ id: "bbbbbbbb" }).id, "always", "app");
  desk.noteSessions(() => true);
  expect(desk.grants()).toHaveLength(2);
  desk.noteSessions(() => false);
  expect(desk.grants().map(({ id, sessionId }) => [id, sessionId])).toEqual([[2, null]]);
  desk.revoke(2);
  expect(() => desk.revoke(2)).toThrow("There is no grant 2.");
  const { grant } = await desk.answer(add({ id: "cccccccc" }).id, "always", "app");
  expect(grant?.id).toBe(3);
});
