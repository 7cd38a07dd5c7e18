import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useEffect, useState } from "react";
import { isPressed, runKey } from "../../keys/fixedKeys.ts";
import { useTerminalTheme } from "../../state/preferences.ts";
import { IconButton } from "../../ui/Button.tsx";
import type { LiveTerminal } from "./createTerminal.ts";
import { foundColours } from "./theme.ts";

/** Finds in the screen and in what scrolled off it. */
export function FindBar({ live, onClose }: { readonly live: LiveTerminal; readonly onClose: () => void }) {
  const options = { decorations: foundColours[useTerminalTheme()] };
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ at: number; of: number } | null>(null);
  useEffect(() => {
    const listener = live.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setFound({ at: resultIndex + 1, of: resultCount }),
    );
    return () => listener.dispose();
  }, [live]);
  const find = (forward: boolean, value = text): void => {
    if (value === "") live.search.clearDecorations();
    else if (forward) live.search.findNext(value, options);
    else live.search.findPrevious(value, options);
  };
  const close = (): void => {
    live.search.clearDecorations();
    onClose();
    live.terminal.focus();
  };
  return (
    <search className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-raised px-2">
      <input
        ref={(input) => input?.focus()}
        data-field
        aria-label="Find in terminal"
        value={text}
        placeholder="Find"
        onChange={(event) => {
          setText(event.target.value);
          find(true, event.target.value);
        }}
        onKeyDown={(event) => {
          if (isPressed(event, "Escape")) close();
          runKey(event, { Enter: () => find(true), "Shift+Enter": () => find(false) });
        }}
        className="h-6 w-64 min-w-0 rounded-control border border-control bg-bg px-2 outline-none"
      />
      <span role="status" className="w-24 whitespace-nowrap text-small text-text3">
        {text === "" ? "" : found && found.of > 0 ? `${found.at} of ${found.of}` : "no match"}
      </span>
      <IconButton label="Previous" keys="Shift+Enter" onClick={() => find(false)}>
        <ArrowUp size={13} aria-hidden />
      </IconButton>
      <IconButton label="Next" keys="Enter" onClick={() => find(true)}>
        <ArrowDown size={13} aria-hidden />
      </IconButton>
      <IconButton label="Close" keys="Escape" onClick={close}>
        <X size={13} aria-hidden />
      </IconButton>
    </search>
  );
}
