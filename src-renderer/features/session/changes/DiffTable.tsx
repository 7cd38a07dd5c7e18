import { clsx } from "clsx";
import { Fragment, useState } from "react";
import { neutralise } from "../../../format/neutralise.ts";
import { runKey } from "../../../keys/fixedKeys.ts";
import { inputClass } from "../../../ui/Field.tsx";
import type { DiffHunk, DiffLine, DiffRow } from "./diffRows.ts";

/** Two sides, line by line. A click on a line's number comments on it, where somebody listens. */
export function DiffTable(props: {
  readonly hunks: readonly DiffHunk[];
  readonly onComment: ((line: number, comment: string) => void) | null;
}) {
  const { hunks, onComment } = props;
  const [commented, setCommented] = useState<string | null>(null);
  return (
    <table className="w-full table-fixed border-collapse font-mono text-log">
      <colgroup>
        <col className="w-12" />
        <col className="w-4" />
        <col />
        <col className="w-12" />
        <col className="w-4" />
        <col />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th>Line before</th>
          <th colSpan={2}>Before</th>
          <th>Line now</th>
          <th colSpan={2}>Now</th>
        </tr>
      </thead>
      {hunks.map(({ rows }, at) => (
        // A hunk has no name but its place.
        <tbody key={keyOf(rows[0])}>
          {at > 0 && (
            <tr>
              <td colSpan={6} className="border-y border-line bg-bg px-3 py-1 font-sans text-label text-text3">
                lines that did not change
              </td>
            </tr>
          )}
          {rows.map((row) => {
            const key = keyOf(row);
            return (
              <Fragment key={key}>
                <Row row={row} onNumber={onComment && (() => setCommented(commented === key ? null : key))} />
                {commented === key && row.right && onComment && (
                  <CommentRow
                    line={row.right.number}
                    onDone={(comment) => {
                      setCommented(null);
                      if (comment !== "") onComment(row.right?.number ?? 0, comment);
                    }}
                  />
                )}
              </Fragment>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

const keyOf = (row: DiffRow | undefined): string => `${row?.left?.number ?? ""} ${row?.right?.number ?? ""}`;

function Row({ row, onNumber }: { readonly row: DiffRow; readonly onNumber: (() => void) | null }) {
  const { left, right, changed } = row;
  return (
    <tr className="align-top [content-visibility:auto]">
      <td className="select-none px-2 text-right text-text3">{left?.number}</td>
      <Side line={left} mark={changed && left ? "−" : null} />
      <td className="select-none border-l border-line px-2 text-right text-text3">
        {right &&
          (onNumber ? (
            <button
              type="button"
              aria-label={`Comment on line ${right.number}`}
              title="Comment on this line"
              onClick={onNumber}
              className="hover:text-accent hover:underline"
            >
              {right.number}
            </button>
          ) : (
            right.number
          ))}
      </td>
      <Side line={right} mark={changed && right ? "+" : null} />
    </tr>
  );
}

const sides = {
  "−": { tone: "bg-danger-tint", word: "removed: " },
  "+": { tone: "bg-ok-tint", word: "added: " },
};

function Side({ line, mark }: { readonly line: DiffLine | null; readonly mark: keyof typeof sides | null }) {
  const side = mark && sides[mark];
  return (
    <>
      <td aria-hidden className={clsx("select-none text-center text-text3", side?.tone)}>
        {mark}
      </td>
      <td className={clsx("whitespace-pre-wrap break-all pr-2", side?.tone)}>
        {side && <span className="sr-only">{side.word}</span>}
        {line && <bdi>{neutralise(line.text.replaceAll("\t", "    "), 2000)}</bdi>}
      </td>
    </>
  );
}

function CommentRow({ line, onDone }: { readonly line: number; readonly onDone: (comment: string) => void }) {
  return (
    <tr>
      <td colSpan={6} className="border-y border-line bg-raised p-2">
        <input
          ref={(input) => input?.focus()}
          data-field
          aria-label={`Comment on line ${line}`}
          placeholder="What the agent should do here. Enter shows what would be typed."
          autoComplete="off"
          onKeyDown={(event) => {
            const { value } = event.currentTarget;
            event.stopPropagation();
            runKey(event, { Enter: () => onDone(value.trim()), Escape: () => onDone("") });
          }}
          className={`${inputClass} font-sans`}
        />
      </td>
    </tr>
  );
}
