import { type HelpLine, helpSections } from "../../keys/help.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Key } from "../../ui/Key.tsx";
import { useDialogs } from "./dialogs.ts";

/** Every key that works now, by where it does. */
export function KeysDialog() {
  const close = (): void => useDialogs.setState({ keys: false });
  return (
    <Dialog title="Keys" wide onClose={close}>
      <div
        role="region"
        aria-label="All keys"
        tabIndex={0}
        className="-mx-2 min-h-0 columns-2 gap-x-8 overflow-auto px-2 py-1 max-[700px]:columns-1"
      >
        {helpSections().map(({ place, name, inTerminal, lines }) => (
          <section key={place} className="break-inside-avoid-column pb-4">
            <h2 className="pb-1 text-small text-text3">{name}</h2>
            <dl className="flex flex-col gap-1">
              {lines.map((line) => (
                <div key={line.what} className="flex items-center justify-between gap-3" data-help={line.ids.join(" ")}>
                  <dt className="text-text2">{line.what}</dt>
                  <dd className="flex shrink-0 items-center justify-end gap-1 text-label text-text3">
                    <Strokes line={line} inTerminal={inTerminal} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="flex justify-end">
        <Button
          onClick={() => {
            close();
            go("/settings/keys");
          }}
        >
          Change keys…
        </Button>
      </div>
    </Dialog>
  );
}

/** Of a row of keys the first and the last. */
function Strokes({ line: { ids }, inTerminal }: { readonly line: HelpLine; readonly inTerminal: boolean }) {
  const [first, last] = [ids[0], ids.at(-1)];
  return (
    <>
      {first && <Key keys={first} inTerminal={inTerminal} />}
      {last && ids.length > 1 && (
        <>
          to <Key keys={last} inTerminal={inTerminal} />
        </>
      )}
    </>
  );
}
