import { z } from "zod";
import type { Activity } from "../../../src-shared/model/session.ts";

/** What the agent last said of itself, and what the proxy sees of it. */
export interface ActivityState {
  readonly told: Activity;
  readonly openModelRequests: number;
  /** A request of the session waits for the user's answer. Not told by the agent: the proxy knows. */
  readonly held: boolean;
  /** What the agent said last, when its turn ended or it began to wait, in its own words; null for nothing. */
  readonly words: string | null;
}

export const unknownActivity: ActivityState = { told: "unknown", openModelRequests: 0, held: false, words: null };

export type ActivityEvent =
  /** `body`: what the hook was given, as JSON; absent where nothing is read of it. */
  | { readonly type: "hook"; readonly event: string; readonly body?: string }
  | { readonly type: "modelRequests"; readonly open: number }
  | { readonly type: "held"; readonly held: boolean }
  | { readonly type: "ended" };

/** Hooks of Claude Code and what each says. Others change nothing. */
const told: Readonly<Record<string, Activity>> = {
  SessionStart: "idle",
  UserPromptSubmit: "working",
  PreToolUse: "working",
  PostToolUse: "working",
  PostToolUseFailure: "working",
  PreCompact: "working",
  Notification: "waiting",
  PermissionRequest: "waiting",
  Elicitation: "waiting",
  ElicitationResult: "working",
  Stop: "idle",
  StopFailure: "idle",
  SessionEnd: "idle",
};

/** Untrusted input: an unknown event, or one that is no own key of the table, changes nothing. */
export function reduceActivity(state: ActivityState, event: ActivityEvent): ActivityState {
  switch (event.type) {
    case "ended":
      return unknownActivity;
    case "modelRequests":
      return { ...state, openModelRequests: Math.max(0, event.open) };
    case "held":
      return { ...state, held: event.held };
    case "hook":
      return Object.hasOwn(told, event.event) ? afterHook(state, told[event.event]!, event.body) : state;
  }
}

/**
 * What the agent said last is kept until it works again. A notice that only says that it waits adds nothing to the
 * sentence with which its turn ended.
 */
function afterHook(state: ActivityState, activity: Activity, body: string | undefined): ActivityState {
  if (activity === "working" || activity === "unknown") return { ...state, told: activity, words: null };
  const said = wordsIn(body);
  const adds = said !== null && !(state.words !== null && onlyWaits.test(said));
  return { ...state, told: activity, words: adds ? said : state.words };
}

const onlyWaits = /waiting for your input/i;
const wordsLength = 500;
const hookBody = z.object({ message: z.string().optional(), last_assistant_message: z.string().optional() });

function wordsIn(body: string | undefined): string | null {
  try {
    const { data } = hookBody.safeParse(JSON.parse(body ?? ""));
    return (data?.last_assistant_message || data?.message || "").slice(0, wordsLength) || null;
  } catch {
    return null;
  }
}

/**
 * An open model request means work, for agents without hooks too; but a dialog that waits for a person stays `waiting`
 * while some side call runs.
 */
export function shownActivity({ told, openModelRequests, held }: ActivityState): Activity {
  if (held || told === "waiting") return "waiting";
  if (openModelRequests > 0) return "working";
  return told;
}
