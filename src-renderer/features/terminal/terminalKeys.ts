import { toast } from "sonner";
import { runKey } from "../../ui/keyboard.ts";
import type { LiveTerminal } from "./createTerminal.ts";

/** What the app itself does with a key in a terminal; true when it was one. Everything else is the program's. */
export function runTerminalKey(
  event: KeyboardEvent,
  { terminal }: LiveTerminal,
  act: { readonly find: () => void; readonly paste: (text: string) => void },
): boolean {
  return runKey(event, {
    "Shift+PageUp": () => terminal.scrollPages(-1),
    "Shift+PageDown": () => terminal.scrollPages(1),
    "Mod+F": act.find,
    "Mod+E": leaveTerminal,
    "Mod+C": () => {
      if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection()).catch(() => {});
    },
    "Mod+V": () => {
      navigator.clipboard.readText().then(act.paste, () => toast("This browser keeps the clipboard to itself."));
    },
  });
}

/** To the tab of the terminal, where the keys are the app's. */
function leaveTerminal(): void {
  document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
}
