import type { MenuItemConstructorOptions } from "electron";
import { app, calls } from "./app.ts";
import { windows } from "./browserWindow.ts";
import { ipcMain } from "./ipc.ts";
import { type Menu, openDialogs, record } from "./native.ts";
import { askPermission, privileged } from "./pages.ts";

/** A menu item as a person sees it. */
export interface SeenItem {
  readonly label: string;
  readonly type: string;
  readonly checked: boolean;
  readonly enabled: boolean;
  readonly accelerator: string | null;
  readonly items: readonly SeenItem[];
}

function seen(items: readonly MenuItemConstructorOptions[]): SeenItem[] {
  return items
    .filter(({ visible }) => visible !== false)
    .map(({ label, role, type, checked, enabled, accelerator, submenu }) => ({
      label: label ?? (role ? `role ${role}` : ""),
      type: type ?? (submenu ? "submenu" : "normal"),
      checked: checked ?? false,
      enabled: enabled ?? true,
      accelerator: accelerator ? String(accelerator) : null,
      items: Array.isArray(submenu) ? seen(submenu) : [],
    }));
}

function click(menu: Menu | null | undefined, path: readonly string[]): void {
  let items = menu?.template ?? [];
  let found: MenuItemConstructorOptions | undefined;
  for (const label of path) {
    found = items.find((item) => item.label?.startsWith(label));
    if (!found) throw new Error(`no menu item ${label} among ${items.map((item) => item.label).join(", ")}`);
    if (found.enabled === false) throw new Error(`${label} cannot be chosen now`);
    items = Array.isArray(found.submenu) ? found.submenu : [];
  }
  const run = found?.click as (() => void) | undefined;
  if (!run) throw new Error(`nothing happens on ${path.join(" > ")}`);
  run();
}

/** What a test can see and do on the outside of the app: everything that a person could. */
const control = {
  tray: () => {
    const tray = record.trays[0];
    return tray
      ? { icon: tray.image, toolTip: tray.toolTip, title: tray.title, items: seen(tray.menu?.template ?? []) }
      : null;
  },
  clickTray: () => void record.trays[0]?.emit("click", {}),
  chooseInTray: (...path: string[]) => click(record.trays[0]?.menu, path),
  menu: () => seen(record.menu?.template ?? []),
  choose: (...path: string[]) => click(record.menu, path),
  dialogs: () =>
    openDialogs.map(({ options: { message, detail, buttons, defaultId, checkboxLabel } }) => ({
      message,
      detail: detail ?? "",
      buttons: buttons ?? [],
      defaultButton: buttons?.[defaultId ?? 0] ?? null,
      checkbox: checkboxLabel ?? null,
    })),
  answerDialog: (label: string, checkboxChecked = false) => {
    const open = openDialogs[0];
    const at = open?.options.buttons?.findIndex((button) => button.startsWith(label)) ?? -1;
    if (!open || at < 0) throw new Error(`no dialog with a button ${label}`);
    open.answer(at, checkboxChecked);
  },
  notifications: () =>
    record.notifications.map(({ title, body, options, shownAt }) => ({
      title,
      body,
      shownAt,
      silent: options.silent ?? false,
      buttons: (options.actions ?? []).map(({ text }) => text ?? ""),
    })),
  /** A button of a notification, by its label. */
  pressInNotification: (title: string, button: string) => {
    const shown = record.notifications.find((one) => one.title.includes(title));
    const actionIndex = shown?.options.actions?.findIndex(({ text }) => text === button) ?? -1;
    if (!shown || actionIndex < 0) throw new Error(`no notification ${title} with a button ${button}`);
    shown.emit("action", { actionIndex }, actionIndex);
  },
  clickNotification: (title: string) =>
    void record.notifications.find((shown) => shown.title.includes(title))?.emit("click", {}),
  windows: () =>
    windows.map((window) => ({
      url: window.contents.getURL(),
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      zoomLevel: window.contents.getZoomLevel(),
      webPreferences: { ...window.options.webPreferences, preload: undefined },
    })),
  setBounds: (bounds: { x: number; y: number; width: number; height: number }) => windows[0]?.setBounds(bounds),
  closeWindow: () => windows[0]?.close(),
  blur: () => windows[0]?.blur(),
  focus: () => windows[0]?.focus(),
  saveAs: (path: string) => {
    record.saveAs = path;
  },
  opened: () => record.opened,
  calls: () => calls,
  privileged: () => privileged,
  askPermission,
  openUrl: (address: string) => void app.emit("open-url", { preventDefault() {} }, address),
  quit: () => app.quit(),
  /** A message as a frame that is not the app's page would send it, to see that nothing hears it. */
  sendAs: (frame: { url: string; parent: object | null } | null, channel: string, bytes: string) =>
    void ipcMain.emit(
      channel,
      { sender: windows[0]?.webContents, senderFrame: frame },
      new Uint8Array(Buffer.from(bytes, "base64")),
    ),
};
export type Control = typeof control;

/** Answers the test, which is this process's parent. */
export function answerControl(): void {
  process.on("message", (asked: { id: number; name: keyof Control; args: unknown[] }) => {
    try {
      const run = control[asked.name] as (...args: unknown[]) => unknown;
      process.send?.({ id: asked.id, value: run(...asked.args) ?? null });
    } catch (error) {
      process.send?.({ id: asked.id, error: String(error) });
    }
  });
  // The test's channel alone must not keep the app alive, nor end it.
  process.channel?.unref();
}
