import { useEffect } from "react";
import { desktop } from "../../connection/electronChannel.ts";
import { runCommand } from "../../keys/commands.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { isInTerminal, pressed } from "../../keys/pressed.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go } from "../../state/route.ts";
import { watchTypedEarly } from "../palette/typedEarly.ts";
import { tooNarrowForSidebar, useDialogs } from "./dialogs.ts";
import { nextThatNeedsYou, openApprovals } from "./goTo.ts";
import { goToRegion, rememberFocus } from "./regions.ts";

const flip = (name: "sidebar" | "sidePanel"): void => {
  usePreferences.setState((before) => ({ [name]: !before[name] }));
};

/** Wide or narrow; over the screen or away where there is no room beside it. */
function flipSidebar(): void {
  if (matchMedia(tooNarrowForSidebar).matches) useDialogs.setState({ sidebar: true });
  else flip("sidebar");
}

// A browser zooms by itself; Esc belongs to what is open.
const zoom: Partial<Record<CommandIn<"app">, () => void>> = desktop
  ? {
      "app.zoomIn": () => desktop?.request({ zoom: "in" }),
      "app.zoomOut": () => desktop?.request({ zoom: "out" }),
      "app.zoomReset": () => desktop?.request({ zoom: "reset" }),
    }
  : {};
const commands: Record<Exclude<CommandIn<"app">, `app.zoom${string}` | "app.back">, () => void> = {
  "app.palette": () => useDialogs.setState({ palette: true }),
  "app.sidebar": flipSidebar,
  "app.sidePanel": () => flip("sidePanel"),
  "app.approvals": openApprovals,
  "app.settings": () => go("/settings"),
  "app.nextNeedsYou": nextThatNeedsYou,
  "app.proxy": () => useDialogs.setState({ proxyOff: true }),
  "app.nextRegion": () => goToRegion(1),
  "app.previousRegion": () => goToRegion(-1),
};
const { "app.palette": palette } = commands;

/** Keys that work on every screen; over a dialog only the palette's. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (document.querySelector("[role=dialog],[role=alertdialog]")) {
        runCommand(event, { "app.palette": palette });
        return;
      }
      // A program may want function keys; with the modifier it cannot have them.
      if (isInTerminal(event.target) && !/^(Mod|Alt)\+/.test(pressed(event))) return;
      runCommand(event, { ...commands, ...zoom, "lists.help": () => useDialogs.setState({ keys: true }) });
    };
    const stopRemembering = rememberFocus();
    const stopCatching = watchTypedEarly();
    addEventListener("keydown", onKey);
    return () => {
      stopRemembering();
      stopCatching();
      removeEventListener("keydown", onKey);
    };
  }, []);
}
