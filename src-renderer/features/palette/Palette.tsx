import { Command } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { plural } from "../../format/formats.ts";
import { commandOf } from "../../keys/commands.ts";
import { useFocusedSession } from "../../state/focusedSession.ts";
import { useRoute } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { useFocusReturn } from "../../ui/focusReturn.ts";
import { Key } from "../../ui/Key.tsx";
import { inOrder } from "../sessions/sessionOrder.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { PaletteItem } from "./PaletteItem.tsx";
import { type PaletteRow, paletteGroups } from "./paletteRows.ts";
import { noteChosen, useRecent } from "./recent.ts";
import { typedEarly } from "./typedEarly.ts";

/** Every action and every session, three letters away. What destroys opens its dialog; nothing is destroyed from here. */
export default function Palette() {
  const sessions = useSessions((state) => state.sessions);
  const since = useSessions((state) => state.since);
  const recent = useRecent(({ names }) => names);
  const inFront = useSessionInFront();
  const [typed, setTyped] = useState(typedEarly);
  const [scoped, setScoped] = useState(true);
  const [marked, setMarked] = useState("");
  const focus = useFocusReturn();
  const close = (): void => useDialogs.setState({ palette: false });
  const scope = scoped ? inFront : null;
  const ordered = useMemo(() => inOrder(sessions?.values() ?? [], since), [sessions, since]);
  const groups = useMemo(
    () => paletteGroups({ typed, sessions: ordered, scope, recent }),
    [typed, ordered, scope, recent],
  );
  const rows = groups.flatMap((group) => group.rows);
  const results = rows.filter(({ id }) => id !== "prompt").length;

  const choose = (row: PaletteRow): void => {
    if (row.disabled !== undefined) toast(row.disabled);
    else if (row.fillIn !== undefined) setTyped(row.fillIn);
    else {
      if (row.isAction) noteChosen(row.name);
      close();
      // Once the palette has let go of the focus: what runs may want it.
      setTimeout(row.run);
    }
  };
  const copyCommand = (): void => {
    const command = rows.find(({ id }) => id === marked)?.cli;
    if (command === undefined) toast("No command does this.");
    else void navigator.clipboard.writeText(command).then(() => toast(`Copied: ${command}`));
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // By itself a dialog would mark what was typed early, and the next letter would replace it.
            event.preventDefault();
            const field = (event.currentTarget as HTMLElement).querySelector("input");
            field?.focus();
            field?.setSelectionRange(field.value.length, field.value.length);
          }}
          className="appear fixed left-1/2 top-[12vh] z-40 w-[640px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-palette border border-line bg-raised shadow-floating"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <Command
            shouldFilter={false}
            loop
            label="Command palette"
            value={marked}
            onValueChange={setMarked}
            onKeyDown={(event) => {
              // A copy of what is marked in the field stays one.
              if (String(getSelection() ?? "") === "" && commandOf(event, ["palette.copy"])) {
                event.preventDefault();
                copyCommand();
              }
              if (event.key === "Backspace" && typed === "") setScoped(false);
            }}
          >
            <div className="flex items-center gap-2 border-b border-line px-3">
              {scope && (
                <span className="max-w-[40%] truncate rounded-tag bg-active px-1.5 font-mono text-small">
                  {scope.name}
                </span>
              )}
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                placeholder="Search, or > actions  @ sessions  : audit  ? keys"
                className="h-11 min-w-0 flex-1 bg-transparent outline-none placeholder:text-text3"
              />
              {scope && typed === "" && (
                <span className="flex items-center gap-1 whitespace-nowrap text-small text-text3 max-[560px]:hidden">
                  <Key keys="palette.widen" /> everything
                </span>
              )}
            </div>
            <Command.List className="max-h-[50vh] overflow-auto p-1">
              {groups.map((group) => (
                <Command.Group key={group.heading} heading={group.heading && <Heading text={group.heading} />}>
                  {group.rows.map((row) => (
                    <PaletteItem key={row.id} row={row} near={typed !== "" || row.id === marked} onChoose={choose} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-1.5 text-label text-text3">
              <span className="flex items-center gap-1">
                <Key keys="ArrowUp" /> <Key keys="ArrowDown" /> move
              </span>
              <span className="flex items-center gap-1">
                <Key keys="Enter" /> run
              </span>
              <span className="flex items-center gap-1">
                <Key keys="palette.copy" /> copy as command
              </span>
              <span role="status" className="ml-auto">
                {plural(results, "result")}
              </span>
            </div>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The session whose view is open, or whose row the keys of the list work on. */
function useSessionInFront(): Session | null {
  const { path } = useRoute();
  const sessions = useSessions((state) => state.sessions);
  const focused = useFocusedSession(({ id }) => id);
  if (path[0] === "session") return sessionNamed(sessions, path[1] ?? "");
  return focused === null ? null : (sessions?.get(focused) ?? null);
}

function Heading({ text }: { readonly text: string }) {
  return <span className="block px-3 pb-0.5 pt-2 text-label text-text3">{text}</span>;
}
