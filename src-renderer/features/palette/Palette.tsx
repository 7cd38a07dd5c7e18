import { Command } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { toast } from "sonner";
import { plural } from "../../format/formats.ts";
import { go, sessionAddress, useRoute } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Key } from "../../ui/Key.tsx";
import { isPressed } from "../../ui/keyboard.ts";
import { Outside } from "../../ui/Outside.tsx";
import { setDraft } from "../create/draft.ts";
import { StateIcon, stateWord } from "../sessions/SessionState.tsx";
import { inOrder } from "../sessions/sessionOrder.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { globalActions, type PaletteAction, sessionPaletteActions } from "./paletteActions.ts";
import { ranked } from "./rank.ts";

const itemClass = "group flex h-9 items-center gap-3 rounded-control px-3 data-[selected=true]:bg-active";

/** Every action and every session, three letters away. What destroys opens its dialog; nothing is destroyed from here. */
export default function Palette() {
  const { path } = useRoute();
  const sessions = useSessions((state) => state.sessions);
  const since = useSessions((state) => state.since);
  const [typed, setTyped] = useState("");
  const [scopes, setScopes] = useState(true);
  const close = (): void => useDialogs.setState({ palette: false });
  const here = scopes && path[0] === "session" ? sessionNamed(sessions, path[1] ?? "") : null;
  const prefix = /^[>@:?]/.exec(typed)?.[0] ?? "";
  const text = typed.slice(prefix.length).trim();
  const run = (action: () => void): void => {
    close();
    action();
  };

  const all = inOrder(sessions?.values() ?? [], since);
  const shownSessions = prefix === "" || prefix === "@" ? ranked(all, text, ({ name }) => name).slice(0, 20) : [];
  const wantsActions = prefix === "" || prefix === ">" || prefix === "?";
  const scoped = here && wantsActions ? ranked(sessionPaletteActions(here), text, ({ name }) => name) : [];
  const global = wantsActions ? ranked(globalActions(), text, ({ name }) => name) : [];
  const nothing = shownSessions.length + scoped.length + global.length === 0 && prefix !== ":";

  const actions = [
    ...scoped.map((action) => [here?.name, action] as const),
    ...global.map((action) => ["Actions", action] as const),
  ];
  const shown = actions.length + shownSessions.length;
  const copyCommand = (): void => {
    const chosen = document.querySelector("[cmdk-item][data-selected=true]")?.getAttribute("data-value");
    const session = shownSessions.find(({ name }) => valueOfSession(name) === chosen);
    const action = actions.find(([heading, { name }]) => valueOfAction(heading ?? "", name) === chosen)?.[1];
    const command = session ? `clauderon attach ${session.name}` : action?.cli;
    if (command === undefined) toast("No command does this.");
    else void navigator.clipboard.writeText(command).then(() => toast(`Copied: ${command}`));
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="appear fixed left-1/2 top-[12vh] z-40 w-[640px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-palette border border-line bg-raised shadow-floating"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <Command
            shouldFilter={false}
            loop
            label="Command palette"
            onKeyDown={(event) => {
              // A copy of what is marked in the field stays one.
              const marked = String(getSelection() ?? "") !== "";
              if (!marked && isPressed(event, "Mod+C")) {
                event.preventDefault();
                copyCommand();
              }
              if (event.key === "Backspace" && typed === "") setScopes(false);
            }}
          >
            <div className="flex items-center gap-2 border-b border-line px-3">
              {here && <span className="rounded-tag bg-active px-1.5 font-mono text-small">{here.name}</span>}
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                placeholder="Action, session, or > actions  @ sessions  : audit filter"
                className="h-11 flex-1 bg-transparent outline-none placeholder:text-text3"
              />
              {here && typed === "" && (
                <span className="flex items-center gap-1 whitespace-nowrap text-small text-text3">
                  <Key keys="Backspace" /> everything
                </span>
              )}
            </div>
            <Command.List className="max-h-[50vh] overflow-auto p-1">
              {prefix === ":" && (
                <Command.Item
                  className={itemClass}
                  value="audit"
                  onSelect={() => run(() => go(`/audit?q=${encodeURIComponent(text)}`))}
                >
                  Show requests that match <span className="font-mono text-small">{text || "…"}</span>
                </Command.Item>
              )}
              <Actions heading={here?.name ?? ""} actions={scoped} onRun={run} />
              {shownSessions.length > 0 && (
                <Command.Group heading={<Heading text="Sessions" />}>
                  {shownSessions.map((session) => (
                    <Command.Item
                      key={session.id}
                      value={valueOfSession(session.name)}
                      className={itemClass}
                      onSelect={() => run(() => go(sessionAddress(session.name)))}
                    >
                      <StateIcon session={session} />
                      <span className="font-mono text-small">{session.name}</span>
                      <span className="ml-auto min-w-0 truncate text-small text-text3 group-data-[selected=true]:text-text2">
                        {stateWord(session)}
                        {session.repository && (
                          <>
                            {" · "}
                            <Outside text={session.repository.name} limit={60} />
                          </>
                        )}
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Actions heading="Actions" actions={global} onRun={run} />
              {nothing && (
                <Command.Item
                  value="prompt"
                  className={itemClass}
                  onSelect={() =>
                    run(() => {
                      setDraft({ prompt: typed });
                      go("/sessions?new=");
                    })
                  }
                >
                  Nothing matches “{typed}”. Enter opens New session with it as the prompt.
                </Command.Item>
              )}
            </Command.List>
            <div className="flex items-center gap-4 border-t border-line px-3 py-1.5 text-label text-text3">
              <span className="flex items-center gap-1">
                <Key keys="ArrowUp" /> <Key keys="ArrowDown" /> move
              </span>
              <span className="flex items-center gap-1">
                <Key keys="Enter" /> run
              </span>
              <span className="flex items-center gap-1">
                <Key keys="Mod+C" /> copy as command
              </span>
              <span role="status" className="ml-auto">
                {plural(shown, "result")}
              </span>
            </div>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const valueOfSession = (name: string): string => `session ${name}`;
const valueOfAction = (heading: string, name: string): string => `${heading} ${name}`.trim();

function Heading({ text }: { readonly text: string }) {
  return <span className="block px-3 pb-0.5 pt-2 text-label text-text3">{text}</span>;
}

function Actions(props: {
  readonly heading: string;
  readonly actions: readonly PaletteAction[];
  readonly onRun: (action: () => void) => void;
}) {
  if (props.actions.length === 0) return null;
  return (
    <Command.Group heading={<Heading text={props.heading} />}>
      {props.actions.map((action) => (
        <Command.Item
          key={action.name}
          value={valueOfAction(props.heading, action.name)}
          className={itemClass}
          onSelect={() => props.onRun(action.run)}
        >
          <span className="w-56 shrink-0 truncate">{action.name}</span>
          <span className="min-w-0 flex-1 truncate text-small text-text3 group-data-[selected=true]:text-text2">
            {action.consequence}
          </span>
          {action.keys?.split(" ").map((keys) => (
            <Key key={keys} keys={keys} />
          ))}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
