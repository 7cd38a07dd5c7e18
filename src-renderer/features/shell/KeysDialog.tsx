import { Dialog } from "../../ui/Dialog.tsx";
import { Key } from "../../ui/Key.tsx";
import { useDialogs } from "./dialogs.ts";
import { keyHelp } from "./keyHelp.ts";

export function KeysDialog() {
  return (
    <Dialog title="Keys" wide onClose={() => useDialogs.setState({ keys: false })}>
      <div role="region" aria-label="All keys" tabIndex={0} className="grid grid-cols-2 gap-x-8 gap-y-4 overflow-auto">
        {keyHelp.map(({ place, inTerminal = false, keys }) => (
          <section key={place}>
            <h2 className="pb-1 text-small text-text3">{place}</h2>
            <dl className="grid grid-cols-[1fr_auto] gap-y-1">
              {keys.map(([key, what]) => (
                <div key={key} className="contents">
                  <dt className="text-text2">{what}</dt>
                  <dd className="text-right">
                    {key.split(" ").map((one) => (
                      <Key key={one} keys={one} inTerminal={inTerminal} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
