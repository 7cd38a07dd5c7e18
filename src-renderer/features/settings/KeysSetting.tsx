import { useEffect, useRef, useState } from "react";
import { withoutKey } from "../../keys/bindings.ts";
import { inWordsHere } from "../../keys/commands.ts";
import { helpSections } from "../../keys/help.ts";
import { type CommandId, entryOf } from "../../keys/keymap.ts";
import { inBrowser } from "../../keys/platform.ts";
import { usePreferences } from "../../state/preferences.ts";
import { useRoute } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { inputClass } from "../../ui/Field.tsx";
import { Key } from "../../ui/Key.tsx";
import { KeyRecorder } from "./KeyRecorder.tsx";

/** Every key of the app: found by what it does or by the key itself, changed, and put back. */
export function KeysSetting() {
  const { path } = useRoute();
  const bindings = usePreferences((preferences) => preferences.keys);
  const [search, setSearch] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const asked = path[1] === "keys";
  useEffect(() => {
    if (!asked) return;
    box.current?.scrollIntoView({ block: "start" });
    box.current?.querySelector<HTMLElement>("input")?.focus({ preventScroll: true });
  }, [asked]);
  const wanted = search.toLowerCase().trim();
  const sections = helpSections()
    .map(({ name, inTerminal, lines }) => ({
      name,
      inTerminal,
      ids: lines.flatMap(({ ids }) => ids).filter((id) => words(id, name, inTerminal).includes(wanted)),
    }))
    .filter(({ ids }) => ids.length > 0);
  const changed = Object.keys(bindings).length;
  return (
    <div ref={box} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <input
          data-field
          aria-label="Search keys"
          placeholder="What it does, or the key"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className={inputClass}
          style={{ width: 220 }}
        />
        <span role="status" className="text-small text-text3">
          {changed === 0 ? "None changed" : `${changed} changed`}
        </span>
        <span className="ml-auto" />
        <Button small disabled={changed === 0} onClick={() => usePreferences.setState({ keys: {} })}>
          Reset all keys
        </Button>
      </div>
      {sections.map(({ name, inTerminal, ids }) => (
        <section key={name} aria-label={`Keys: ${name}`}>
          <h3 className="pb-0.5 pt-2 text-small text-text3">{name}</h3>
          <ul>
            {ids.map((id) => (
              <KeyRow key={id} id={id} inTerminal={inTerminal} changed={id in bindings} />
            ))}
          </ul>
        </section>
      ))}
      {sections.length === 0 && <p className="text-text3">No key matches “{search}”.</p>}
    </div>
  );
}

function KeyRow(props: { readonly id: CommandId; readonly inTerminal: boolean; readonly changed: boolean }) {
  const { id, inTerminal, changed } = props;
  const { what, fixed, also = [] } = entryOf(id);
  return (
    <li className="flex min-h-[28px] flex-wrap items-center gap-2 border-b border-line py-0.5">
      <span className="min-w-0 flex-1">{what}</span>
      {also.length > 0 && (
        <span className="text-small text-text3">
          also {also.map((keys) => inWordsHere(keys, inTerminal)).join(", ")}
        </span>
      )}
      {fixed ? (
        <span className="flex items-center gap-2 text-small text-text3">
          stays <Key keys={id} inTerminal={inTerminal} />
        </span>
      ) : (
        <KeyRecorder id={id} inTerminal={inTerminal} />
      )}
      {changed && (
        <Button
          small
          kind="quiet"
          aria-label={`Reset the key for ${what}`}
          onClick={() => usePreferences.setState(({ keys }) => ({ keys: withoutKey(keys, id, inBrowser) }))}
        >
          Reset
        </Button>
      )}
    </li>
  );
}

function words(id: CommandId, place: string, inTerminal: boolean): string {
  const { what, keys, also = [] } = entryOf(id);
  const chosen = usePreferences.getState().keys[id] ?? keys;
  return `${place} ${what} ${[chosen, ...also].map((one) => inWordsHere(one, inTerminal)).join(" ")}`.toLowerCase();
}
