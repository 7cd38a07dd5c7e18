import { useState } from "react";
import { conflictOf, refusalOf, withKey } from "../../keys/bindings.ts";
import { inWordsHere, useStrokes } from "../../keys/commands.ts";
import { type CommandId, entryOf, placeOf, places } from "../../keys/keymap.ts";
import { inBrowser } from "../../keys/platform.ts";
import { pressed } from "../../keys/pressed.ts";
import { usePreferences } from "../../state/preferences.ts";
import { Button } from "../../ui/Button.tsx";

type Recording =
  | { readonly step: "no" }
  | { readonly step: "waits" }
  | { readonly step: "refused"; readonly reason: string }
  | { readonly step: "taken"; readonly keys: string; readonly by: CommandId };

/** Shows a command's key and takes another: Esc leaves it, Backspace takes it away, Tab goes on. */
export function KeyRecorder({ id, inTerminal }: { readonly id: CommandId; readonly inTerminal: boolean }) {
  const [recording, setRecording] = useState<Recording>({ step: "no" });
  const strokes = useStrokes(id, inTerminal);
  const { what } = entryOf(id);
  const stop = (): void => setRecording({ step: "no" });
  const take = (keys: string): void => {
    usePreferences.setState((before) => ({ keys: withKey(before.keys, id, keys, inBrowser) }));
    stop();
  };
  const record = (keys: string): void => {
    const reason = refusalOf(id, keys);
    const by = conflictOf(id, keys, usePreferences.getState().keys, inBrowser);
    if (keys === "Escape") stop();
    else if (keys === "Backspace") take("");
    else if (reason !== null) setRecording({ step: "refused", reason });
    else if (by !== null) setRecording({ step: "taken", keys, by });
    else take(keys);
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key === "Tab" || ["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    // Once it is asked whose key it is to be, Enter and Space are for the buttons again.
    if (recording.step === "taken" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    record(pressed(event));
  };
  const recorder = recording.step !== "no";
  const key = strokes.join(" ") || "no key";
  return (
    <>
      <button
        type="button"
        data-record={id}
        aria-label={recorder ? `Press the new key for ${what}` : `${what}: ${key}. Change`}
        aria-pressed={recorder}
        onClick={() => setRecording({ step: "waits" })}
        onKeyDown={recorder ? onKey : undefined}
        onBlur={() => recording.step !== "taken" && stop()}
        className={`h-6 min-w-16 rounded-control border px-2 font-mono text-label ${
          recorder ? "border-accent text-accent" : "border-control bg-bg text-text2 hover:bg-hover"
        }`}
      >
        {recorder ? "press a key" : key}
      </button>
      {recorder && (
        <p role="alert" className="w-full text-right text-small text-text2">
          {recording.step === "waits" && "Esc leaves it as it is, Backspace takes the key away."}
          {recording.step === "refused" && recording.reason}
          {recording.step === "taken" && (
            <>
              {inWordsHere(recording.keys, inTerminal)} is “{entryOf(recording.by).what}”,{" "}
              {places[placeOf(recording.by)].name}.{" "}
              <Button small onClick={() => take(recording.keys)}>
                Take it from there
              </Button>{" "}
              <Button small kind="quiet" onClick={stop}>
                Leave it
              </Button>
            </>
          )}
        </p>
      )}
    </>
  );
}
