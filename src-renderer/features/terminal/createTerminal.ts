import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { onThemeMayChange, shownTheme, usePreferences } from "../../state/preferences.ts";
import type { TerminalSize } from "./attachedTerminal.ts";
import { terminalThemes } from "./theme.ts";
import { lineHeight } from "./useCell.ts";
import { drawOnGraphicsCard } from "./webgl.ts";

export interface LiveTerminal {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Columns and rows that fit the element now. */
  size(): TerminalSize;
  dispose(): void;
}

const fallbackSize = { cols: 100, rows: 30 };

/** An xterm in an element, as the preferences say. `onLink` hears of a link that was clicked with the modifier. */
export function createTerminal(element: HTMLElement, onLink: (address: string) => void): LiveTerminal {
  const { terminalFontSize, scrollback, screenReader, theme } = usePreferences.getState();
  const activate = (event: MouseEvent, address: string): void => {
    if (event.metaKey || event.ctrlKey) onLink(address);
  };
  const terminal = new Terminal({
    allowProposedApi: true,
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize: terminalFontSize,
    lineHeight,
    scrollback,
    screenReaderMode: screenReader,
    cursorBlink: false,
    minimumContrastRatio: 4.5,
    customGlyphs: true,
    theme: terminalThemes[shownTheme(theme)],
    // What OSC 8 shows as text is never trusted: the handler gets the real address.
    linkHandler: { activate, allowNonHttpProtocols: false },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.loadAddon(new WebLinksAddon(activate));
  terminal.unicode.activeVersion = "11";
  terminal.open(element);
  drawOnGraphicsCard(terminal);
  const unsubscribe = onThemeMayChange(() => {
    const now = usePreferences.getState();
    terminal.options.fontSize = now.terminalFontSize;
    terminal.options.scrollback = now.scrollback;
    terminal.options.screenReaderMode = now.screenReader;
    terminal.options.theme = terminalThemes[shownTheme(now.theme)];
  });
  return {
    terminal,
    search,
    size: () => {
      const size = fit.proposeDimensions();
      return size && size.cols > 1 && size.rows > 1 ? { cols: size.cols, rows: size.rows } : fallbackSize;
    },
    dispose() {
      unsubscribe();
      terminal.dispose();
    },
  };
}
