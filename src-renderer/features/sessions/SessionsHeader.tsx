import { Ellipsis, Layers, LayoutGrid, List, Plus, Search } from "lucide-react";
import type { RefObject } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { isPressed } from "../../keys/fixedKeys.ts";
import { useDeleted } from "../../state/deleted.ts";
import { type GroupBy, usePreferences } from "../../state/preferences.ts";
import { setSearch } from "../../state/route.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Key } from "../../ui/Key.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import { type Group, groupNames, groupOf, groups } from "./sessionOrder.ts";
import { type Sort, type SortColumn, sortAfter } from "./sorting.ts";

export type Segment = "all" | Group | "archived" | "deleted";
export const segments: readonly Segment[] = ["all", ...groups, "archived", "deleted"];

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
  /** There is nothing to list yet. */
  readonly bare: boolean;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly onLeaveFilter: () => void;
}) {
  const { sessions, segment, text, filter } = props;
  const view = usePreferences((preferences) => preferences.sessionsView);
  const groupBy = usePreferences((preferences) => preferences.groupBy);
  return (
    <header className="screen-head">
      <h1 className={`text-title font-semibold ${props.bare ? "flex-1" : ""}`}>Sessions</h1>
      {!props.bare && (
        <>
          <label className="flex h-7 w-72 min-w-24 shrink items-center max-[800px]:flex-1 gap-2 rounded-control border border-control bg-bg px-2 has-focus-visible:outline-2 has-focus-visible:outline-accent">
            <Search size={13} aria-hidden className="shrink-0 text-text3" />
            <input
              ref={filter}
              value={text}
              placeholder="Filter by name, repo, branch, agent"
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
          <span className="ml-auto max-[800px]:hidden" />
          <Folded sessions={sessions} segment={segment} sort={props.sort} onSort={props.onSort} />
          <span className="flex shrink-0 items-center gap-2 max-[1000px]:hidden">
            {segment !== "deleted" && (
              <>
                <Menu
                  trigger={
                    <Button kind="quiet" title="What sessions are grouped by">
                      <Layers size={13} aria-hidden />
                      {groupings.find(([by]) => by === groupBy)?.[1]}
                    </Button>
                  }
                  items={[
                    ...groupings.map(([by, name]) => ({
                      name,
                      checked: by === groupBy,
                      run: () => usePreferences.setState({ groupBy: by }),
                    })),
                    "line",
                    ...sortItems(props.sort, props.onSort),
                  ]}
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
              </>
            )}
          </span>
        </>
      )}
      <Button kind={props.bare ? "normal" : "primary"} keys="sessions.new" onClick={() => setSearch("new", "")}>
        <Plus size={14} aria-hidden />
        New session
      </Button>
    </header>
  );
}

const sortings: Readonly<Record<SortColumn, string>> = {
  state: "what needs you",
  session: "name",
  agent: "agent",
  workspace: "workspace",
  access: "access",
  up: "time up",
  requests: "requests",
  refused: "refused requests",
  tokens: "tokens",
  cost: "cost",
  cpu: "CPU",
  memory: "memory",
  disk: "disk",
  image: "image",
};

function sortItems(sort: Sort, onSort: (sort: Sort) => void): MenuItem[] {
  return (Object.keys(sortings) as SortColumn[]).map((column) => ({
    name: `Sort by ${sortings[column]}`,
    checked: column === sort.column,
    run: () => onSort(sortAfter(sort, column)),
  }));
}

const segmentNames: Readonly<Record<Segment, string>> = {
  ...groupNames,
  all: "All",
  archived: "Archived",
  deleted: "Deleted",
};
const choose = (one: Segment): void => setSearch("state", one === "all" ? null : one);

/** The segments that there is reason to offer, each with the number of its sessions. */
function useCounted(sessions: readonly Session[]): readonly (readonly [segment: Segment, size: number])[] {
  const deleted = useDeleted((state) => state.deleted.length);
  const listed = sessions.filter(({ state }) => state !== "archived");
  const sizes: Readonly<Partial<Record<Segment, number>>> = {
    all: listed.length,
    archived: sessions.length - listed.length,
    deleted,
  };
  const sizeOf = (one: Segment): number => sizes[one] ?? listed.filter((session) => groupOf(session) === one).length;
  return segments
    .map((one) => [one, sizeOf(one)] as const)
    .filter(([one, size]) => size > 0 || (one !== "archived" && one !== "deleted"));
}

/** In a narrow window, everything that the header has no room for. */
function Folded(props: {
  readonly sessions: readonly Session[];
  readonly segment: Segment;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  const { sessions, segment } = props;
  const view = usePreferences((preferences) => preferences.sessionsView);
  const groupBy = usePreferences((preferences) => preferences.groupBy);
  const counted = useCounted(sessions);
  const orders: (MenuItem | "line")[] = [
    "line",
    ...groupings.map(([by, name]) => ({
      name: `Group by ${name.toLowerCase()}`,
      checked: by === groupBy,
      run: () => usePreferences.setState({ groupBy: by }),
    })),
    "line",
    ...sortItems(props.sort, props.onSort),
    "line",
    ...(["list", "cards"] as const).map((one) => ({
      name: `As ${one === "list" ? "a list" : "cards"}`,
      checked: one === view,
      run: () => usePreferences.setState({ sessionsView: one }),
    })),
  ];
  return (
    <span className="min-[1000px]:hidden">
      <Menu
        trigger={
          <IconButton label="What is listed, and how">
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        }
        items={[
          ...counted.map(([one, size]) => ({
            name: `${segmentNames[one]} ${size}`,
            checked: one === segment,
            run: () => choose(one),
          })),
          ...(segment === "deleted" ? [] : orders),
        ]}
      />
    </span>
  );
}

function Segments({ sessions, segment }: { readonly sessions: readonly Session[]; readonly segment: Segment }) {
  return (
    <div
      role="group"
      aria-label="State"
      className="flex shrink-0 rounded-control border border-line bg-bg p-0.5 text-small max-[1000px]:hidden"
    >
      {useCounted(sessions).map(([one, number]) => {
        const tone = one === "needs" && number > 0 ? "text-warn" : "text-text3";
        return (
          <button
            key={one}
            type="button"
            aria-pressed={segment === one}
            onClick={() => choose(one)}
            className={`h-6 whitespace-nowrap rounded-tag px-2 ${segment === one ? "bg-active text-text" : "text-text2 hover:text-text"}`}
          >
            {segmentNames[one]}{" "}
            <span className={segment === one && tone === "text-text3" ? "text-text2" : tone}>{number}</span>
          </button>
        );
      })}
    </div>
  );
}
