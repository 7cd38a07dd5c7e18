import { toast } from "sonner";
import { runCommand } from "../../keys/commands.ts";
import type { LiveTerminal } from "./createTerminal.ts";

/** What the app itself does with a key in a terminal; true when it was one. Everything else is the program's. */
export function runTerminalKey(
  event: KeyboardEvent,
  { terminal }: LiveTerminal,
  act: { readonly find: () => void; readonly paste: (text: string) => void; readonly prompt: (by: 1 | -1) => void },
): boolean {
  return runCommand(event, {
    "terminal.scrollUp": () => terminal.scrollPages(-1),
    "terminal.scrollDown": () => terminal.scrollPages(1),
    "terminal.find": act.find,
    "terminal.leave": leaveTerminal,
    "terminal.previousPrompt": () => act.prompt(-1),
    "terminal.nextPrompt": () => act.prompt(1),
    "terminal.copy": () => {
      if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection()).catch(() => {});
    },
    ...(pastesByItself(event)
      ? {}
      : {
          "terminal.paste": () => {
            navigator.clipboard.readText().then(act.paste, () => toast("This browser keeps the clipboard to itself."));
          },
        }),
  });
}

/** To the tab of the terminal, where the keys are the app's. */
function leaveTerminal(): void {
  document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
}

/** The system's own key for it: then pictures and files come too, and no permission to read the clipboard is needed. */
function pastesByItself({ code, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return code === "KeyV" && (ctrlKey || metaKey);
}
