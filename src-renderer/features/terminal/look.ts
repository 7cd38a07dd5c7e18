import type { ITerminalOptions } from "@xterm/xterm";
import { type LineHeight, type Preferences, shownTerminalTheme, type TerminalFont } from "../../state/preferences.ts";
import { terminalThemes } from "./theme.ts";

const families: Readonly<Record<TerminalFont, string>> = {
  bundled: '"JetBrains Mono Variable", ui-monospace, monospace',
  system: "ui-monospace, monospace",
};

/** Shares of what a font asks for by itself: "normal" is 19 pixels for the bundled font's letters of 13. */
const lineHeights: Readonly<Record<LineHeight, number>> = { close: 1, normal: 1.12, roomy: 1.3 };

type Look = Required<Pick<ITerminalOptions, "fontFamily" | "fontSize" | "lineHeight" | "theme">>;

/** What a terminal looks like, as xterm takes it. */
export function lookOf(preferences: Preferences): Look {
  return {
    fontFamily: families[preferences.terminalFont],
    fontSize: preferences.terminalFontSize,
    lineHeight: lineHeights[preferences.terminalLineHeight],
    theme: terminalThemes[shownTerminalTheme(preferences)],
  };
}
