import { clsx } from "clsx";
import type { FileChange } from "../../../../src-shared/model/workspaceChanges.ts";
import { diffTotals } from "../../../format/formats.ts";
import { neutralise } from "../../../format/neutralise.ts";
import { Outside } from "../../../ui/Outside.tsx";

const letters: Readonly<Record<FileChange["kind"], string>> = { added: "A", changed: "M", deleted: "D" };

/** A changed file: what became of it, where it lies, how much of it changed. */
export function FileLine(props: {
  readonly file: FileChange;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { file, chosen, onChoose } = props;
  const nameAt = file.path.lastIndexOf("/") + 1;
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
      <span className="flex min-w-0 flex-1">
        {/* The name tells files apart: it is the last to be shortened. */}
        {nameAt > 0 && (
          <span className="min-w-0 shrink-[9999] truncate">
            <Outside text={file.path.slice(0, nameAt)} limit={200} />
          </span>
        )}
        <span className="min-w-0 truncate">
          <Outside text={file.path.slice(nameAt)} limit={200} />
        </span>
      </span>
      {file.uncommitted && (
        <span className="shrink-0 @max-[240px]:sr-only font-sans text-label text-text3">uncommitted</span>
      )}
      <span className="shrink-0 text-text3">
        {file.added === null ? "binary" : diffTotals({ added: file.added, removed: file.removed ?? 0 })}
      </span>
    </button>
  );
}
