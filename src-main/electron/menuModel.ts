import type { DesktopCommand } from "../../src-shared/desktop/messages.ts";
import { accessModeSchema } from "../../src-shared/model/session.ts";

export type MenuAction =
  | { readonly kind: "page"; readonly command: Extract<DesktopCommand, { readonly run: string }> }
  | { readonly kind: "export" }
  | { readonly kind: "quit" };

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
      readonly action: MenuAction;
    };

export interface MenuState {
  /** The screen in the window; null while it is closed. */
  readonly screen: string | null;
}

/** The menu bar: every action of the palette, under the same names. */
export function menuBar({ screen }: MenuState): readonly { label: string; items: readonly MenuEntry[] }[] {
  const hasSession = screen?.startsWith("/session/") ?? false;
  const run = (label: string, enabled = true): MenuEntry => ({
    label,
    enabled,
    action: { kind: "page", command: { run: label } },
  });
  const roles = (...names: readonly MenuRole[]): MenuEntry[] => names.map((role) => ({ role }));
  return [
    {
      label: "File",
      items: [
        run("New session…"),
        { label: "Export the audit log", action: { kind: "export" } },
        run("Verify the audit log"),
        "line",
        run("Turn the proxy off…"),
        run("Turn the proxy on"),
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
        ...["Terminal", "Open a shell", "Its log", "What it changed", "Its requests", "Its refused requests"].map(
          (name) => run(name, hasSession),
        ),
        run("New session like this…", hasSession),
        "line",
        ...accessModeSchema.options.map((mode) => run(`Let it ${mode}`, hasSession)),
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
        run("Next session that needs you"),
        run("Audit"),
        run("Refused requests"),
        run("Approvals"),
        run("Rules"),
        run("Credentials"),
        run("Doctor"),
        run("Settings"),
      ],
    },
    {
      label: "Window",
      items: [
        ...roles("minimize"),
        "line",
        run("Notifications"),
        run("Pause notifications for 30 minutes"),
        run("Pause notifications until tomorrow"),
        run("Notification settings"),
      ],
    },
    {
      label: "Help",
      items: [run("Keys"), run("Docs"), run("Copy report")],
    },
  ];
}
