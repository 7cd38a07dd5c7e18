import { clsx } from "clsx";
import { type PointerEvent, useRef } from "react";
import { runKey } from "../../keys/fixedKeys.ts";
import { columnLimits } from "./auditColumns.ts";

/** Pixels of an arrow key; with Shift five times as many. */
const step = 8;

/** By the mouse, or by the arrows; a double click or Enter gives the usual width. */
export function ColumnEdge(props: {
  readonly name: string;
  readonly width: number;
  /** It lies at the column's left, and moves the other way. */
  readonly toTheLeft: boolean;
  /** Tab comes to this one. */
  readonly isStop: boolean;
  readonly describedBy: string;
  /** While it is dragged. */
  readonly onDraw: (width: number) => void;
  /** Null: the usual one. */
  readonly onKeep: (width: number | null) => void;
  readonly onFocus: () => void;
}) {
  const { width, toTheLeft, onDraw, onKeep } = props;
  const from = useRef<number | null>(null);
  const grown = (by: number): number =>
    Math.min(columnLimits.most, Math.max(columnLimits.least, Math.round(width + (toTheLeft ? -by : by))));
  const end = ({ clientX }: PointerEvent, isDone: boolean): void => {
    const start = from.current;
    from.current = null;
    if (start === null) return;
    if (!isDone) onDraw(width);
    else if (grown(clientX - start) !== width) onKeep(grown(clientX - start));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${props.name}`}
      aria-valuenow={width}
      aria-valuemin={columnLimits.least}
      aria-valuemax={columnLimits.most}
      aria-describedby={props.describedBy}
      data-edge
      tabIndex={props.isStop ? 0 : -1}
      onFocus={props.onFocus}
      onKeyDown={(event) => {
        runKey(event, {
          ArrowLeft: () => onKeep(grown(-step)),
          ArrowRight: () => onKeep(grown(step)),
          "Shift+ArrowLeft": () => onKeep(grown(-5 * step)),
          "Shift+ArrowRight": () => onKeep(grown(5 * step)),
          ArrowUp: () => toNeighbour(event.currentTarget, -1),
          ArrowDown: () => toNeighbour(event.currentTarget, 1),
          Enter: () => onKeep(null),
        });
      }}
      // The keys stay where they were: a mouse that sizes a column does not leave the list.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientX;
      }}
      onPointerMove={({ clientX }) => {
        if (from.current !== null) onDraw(grown(clientX - from.current));
      }}
      onPointerUp={(event) => end(event, true)}
      onPointerCancel={(event) => end(event, false)}
      onDoubleClick={() => onKeep(null)}
      className={clsx(
        "group absolute inset-y-0 flex w-3 cursor-col-resize touch-none select-none justify-center -outline-offset-1",
        toTheLeft ? "-left-2.5" : "-right-0.5",
      )}
    >
      <span className="my-1.5 w-px group-hover:bg-control group-active:bg-accent group-focus-visible:w-0.5 group-focus-visible:bg-accent" />
    </div>
  );
}

function toNeighbour(edge: HTMLElement, by: 1 | -1): void {
  const edges = [...(edge.closest("[role=row]")?.querySelectorAll<HTMLElement>("[data-edge]") ?? [])];
  edges[edges.indexOf(edge) + by]?.focus();
}
