import type { Session } from "../../src-shared/model/session.ts";
import type { LinkState } from "./coreLink.ts";

export type QuitAnswer = "background" | "hand over" | "stop" | "cancel";

export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  readonly answers: readonly { readonly answer: QuitAnswer; readonly label: string }[];
}

/** What is asked before the app ends; null when nobody loses anything: a daemon has the core, or nothing runs. */
export function quitQuestion(link: LinkState["kind"], sessions: readonly Session[]): QuitQuestion | null {
  if (link !== "hosting") return null;
  const running = sessions.filter(({ state }) => state === "running" || state === "creating").length;
  if (running === 0) return null;
  return {
    message: running === 1 ? "1 session is running." : `${running} sessions are running.`,
    detail:
      "This app is their way out: when it ends, their containers go on, but every request fails until Clauderon is back.",
    answers: [
      { answer: "background", label: "Keep running in the tray" },
      { answer: "hand over", label: "Hand over to a daemon" },
      { answer: "stop", label: "Stop sessions and quit" },
      { answer: "cancel", label: "Cancel" },
    ],
  };
}
