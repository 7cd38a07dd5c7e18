import { clsx } from "clsx";
import type { FileChange } from "../../../../src-shared/model/workspaceChanges.ts";
import { diffTotals, shortPath } from "../../../format/formats.ts";
import { neutralise } from "../../../format/neutralise.ts";
import { Outside } from "../../../ui/Outside.tsx";

const letters: Readonly<Record<FileChange["kind"], string>> = { added: "A", changed: "M", deleted: "D" };

/** A changed file: what became of it, where it lies, how much of it changed. */
export function FileLine(props: {
  readonly file: FileChange;
  readonly chosen: boolean;
  /** Characters that a path may have before its middle is left out. */
  readonly pathLength?: number;
  readonly onChoose: () => void;
}) {
  const { file, chosen, onChoose, pathLength = 44 } = props;
  return (
    <button
      type="button"
      aria-current={chosen || undefined}
      {...(chosen ? { "data-autofocus": true } : {})}
      onClick={onChoose}
      title={neutralise(`${file.path}, ${file.kind}${file.uncommitted ? ", not in a commit" : ""}`, 600)}
      className={clsx(
        "flex h-[26px] w-full items-center gap-2 px-3 text-left font-mono text-small",
        "focus-visible:outline-offset-[-2px]",
        chosen ? "bg-selected" : "row-hover",
      )}
    >
      <span aria-hidden className="w-3 shrink-0 text-text3">
        {letters[file.kind]}
      </span>
      <span className="sr-only">{file.kind} </span>
      <span className="min-w-0 flex-1 truncate">
        <Outside text={shortPath(file.path, pathLength)} limit={200} />
      </span>
      {file.uncommitted && <span className="shrink-0 font-sans text-label text-text3">uncommitted</span>}
      <span className="shrink-0 text-text3">
        {file.added === null ? "binary" : diffTotals({ added: file.added, removed: file.removed ?? 0 })}
      </span>
    </button>
  );
}
