import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { onThemeMayChange, usePreferences } from "../../state/preferences.ts";
import type { TerminalSize } from "./attachedTerminal.ts";
import { lookOf } from "./look.ts";
import { drawOnGraphicsCard } from "./webgl.ts";

export interface LiveTerminal {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** Columns and rows that fit the element now. */
  size(): TerminalSize;
  /** To be called when its element is put where it is seen: letters changed meanwhile are measured only now. */
  shown(): void;
  dispose(): void;
}

const fallbackSize = { cols: 100, rows: 30 };

/** An xterm in an element, as the preferences say. `onLink` hears of a link that was clicked with the modifier. */
export function createTerminal(element: HTMLElement, onLink: (address: string) => void): LiveTerminal {
  const preferences = usePreferences.getState();
  const activate = (event: MouseEvent, address: string): void => {
    if (event.metaKey || event.ctrlKey) onLink(address);
  };
  const terminal = new Terminal({
    allowProposedApi: true,
    ...lookOf(preferences),
    scrollback: preferences.scrollback,
    screenReaderMode: preferences.screenReader,
    cursorBlink: false,
    minimumContrastRatio: 4.5,
    customGlyphs: true,
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
  const wear = (): void => {
    // Out of the document a letter is 0 pixels wide, and xterm would space the letters by a whole column more.
    if (!element.isConnected) return;
    const now = usePreferences.getState();
    Object.assign(terminal.options, lookOf(now));
    terminal.options.scrollback = now.scrollback;
    terminal.options.screenReaderMode = now.screenReader;
  };
  const unsubscribe = onThemeMayChange(wear);
  return {
    terminal,
    search,
    size: () => {
      const size = fit.proposeDimensions();
      return size && size.cols > 1 && size.rows > 1 ? { cols: size.cols, rows: size.rows } : fallbackSize;
    },
    shown: wear,
    dispose() {
      unsubscribe();
      terminal.dispose();
    },
  };
}
