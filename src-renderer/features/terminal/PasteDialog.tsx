import { count, plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

const shownLines = 30;

/** Shows what is about to be pasted, controls made visible: many lines can run as many commands. */
export function PasteDialog(props: {
  readonly text: string;
  readonly onPaste: () => void;
  readonly onStopAsking: (stop: boolean) => void;
  readonly onClose: () => void;
}) {
  const lines = props.text.split(/\r\n|\r|\n/);
  return (
    <Dialog title={`Paste ${plural(lines.length, "line")}?`} wide onClose={props.onClose}>
      <div
        role="document"
        onKeyDown={(event) => runKey(event, { Enter: props.onPaste })}
        className="flex min-h-0 flex-col gap-3"
      >
        <pre className="max-h-[50vh] overflow-auto rounded-control border border-line bg-bg p-2 font-mono text-small">
          {lines
            .slice(0, shownLines)
            .map((line) => neutralise(line))
            .join("\n")}
          {lines.length > shownLines && `\n… ${count(lines.length - shownLines)} more`}
        </pre>
        <div className="flex items-center gap-2">
          <label className="mr-auto flex items-center gap-2 text-small text-text2">
            <input
              type="checkbox"
              className="accent-accent"
              onChange={(event) => props.onStopAsking(event.target.checked)}
            />
            Don't ask for this session
          </label>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" keys="Enter" onClick={props.onPaste}>
            Paste
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
