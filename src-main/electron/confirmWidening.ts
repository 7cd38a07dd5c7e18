import { dialog } from "electron";
import type { PageCall } from "./guardedChannel.ts";
import { type WideningFacts, wideningQuestion } from "./widening.ts";

/** Asks in a dialog of the system, which no page can answer; null when the call needs no question. */
export function confirmWidening(call: PageCall, facts: WideningFacts): Promise<boolean> | null {
  const question = wideningQuestion(call, facts);
  if (question === null) return null;
  const { message, detail, yes } = question;
  return dialog
    .showMessageBox({ type: "warning", message, detail, buttons: ["Cancel", yes], defaultId: 0, cancelId: 0 })
    .then(({ response }) => response === 1);
}
