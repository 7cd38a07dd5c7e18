import { count } from "../../format/formats.ts";
import { usePreferences } from "../../state/preferences.ts";
import { createTerminal, type LiveTerminal } from "./createTerminal.ts";
import { cellOf } from "./useCell.ts";

/** A terminal and the element that it draws in, to be put where it is to be shown. */
export interface HousedTerminal {
  readonly element: HTMLElement;
  readonly live: LiveTerminal;
}

interface Spare extends HousedTerminal {
  onLink: (address: string) => void;
}

const sample = new TextEncoder().encode("\x1b[1;32m✓\x1b[m ready \x1b[38;5;208m│\x1b[m\r\n".repeat(40));
let made: Promise<void> | null = null;
let spare: Spare | null = null;

/**
 * Makes a terminal where nobody sees it, and draws in it. The first terminal of a page takes several times as long as
 * the next ones; with this the one that a person waits for is there already.
 */
export function makeSpare(): Promise<void> {
  made ??= make();
  return made;
}

async function make(): Promise<void> {
  const host = document.createElement("div");
  host.inert = true;
  host.ariaHidden = "true";
  host.className = "invisible fixed -left-[2000px] h-[480px] w-[960px]";
  document.body.append(host);
  const element = newElement();
  host.append(element);
  const live = createTerminal(element, (address) => ready.onLink(address));
  const ready: Spare = { element, live, onLink: () => {} };
  await new Promise<void>((resolve) => live.terminal.write(sample, resolve));
  live.terminal.reset();
  host.remove();
  spare = ready;
  // What stands around a terminal makes a canvas and a format of numbers, the first of each for milliseconds.
  cellOf(usePreferences.getState());
  count(0);
}

/** A blank terminal in `host`: the spare one, where there is one, else one made now. */
export function terminalIn(host: HTMLElement, onLink: (address: string) => void): HousedTerminal {
  const taken = spare;
  spare = null;
  if (taken) {
    taken.onLink = onLink;
    host.replaceChildren(taken.element);
    taken.live.shown();
    return taken;
  }
  const element = newElement();
  // Its letters are measured on the screen.
  host.replaceChildren(element);
  return { element, live: createTerminal(element, onLink) };
}

function newElement(): HTMLElement {
  const element = document.createElement("div");
  element.dataset.terminal = "";
  element.className = "h-full";
  return element;
}
