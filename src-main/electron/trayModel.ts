import { age } from "../../src-shared/format/times.ts";
import { attentionFor, type Mark } from "../../src-shared/model/attention.ts";
import type { Session } from "../../src-shared/model/session.ts";
import { type Group, groupOf, inOrder } from "../../src-shared/model/sessionOrder.ts";
import type { Pause } from "../../src-shared/notices/settings.ts";
import type { LinkState } from "./coreLink.ts";
import type { CoreView } from "./coreWatch.ts";

export type TrayAction =
  | { readonly kind: "open" }
  | { readonly kind: "go"; readonly screen: string }
  | { readonly kind: "proxy" }
  /** Null for on again. */
  | { readonly kind: "pause"; readonly for: Pause | null }
  | { readonly kind: "quit" };

export type TrayEntry =
  | "line"
  | {
      readonly label: string;
      readonly checked?: boolean;
      readonly enabled?: boolean;
      readonly action?: TrayAction;
      readonly items?: readonly TrayEntry[];
    };

export interface TrayView {
  readonly icon: Mark;
  readonly tooltip: string;
  /** How many need a person: beside the icon, and on the dock or task bar. */
  readonly count: number;
  readonly menu: readonly TrayEntry[];
}

export interface TrayState {
  readonly link: LinkState["kind"];
  readonly view: CoreView;
  readonly isPaused: boolean;
  readonly now: number;
}

const listed = 12;
const words: Readonly<Record<Group, string>> = { needs: "Waiting", working: "Working", idle: "Idle", ended: "Ended" };

/** The tray as it should look now. The state shows in the icon's shape, for those who see no colours. */
export function trayView({ link, view, isPaused, now }: TrayState): TrayView {
  const { status, waiting, since } = view;
  const hasCore = (link === "hosting" || link === "joined") && status !== null;
  const sessions = inOrder(view.sessions?.values() ?? [], since).filter(({ state }) => state !== "archived");
  const needy = sessions.filter((session) => groupOf(session) === "needs");
  const running = sessions.filter(({ state }) => state === "running").length;
  const isOn = status?.proxy.enabled !== false;
  const isTokenRejected = (status?.rejectedCredentials ?? []).length > 0;
  const { mark, count } = hasCore
    ? attentionFor({
        isUp: status.engine.ok,
        isProxyOn: isOn,
        sessions,
        waiting,
        isTokenRejected,
      })
    : ({ mark: "down", count: 0 } as const);
  const needs = `${count} ${count === 1 ? "needs" : "need"} you`;
  const item = (session: Session): TrayEntry => ({
    label: `${stateWord(session)} ${age(since.get(session.id) ?? null, now)} · ${session.name}`,
    action: { kind: "go", screen: `/session/${session.name}` },
  });
  const problem = !hasCore ? coreProblem(link) : status.engine.ok ? null : "the container engine does not answer";

  return {
    icon: mark,
    tooltip:
      problem !== null
        ? `Clauderon: ${problem}`
        : [
            `Clauderon: proxy ${isOn ? "on" : "off"}, ${running} running`,
            ...(count > 0 ? [needs] : []),
            ...(isTokenRejected ? ["a token was rejected"] : []),
          ].join(", "),
    count,
    menu: [
      {
        label: !hasCore ? "Proxy: no core" : isOn ? "Proxy is on" : "Proxy is off: all requests refused",
        checked: hasCore && isOn,
        enabled: hasCore,
        action: { kind: "proxy" },
      },
      "line",
      ...(count > 0 ? [{ label: needs, items: [...needy.slice(0, listed).map(item), ...approvalItem(view)] }] : []),
      { label: "Sessions", enabled: sessions.length > 0, items: sessions.slice(0, listed).map(item) },
      {
        label: waiting.length > 0 ? `Approvals (${waiting.length})…` : "Approvals…",
        action: { kind: "go", screen: "/approvals" },
      },
      ...(isTokenRejected
        ? [{ label: "A token was rejected…", action: { kind: "go", screen: "/credentials" } } as const]
        : []),
      { label: "New session…", action: { kind: "go", screen: "/sessions?new=" } },
      { label: "Open Clauderon", action: { kind: "open" } },
      "line",
      {
        label: isPaused ? "Notifications are paused" : "Pause notifications",
        items: [
          { label: "30 minutes", action: { kind: "pause", for: "30 minutes" } },
          { label: "Until tomorrow", action: { kind: "pause", for: "until tomorrow" } },
          ...(isPaused ? [{ label: "Show them again", action: { kind: "pause", for: null } } as const] : []),
        ],
      },
      { label: "Doctor…", action: { kind: "go", screen: "/doctor" } },
      { label: "Settings…", action: { kind: "go", screen: "/settings" } },
      "line",
      ...(link === "joined" ? [{ label: "Sessions and proxy keep running in the background.", enabled: false }] : []),
      { label: "Quit…", action: { kind: "quit" } },
    ],
  };
}

function approvalItem({ waiting }: CoreView): TrayEntry[] {
  if (waiting.length === 0) return [];
  const label = waiting.length === 1 ? "1 request waits for approval" : `${waiting.length} requests wait for approval`;
  return [{ label, action: { kind: "go", screen: "/approvals" } }];
}

function coreProblem(link: LinkState["kind"]): string {
  return link === "opening" ? "starting" : "the core does not run";
}

function stateWord(session: Session): string {
  if (session.state === "error") return "Error";
  if (session.state === "missing") return "Missing";
  if (session.state === "creating") return "Creating";
  if (session.state === "exited") return `Exited ${session.exitCode ?? ""}`.trim();
  if (session.state === "stopped") return "Stopped";
  if (session.activity === "unknown") return "Running";
  return words[groupOf(session)];
}
