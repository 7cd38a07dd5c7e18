import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, nativeTheme, Tray } from "electron";
import attentionTwice from "../../assets/tray/attention@2x.png?inline";
import attention from "../../assets/tray/attention.png?inline";
import attentionWhiteTwice from "../../assets/tray/attention-white@2x.png?inline";
import attentionWhite from "../../assets/tray/attention-white.png?inline";
import downTwice from "../../assets/tray/down@2x.png?inline";
import down from "../../assets/tray/down.png?inline";
import downWhiteTwice from "../../assets/tray/down-white@2x.png?inline";
import downWhite from "../../assets/tray/down-white.png?inline";
import offTwice from "../../assets/tray/off@2x.png?inline";
import off from "../../assets/tray/off.png?inline";
import offWhiteTwice from "../../assets/tray/off-white@2x.png?inline";
import offWhite from "../../assets/tray/off-white.png?inline";
import onTwice from "../../assets/tray/on@2x.png?inline";
import on from "../../assets/tray/on.png?inline";
import onWhiteTwice from "../../assets/tray/on-white@2x.png?inline";
import onWhite from "../../assets/tray/on-white.png?inline";
import type { Mark } from "../../src-shared/model/attention.ts";
import type { TrayAction, TrayEntry, TrayView } from "./trayModel.ts";

const black: Readonly<Record<Mark, readonly [string, string]>> = {
  on: [on, onTwice],
  off: [off, offTwice],
  attention: [attention, attentionTwice],
  down: [down, downTwice],
};
const white: typeof black = {
  on: [onWhite, onWhiteTwice],
  off: [offWhite, offWhiteTwice],
  attention: [attentionWhite, attentionWhiteTwice],
  down: [downWhite, downWhiteTwice],
};

/** Draws the tray, when it has to look different: a menu that is drawn anew closes under the hand. */
export class AppTray {
  readonly #images = new Map<Mark, NativeImage>();
  readonly #onAction: (action: TrayAction) => void;
  #tray: Tray | null = null;
  #icon: Mark | null = null;
  #drawn = "";

  constructor(onAction: (action: TrayAction) => void) {
    this.#onAction = onAction;
  }

  draw({ icon, tooltip, count, menu }: TrayView): void {
    if (!this.#tray) {
      this.#tray = new Tray(this.#image(icon));
      // macOS opens the menu on a click by itself.
      if (process.platform !== "darwin") this.#tray.on("click", () => this.#onAction({ kind: "open" }));
    }
    if (this.#icon !== icon) this.#tray.setImage(this.#image(icon));
    this.#icon = icon;
    this.#tray.setToolTip(tooltip);
    if (process.platform === "darwin") this.#tray.setTitle(count > 0 ? String(count) : "");
    const text = JSON.stringify(menu);
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#tray.setContextMenu(Menu.buildFromTemplate(menu.map((entry) => this.#item(entry))));
  }

  #item(entry: TrayEntry): MenuItemConstructorOptions {
    if (entry === "line") return { type: "separator" };
    const { label, enabled = true, checked, action, items } = entry;
    return {
      label,
      enabled,
      ...(checked === undefined ? {} : { type: "checkbox", checked }),
      ...(action === undefined ? {} : { click: () => this.#onAction(action) }),
      ...(items === undefined ? {} : { submenu: items.map((item) => this.#item(item)) }),
    };
  }

  #image(icon: Mark): NativeImage {
    const known = this.#images.get(icon);
    if (known) return known;
    const [once, twice] = (hasDarkBar() ? white : black)[icon];
    const image = nativeImage.createFromDataURL(once);
    image.addRepresentation({ scaleFactor: 2, dataURL: twice });
    image.setTemplateImage(process.platform === "darwin");
    this.#images.set(icon, image);
    return image;
  }
}

/** macOS colours the black one itself. GNOME's bar is dark in its light theme too. */
function hasDarkBar(): boolean {
  if (process.platform === "darwin") return false;
  return nativeTheme.shouldUseDarkColors || /gnome|unity/i.test(process.env.XDG_CURRENT_DESKTOP ?? "");
}
