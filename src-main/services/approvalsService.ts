import type { approvalsContract, Inbox } from "../../src-shared/contract/approvals.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { ApprovalDesk } from "../core/approvals/approvalDesk.ts";
import type { Place } from "../core/approvals/proposeRule.ts";
import { ruleToml } from "../core/config/rulesToml.ts";

/** A burst of questions is one change of the inbox. */
const gatherMs = 50;
/** Refusals come with the audit, which is looked at this often while somebody watches. */
const refusedEveryMs = 2_000;
const decidedShown = 100;

export interface ApprovalsServiceOptions {
  readonly desk: ApprovalDesk;
  /** Requests of the last seven days to a place. */
  readonly countAt: (place: Place) => number;
}

export function createApprovalsService({
  desk,
  countAt,
}: ApprovalsServiceOptions): ServiceHandlers<typeof approvalsContract> {
  const inbox = (): Inbox => ({
    waiting: desk.waiting(),
    refused: desk.refused(),
    decided: desk.decided(decidedShown),
  });
  return {
    list: () => inbox(),
    watch: (_input, { signal }) => watchInbox(desk, inbox, signal),
    answer: ({ id, answer }, { caller }) => desk.answer(id, answer, nameOf(caller)),
    preview: ({ id }) => {
      const { place, rule } = desk.preview(id);
      return { toml: ruleToml({ ...rule, source: "from an approval" }), matches: countAt(place) };
    },
    grants: () => desk.grants(),
    revoke: ({ grant }) => desk.revoke(grant),
  };
}

/** Who answers, as the record names it: by the carrier, which is all that is known. */
function nameOf(caller: string): string {
  const carrier = caller.split(" ")[0];
  return carrier === "socket" ? "command line" : carrier === "browser" ? "browser" : "app";
}

async function* watchInbox(desk: ApprovalDesk, look: () => Inbox, signal: AbortSignal): AsyncGenerator<Inbox> {
  let wake = (): void => {};
  let changed = true;
  const note = (): void => {
    changed = true;
    wake();
  };
  const stop = desk.onChange(note);
  const timer = setInterval(note, refusedEveryMs);
  signal.addEventListener("abort", note);
  let before = "";
  try {
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      changed = false;
      const inbox = look();
      const text = JSON.stringify(inbox);
      if (text !== before) yield inbox;
      before = text;
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
    }
  } finally {
    stop();
    clearInterval(timer);
    signal.removeEventListener("abort", note);
  }
}
