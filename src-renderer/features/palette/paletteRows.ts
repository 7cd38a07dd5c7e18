import { CornerDownRight, Keyboard, type LucideIcon, Plus, ScrollText } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import { neutralise } from "../../format/neutralise.ts";
import { type CommandId, commandIds, entryOf, placeOf, places } from "../../keys/keymap.ts";
import { offeredCommands } from "../../keys/offered.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { suggestions } from "../audit/auditQuery.ts";
import { setDraft } from "../create/draft.ts";
import { stateWord } from "../sessions/SessionState.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { globalActions } from "./globalActions.ts";
import type { PaletteAction } from "./paletteAction.ts";
import { ranked } from "./rank.ts";
import { sessionPaletteActions } from "./sessionPaletteActions.ts";

const shownSessions = 20;

/** One thing that can be chosen. `id` tells it from all others on the list. */
export interface PaletteRow extends Omit<PaletteAction, "icon"> {
  readonly id: string;
  readonly icon: LucideIcon | Session;
  /** An action of the app, to be offered first next time. */
  readonly isAction?: true;
  /** Does not close the palette: it fills in what is typed. */
  readonly fillIn?: string;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly rows: readonly PaletteRow[];
}

export interface PaletteQuestion {
  readonly typed: string;
  /** Sessions in the order of the sidebar. */
  readonly sessions: readonly Session[];
  /** The session in front, until it was widened. */
  readonly scope: Session | null;
  readonly recent: readonly string[];
}

/** What fits: the session in front first, then what is on the screen, sessions, and everything. */
export function paletteGroups({ typed, sessions, scope, recent }: PaletteQuestion): PaletteGroup[] {
  const prefix = /^[>@:?]/.exec(typed)?.[0] ?? "";
  const text = typed.slice(prefix.length).trim();
  if (prefix === ":") return [{ heading: "Audit", rows: auditRows(text) }];
  if (prefix === "?") return [{ heading: "Keys", rows: keyRows(text) }];
  const of = (heading: string, actions: readonly PaletteAction[]): PaletteGroup => ({
    heading,
    rows: ranked(actions, text, ({ name }) => name, recent).map((action) => ({
      ...action,
      id: `${heading} ${action.name}`,
      isAction: true,
    })),
  });
  const groups = [
    ...(prefix === "@"
      ? []
      : [...(scope ? [of(scope.name, sessionPaletteActions(scope))] : []), of("On this screen", screenActions())]),
    ...(prefix === ">" ? [] : [{ heading: "Sessions", rows: sessionRows(sessions, text) }]),
    ...(prefix === "@" ? [] : [of("Actions", globalActions())]),
  ].filter(({ rows }) => rows.length > 0);
  if (groups.length > 0) return groups;
  return [{ heading: "", rows: [promptRow(text)] }];
}

function sessionRows(sessions: readonly Session[], text: string): PaletteRow[] {
  return ranked(sessions, text, ({ name }) => name)
    .slice(0, shownSessions)
    .map((session) => ({
      id: `session ${session.id}`,
      icon: session,
      name: session.name,
      consequence: [stateWord(session), ...(session.repository ? [neutralise(session.repository.name, 60)] : [])].join(
        " · ",
      ),
      cli: `clauderon attach ${session.name}`,
      run: () => go(sessionAddress(session.name)),
    }));
}

function screenActions(): PaletteAction[] {
  return offeredCommands().map(([id, run]) => ({
    name: named(id),
    icon: CornerDownRight,
    consequence: places[placeOf(id)].name,
    keys: id,
    run,
  }));
}

/** The filter as it is, and what its last word may become. */
function auditRows(text: string): PaletteRow[] {
  const before = text.slice(0, text.lastIndexOf(" ") + 1);
  const last = text.slice(before.length);
  const filter: PaletteRow = {
    id: "audit",
    icon: ScrollText,
    name: "Show the requests that match",
    consequence: text || "All of them",
    ...(text ? { cli: `clauderon audit --where '${text.replaceAll("'", "'\\''")}'` } : {}),
    run: () => go(text ? `/audit?q=${encodeURIComponent(text)}` : "/audit"),
  };
  const offers = last === "" ? [] : suggestions(last).slice(0, 8);
  return [
    filter,
    ...offers.map((offer) => ({
      id: `audit ${offer.text}`,
      icon: ScrollText,
      name: `${before}${offer.text}`,
      consequence: offer.about,
      fillIn: `:${before}${offer.text}`,
      run: () => {},
    })),
  ];
}

function keyRows(text: string): PaletteRow[] {
  return ranked(commandIds, text, (id) => `${entryOf(id).what} ${places[placeOf(id)].name}`).map((id) => ({
    id: `key ${id}`,
    icon: Keyboard,
    name: named(id),
    consequence: places[placeOf(id)].name,
    keys: id,
    run: () => useDialogs.setState({ keys: true }),
  }));
}

function promptRow(text: string): PaletteRow {
  return {
    id: "prompt",
    icon: Plus,
    name: `Nothing matches “${text}”.`,
    consequence: "Enter opens New session with it as the prompt.",
    run: () => {
      setDraft({ prompt: text });
      go("/sessions?new=");
    },
  };
}

const named = (id: CommandId): string => {
  const { what } = entryOf(id);
  return `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}`;
};
