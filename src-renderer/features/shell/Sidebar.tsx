import { clsx } from "clsx";
import {
  CircleX,
  Inbox,
  KeyRound,
  LayoutList,
  PanelLeft,
  ScrollText,
  Settings,
  ShieldCheck,
  SquareTerminal,
  Stethoscope,
  TriangleAlert,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { type ComponentType, type MouseEvent, useEffect } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { age } from "../../format/formats.ts";
import type { CommandId } from "../../keys/keymap.ts";
import { useApprovals } from "../../state/approvals.ts";
import { useNow } from "../../state/clock.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { IconButton } from "../../ui/Button.tsx";
import { useFocusReturn } from "../../ui/focusReturn.ts";
import { Tip } from "../../ui/Tip.tsx";
import { useMedia } from "../../ui/useMedia.ts";
import { useDoctor } from "../doctor/doctorRun.ts";
import { draggedSession } from "../session/dragSession.ts";
import { StateIcon, stateColour, stateWord } from "../sessions/SessionState.tsx";
import { groupNames, groupOf, groups, inOrder } from "../sessions/sessionOrder.ts";
import { tooNarrowForSidebar, useDialogs } from "./dialogs.ts";

const places: readonly [address: string, name: string, keys: CommandId, icon: ComponentType<{ size?: number }>][] = [
  ["/sessions", "Sessions", "go.sessions", LayoutList],
  ["/audit", "Audit", "go.audit", ScrollText],
  ["/approvals", "Approvals", "go.approvals", Inbox],
  ["/rules", "Rules", "go.rules", ShieldCheck],
  ["/credentials", "Credentials", "go.credentials", KeyRound],
  ["/doctor", "Doctor", "go.doctor", Stethoscope],
  ["/settings", "Settings", "app.settings", Settings],
];

const close = (): void => useDialogs.setState({ sidebar: false });

/** The way to every screen and every session: a column, a rail, or over the screen where there is no room beside it. */
export function Sidebar() {
  const preferred = usePreferences(({ sidebar }) => sidebar);
  const isNarrow = useMedia(tooNarrowForSidebar);
  const hasRoom = useMedia("(width >= 1100px)");
  const open = useDialogs(({ sidebar }) => sidebar);
  const wide = preferred && hasRoom;
  useEffect(() => {
    if (!isNarrow) close();
  }, [isNarrow]);
  if (!isNarrow) {
    return (
      <nav
        data-region="sidebar"
        aria-label="Main"
        className={clsx("flex shrink-0 flex-col border-r border-line bg-bg", wide ? "w-56 min-[2560px]:w-60" : "w-12")}
      >
        <div className="flex h-11 items-center gap-2 pl-3.5 pr-2 font-semibold">
          <SquareTerminal size={16} aria-hidden className={clsx("shrink-0", !wide && hasRoom && "hidden")} />
          {wide && <span className="flex-1">Clauderon</span>}
          <span className={clsx(!hasRoom && "hidden", !wide && "-ml-1")}>
            <IconButton
              label={preferred ? "Narrow sidebar" : "Wide sidebar"}
              keys="app.sidebar"
              onClick={() => usePreferences.setState({ sidebar: !preferred })}
            >
              <PanelLeft size={14} aria-hidden />
            </IconButton>
          </span>
        </div>
        <Places wide={wide} />
      </nav>
    );
  }
  return open ? <OverTheScreen /> : null;
}

function OverTheScreen() {
  const focus = useFocusReturn();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className="appear fixed inset-y-0 left-0 z-40 w-64 max-w-[calc(100vw-48px)] border-r border-line bg-bg shadow-floating"
        >
          <Dialog.Title className="flex h-11 items-center gap-2 px-3.5 font-semibold">
            <SquareTerminal size={16} aria-hidden className="shrink-0" />
            Clauderon
          </Dialog.Title>
          <nav aria-label="Main" className="flex h-[calc(100%-44px)] flex-col" onClick={close} onKeyDown={() => {}}>
            <Places wide />
          </nav>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Places({ wide }: { readonly wide: boolean }) {
  const { path } = useRoute();
  const waiting = useApprovals(({ inbox }) => inbox?.waiting.length ?? 0);
  const here = `/${path[0] ?? "sessions"}`;
  return (
    <>
      <ul className="flex flex-col gap-0.5 px-2">
        {places.map(([address, name, keys, Icon]) => (
          <li key={address}>
            <Tip text={name} keys={keys}>
              <a
                href={address}
                aria-label={address === "/approvals" && waiting > 0 ? `${name} ${waiting} waiting` : name}
                aria-current={here === address ? "page" : undefined}
                onClick={(event) => follow(event, address)}
                className={clsx(
                  "relative flex h-[calc(26px+var(--more-room))] items-center gap-2 rounded-control px-2",
                  here === address ? "bg-active text-text" : "text-text2 hover:bg-hover hover:text-text",
                )}
              >
                <Icon size={14} aria-hidden />
                {wide && <span>{name}</span>}
                {address === "/approvals" && waiting > 0 && (
                  <span
                    className={clsx(
                      "rounded-tag bg-warn-tint px-1 text-label text-warn",
                      wide ? "ml-auto" : "absolute -right-1 -top-1",
                    )}
                  >
                    {/* The space is for the name that is read out: two words, not one. */}
                    {` ${waiting}`}
                  </span>
                )}
                {address === "/doctor" && <Verdict wide={wide} />}
              </a>
            </Tip>
          </li>
        ))}
      </ul>
      {wide && (
        <div className="mt-3 min-h-0 flex-1 overflow-y-auto">
          <LiveSessions current={path[0] === "session" ? (path[1] ?? null) : null} />
        </div>
      )}
    </>
  );
}

/** The worst that the last check found. */
function Verdict({ wide }: { readonly wide: boolean }) {
  const checks = useDoctor((run) => run.checks);
  const fails = checks.some(({ status }) => status === "fail");
  const warns = checks.some(({ status }) => status === "warn");
  if (!fails && !warns) return null;
  const Icon = fails ? CircleX : TriangleAlert;
  return (
    <span className={clsx(wide ? "ml-auto" : "absolute -right-0.5 -top-0.5", fails ? "text-danger" : "text-warn")}>
      <Icon size={13} aria-hidden />
      <span className="sr-only">{fails ? "a check failed" : "a warning"}</span>
    </span>
  );
}

function LiveSessions({ current }: { readonly current: string | null }) {
  const sessions = useSessions((state) => state.sessions);
  const since = useSessions((state) => state.since);
  const now = useNow();
  const shown = inOrder(
    [...(sessions?.values() ?? [])].filter(({ state }) => state !== "archived"),
    since,
  );
  if (sessions !== null && shown.length === 0) {
    return <p className="px-4 pt-1 text-small text-text3">Sessions appear here, those that need you first.</p>;
  }
  return groups.map((group) => {
    const members = shown.filter((session) => groupOf(session) === group);
    if (members.length === 0) return null;
    return (
      <section key={group} aria-label={groupNames[group]} className="px-2 pb-3">
        <h2 className="px-2 pb-0.5 text-label font-normal text-text3">
          {groupNames[group]} <span>{members.length}</span>
        </h2>
        <ul>
          {members.map((session) => (
            <li key={session.id}>
              <SessionLink
                session={session}
                current={session.name === current}
                since={since.get(session.id) ?? null}
                now={now}
              />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function SessionLink(props: {
  readonly session: Session;
  readonly current: boolean;
  readonly since: number | null;
  readonly now: number;
}) {
  const { session, current, since, now } = props;
  const address = sessionAddress(session.name);
  return (
    <a
      href={address}
      aria-current={current ? "page" : undefined}
      title={session.name}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(draggedSession, session.id)}
      onClick={(event) => follow(event, address)}
      className={clsx(
        "flex h-[calc(26px+var(--more-room))] items-center gap-2 rounded-control px-2",
        current ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <StateIcon session={session} size={13} />
      <span className="sr-only">{stateWord(session)}</span>
      <span
        className={clsx(
          "min-w-0 flex-1 truncate font-mono text-small",
          groupOf(session) === "ended" ? "text-text3" : "text-text",
        )}
      >
        {session.name}
      </span>
      <span className={clsx("text-label", stateColour(session) === "text-warn" ? "text-warn" : "text-text3")}>
        {since === null ? "" : age(since, now)}
      </span>
    </a>
  );
}

/** A plain click stays in the app; with a modifier the browser opens its own tab. */
function follow(event: MouseEvent, address: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(address);
}
