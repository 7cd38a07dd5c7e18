import { Menu, type MenuItemConstructorOptions } from "electron";
import { type MenuAction, type MenuEntry, type MenuState, menuBar } from "./menuModel.ts";

/** Draws the menu bar, when it has to look different. */
export class AppMenu {
  readonly #onAction: (action: MenuAction) => void;
  #drawn = "";

  constructor(onAction: (action: MenuAction) => void) {
    this.#onAction = onAction;
  }

  draw(state: MenuState): void {
    const bar = menuBar(state);
    const text = JSON.stringify(bar);
    if (text === this.#drawn) return;
    this.#drawn = text;
    const template = bar.map(({ label, items }) => ({ label, submenu: items.map((entry) => this.#item(entry)) }));
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  #item(entry: MenuEntry): MenuItemConstructorOptions {
    if (entry === "line") return { type: "separator" };
    // Keys belong to the page, and in a terminal to the agent's program. macOS has a key for its menus alone.
    if ("role" in entry) return { role: entry.role, registerAccelerator: process.platform === "darwin" };
    const { label, enabled = true, action } = entry;
    return { label, enabled, click: () => this.#onAction(action) };
  }
}
