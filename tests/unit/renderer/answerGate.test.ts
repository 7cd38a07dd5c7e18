import { expect, it } from "vitest";
import { AnswerGate, restMs } from "../../../src-renderer/features/approvals/answerGate.ts";

const seenSince = (at: number): AnswerGate => {
  const gate = new AnswerGate();
  gate.noteVisible(true, at);
  return gate;
};

it("An answer counts once the card has been in view for 600 ms and no key came before in as long", () => {
  const gate = seenSince(0);
  gate.noteKey(restMs - 1);
  expect(gate.keyCounts(restMs - 1)).toBe(false);
  gate.noteKey(2 * restMs - 2);
  expect(gate.keyCounts(2 * restMs - 2)).toBe(false);
  gate.noteKey(3 * restMs - 2);
  expect(gate.keyCounts(3 * restMs - 2)).toBe(true);
});

it("Somebody who types never answers, however long the card has been there", () => {
  const gate = seenSince(0);
  for (let at = 10_000; at < 20_000; at += restMs - 1) {
    gate.noteKey(at);
    if (at > 10_000) expect(gate.keyCounts(at)).toBe(false);
  }
});

it("A card that went out of view begins anew, one that stays does not", () => {
  const gate = seenSince(0);
  gate.noteVisible(true, 500);
  expect(gate.clickCounts(restMs)).toBe(true);
  gate.noteVisible(false, 700);
  expect(gate.clickCounts(5_000)).toBe(false);
  gate.noteVisible(true, 5_000);
  expect(gate.clickCounts(5_000 + restMs - 1)).toBe(false);
  expect(gate.clickCounts(5_000 + restMs)).toBe(true);
});
