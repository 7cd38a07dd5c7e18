import type { DesktopCommand } from "../../src-shared/desktop/bridge.ts";

export type MenuAction =
  | { readonly kind: "page"; readonly command: DesktopCommand }
  | { readonly kind: "export" }
  | { readonly kind: "quit" }
  | { readonly kind: "toggle"; readonly setting: MenuSetting };

export type MenuSetting = "notifications" | "notificationSound" | "quietAtNight" | "asksBeforeProxyOff";

export type MenuRole =
  | "undo"
  | "redo"
  | "cut"
  | "copy"
  | "paste"
  | "selectAll"
  | "zoomIn"
  | "zoomOut"
  | "resetZoom"
  | "togglefullscreen"
  | "minimize"
  | "close";

export type MenuEntry =
  | "line"
  | { readonly role: MenuRole }
  | {
      readonly label: string;
      readonly enabled?: boolean;
      /** A check mark, set or not. */
      readonly checked?: boolean;
      readonly action: MenuAction;
    };

export interface MenuState {
  /** The screen in the window; null while it is closed. */
  readonly screen: string | null;
  readonly settings: Readonly<Record<MenuSetting, boolean>>;
}

const go = (label: string, screen: string): MenuEntry => ({ label, action: { kind: "page", command: { go: screen } } });

/** The menu bar: every action of the palette, under the same names. */
export function menuBar({ screen, settings }: MenuState): readonly { label: string; items: readonly MenuEntry[] }[] {
  const hasSession = screen?.startsWith("/session/") ?? false;
  const run = (label: string, enabled = true): MenuEntry => ({
    label,
    enabled,
    action: { kind: "page", command: { run: label } },
  });
  const roles = (...names: readonly MenuRole[]): MenuEntry[] => names.map((role) => ({ role }));
  const toggle = (label: string, setting: MenuSetting): MenuEntry => ({
    label,
    checked: settings[setting],
    action: { kind: "toggle", setting },
  });
  return [
    {
      label: "File",
      items: [
        run("New session…"),
        { label: "Export audit…", action: { kind: "export" } },
        "line",
        ...roles("close"),
        { label: "Quit", action: { kind: "quit" } },
      ],
    },
    {
      label: "Edit",
      items: [...roles("undo", "redo"), "line", ...roles("cut", "copy", "paste", "selectAll")],
    },
    {
      label: "View",
      items: [
        run("Command palette"),
        run("Change theme"),
        "line",
        ...roles("resetZoom", "zoomIn", "zoomOut", "togglefullscreen"),
      ],
    },
    {
      label: "Session",
      items: [
        ...["Terminal", "Open a shell", "Its requests"].map((name) => run(name, hasSession)),
        "line",
        ...["Start", "Stop", "Restart", "Recreate"].map((name) => run(name, hasSession)),
        "line",
        ...["Archive", "Bring back", "Copy attach command", "Delete…"].map((name) => run(name, hasSession)),
      ],
    },
    {
      label: "Go",
      items: [
        run("Sessions"),
        run("Audit"),
        run("Refused requests"),
        go("Approvals", "/approvals"),
        run("Rules"),
        run("Credentials"),
        run("Doctor"),
        run("Settings"),
      ],
    },
    {
      label: "Proxy",
      items: [
        run("Turn the proxy off…"),
        run("Turn the proxy on"),
        run("Verify the audit log"),
        "line",
        toggle("Ask before the tray turns it off", "asksBeforeProxyOff"),
      ],
    },
    {
      label: "Window",
      items: [
        ...roles("minimize"),
        "line",
        toggle("Notifications", "notifications"),
        toggle("Notifications with sound", "notificationSound"),
        toggle("No notifications from 22 to 7", "quietAtNight"),
      ],
    },
    {
      label: "Help",
      items: [run("All keys"), go("Copy report…", "/doctor")],
    },
  ];
}
