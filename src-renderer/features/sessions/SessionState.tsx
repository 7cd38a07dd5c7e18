import {
  Archive,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleStop,
  CircleX,
  Eye,
  GitPullRequest,
  LoaderCircle,
  MessageCircleQuestion,
  Pencil,
} from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import { useStatus } from "../../state/status.ts";

type Shown = Pick<Session, "state" | "activity" | "exitCode">;

const engineIsDown = (): boolean => useStatus.getState().status?.engine.ok === false;

/** While the engine does not answer nobody knows what runs: the last that was known is not what is. */
function seen(session: Shown): Shown {
  return session.state === "running" && engineIsDown() ? { ...session, activity: "unknown" } : session;
}

/** What is known of a session that cannot be seen now; nothing of one that can. */
export function lastKnown(session: Shown): string | undefined {
  return session.state === "running" && engineIsDown() ? `Last known: ${wordOf(session)}` : undefined;
}

/** The word for what a session is doing. */
export function stateWord(session: Shown): string {
  return wordOf(seen(session));
}

function wordOf({ state, activity, exitCode }: Shown): string {
  switch (state) {
    case "creating":
      return "Creating";
    case "running":
      return { working: "Working", waiting: "Waiting", idle: "Idle", unknown: "Unknown" }[activity];
    case "exited":
      return `Exited ${exitCode ?? "–"}`;
    case "stopped":
      return "Stopped";
    case "missing":
      return "Missing";
    case "error":
      return "Error";
    case "archived":
      return "Archived";
  }
}

/** Each state has its own shape, so that it reads without colour. */
export function StateIcon({ session, size = 14 }: { readonly session: Shown; readonly size?: number }) {
  useStatus(({ status }) => status?.engine.ok);
  const { state, activity, exitCode } = seen(session);
  const props = { size, "aria-hidden": true, className: "shrink-0" } as const;
  const tone = (colour: string): typeof props => ({ ...props, className: `shrink-0 ${colour}` as "shrink-0" });
  if (state === "creating") return <CircleDashed {...tone("text-text2")} />;
  if (state === "archived") return <Archive {...tone("text-text3")} />;
  if (state === "stopped") return <CircleStop {...tone("text-text3")} />;
  if (state === "exited" && exitCode === 0) return <CircleCheck {...tone("text-text3")} />;
  if (state !== "running") return <CircleX {...tone("text-danger")} />;
  if (activity === "waiting") return <MessageCircleQuestion {...tone("text-warn")} />;
  if (activity === "working") return <LoaderCircle {...tone("turning text-ok")} />;
  if (activity === "idle") return <Circle {...tone("text-text3")} />;
  return <CircleDashed {...tone("text-text3")} />;
}

export function stateColour(session: Shown): string {
  const { state, activity, exitCode } = seen(session);
  if (state === "error" || state === "missing" || (state === "exited" && exitCode !== 0)) return "text-danger";
  if (state !== "running") return "text-text3";
  if (activity === "waiting") return "text-warn";
  return activity === "working" ? "text-text" : "text-text3";
}

const accessIcons = { read: Eye, propose: GitPullRequest, write: Pencil };

export function AccessBadge({ mode, icon = true }: { readonly mode: Session["accessMode"]; readonly icon?: boolean }) {
  const Icon = accessIcons[mode];
  return (
    <span className="inline-flex items-center gap-1 text-text2">
      {icon && <Icon size={12} aria-hidden />}
      {mode}
    </span>
  );
}
