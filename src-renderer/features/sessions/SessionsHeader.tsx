import { Layers, LayoutGrid, List, Plus, Search } from "lucide-react";
import type { RefObject } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { isPressed } from "../../keys/fixedKeys.ts";
import { type GroupBy, usePreferences } from "../../state/preferences.ts";
import { setSearch } from "../../state/route.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Key } from "../../ui/Key.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { type Group, groupNames, groupOf, groups } from "./sessionOrder.ts";

export type Segment = "all" | Group | "archived";
export const segments: readonly Segment[] = ["all", ...groups, "archived"];

const groupings: readonly [GroupBy, string][] = [
  ["state", "State"],
  ["repository", "Repository"],
  ["agent", "Agent"],
  ["none", "Nothing"],
];

/** What is listed, and how. */
export function SessionsHeader(props: {
  readonly sessions: readonly Session[];
  readonly segment: Segment;
  readonly text: string;
  readonly filter: RefObject<HTMLInputElement | null>;
  readonly onLeaveFilter: () => void;
}) {
  const { sessions, segment, text, filter } = props;
  const view = usePreferences((preferences) => preferences.sessionsView);
  const groupBy = usePreferences((preferences) => preferences.groupBy);
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 overflow-hidden border-b border-line px-4">
      <h1 className="text-title font-semibold">Sessions</h1>
      <label className="flex h-7 w-64 min-w-24 shrink items-center gap-2 rounded-control border border-control bg-bg px-2 has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <Search size={13} aria-hidden className="shrink-0 text-text3" />
        <input
          ref={filter}
          data-field
          value={text}
          placeholder="Filter by name, repository, branch, agent"
          aria-label="Filter sessions"
          onChange={(event) => setSearch("q", event.target.value || null, { replace: true })}
          onKeyDown={(event) => {
            if (isPressed(event, "Escape") || isPressed(event, "Enter")) props.onLeaveFilter();
          }}
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-text3"
        />
        <Key keys="sessions.filter" />
      </label>
      <Segments sessions={sessions} segment={segment} />
      <span className="ml-auto" />
      <span className="flex shrink-0 items-center gap-2 max-[900px]:hidden">
        <Menu
          trigger={
            <Button kind="quiet" title="What sessions are grouped by">
              <Layers size={13} aria-hidden />
              {groupings.find(([by]) => by === groupBy)?.[1]}
            </Button>
          }
          items={groupings.map(([by, name]) => ({
            name,
            checked: by === groupBy,
            run: () => usePreferences.setState({ groupBy: by }),
          }))}
        />
        <span className="flex rounded-control border border-line">
          <IconButton
            label="As a list"
            pressed={view === "list"}
            onClick={() => usePreferences.setState({ sessionsView: "list" })}
          >
            <List size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="As cards"
            pressed={view === "cards"}
            onClick={() => usePreferences.setState({ sessionsView: "cards" })}
          >
            <LayoutGrid size={14} aria-hidden />
          </IconButton>
        </span>
      </span>
      <Button kind="primary" keys="sessions.new" onClick={() => setSearch("new", "")}>
        <Plus size={14} aria-hidden />
        New session
      </Button>
    </header>
  );
}

function Segments({ sessions, segment }: { readonly sessions: readonly Session[]; readonly segment: Segment }) {
  const isArchived = ({ state }: Session): boolean => state === "archived";
  const listed = sessions.filter((session) => !isArchived(session));
  const shown = sessions.some(isArchived) ? segments : segments.slice(0, -1);
  const name = (one: Segment): string => (one === "all" ? "All" : one === "archived" ? "Archived" : groupNames[one]);
  const size = (one: Segment): number => {
    if (one === "all") return listed.length;
    return one === "archived"
      ? sessions.length - listed.length
      : listed.filter((session) => groupOf(session) === one).length;
  };
  return (
    <div
      role="group"
      aria-label="State"
      className="flex shrink-0 rounded-control border border-line bg-bg p-0.5 text-small max-[1000px]:hidden"
    >
      {shown.map((one) => {
        const number = size(one);
        const tone = one === "needs" && number > 0 ? "text-warn" : "text-text3";
        return (
          <button
            key={one}
            type="button"
            aria-pressed={segment === one}
            onClick={() => setSearch("state", one === "all" ? null : one)}
            className={`h-6 whitespace-nowrap rounded-tag px-2 ${segment === one ? "bg-active text-text" : "text-text2 hover:text-text"}`}
          >
            {name(one)} <span className={segment === one && tone === "text-text3" ? "text-text2" : tone}>{number}</span>
          </button>
        );
      })}
    </div>
  );
}
