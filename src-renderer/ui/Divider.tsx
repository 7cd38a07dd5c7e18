import { type GroupImperativeHandle, Separator } from "react-resizable-panels";
import { commandOf } from "../keys/commands.ts";
import { pressed } from "../keys/pressed.ts";

const arrows: Readonly<Record<"row" | "column", Readonly<Record<string, number>>>> = {
  row: { ArrowLeft: -1, ArrowRight: 1, "Shift+ArrowLeft": -5, "Shift+ArrowRight": 5 },
  column: { ArrowUp: -1, ArrowDown: 1, "Shift+ArrowUp": -5, "Shift+ArrowDown": 5 },
};

/** Between two panels of a group: by the mouse, or by the arrows a cell at a time, with Shift five. */
export function Divider(props: {
  readonly label: string;
  readonly direction: "row" | "column";
  readonly group: { readonly current: GroupImperativeHandle | null };
  /** Width and height of a cell of the terminals beside it, px. */
  readonly cell: { readonly width: number; readonly height: number };
  readonly onDoubleClick?: () => void;
}) {
  const { direction, group, cell } = props;
  // Before the panels' own listener, whose steps are a twentieth of everything and which keeps F6 for itself.
  const onKey = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    if (commandOf(event, ["app.nextRegion", "app.previousRegion"])) event.preventDefault();
    const cells = arrows[direction][pressed(event)];
    if (cells === undefined) return;
    event.preventDefault();
    const { currentTarget: divider } = event;
    const box = divider.parentElement?.getBoundingClientRect();
    const [before, after] = [divider.previousElementSibling?.id, divider.nextElementSibling?.id];
    const layout = group.current?.getLayout();
    if (!box || !layout || before === undefined || after === undefined) return;
    const share = cells * (direction === "row" ? cell.width / box.width : cell.height / box.height) * 100;
    group.current?.setLayout({
      ...layout,
      [before]: (layout[before] ?? 0) + share,
      [after]: (layout[after] ?? 0) - share,
    });
  };
  return (
    <Separator
      aria-label={props.label}
      onKeyDownCapture={onKey}
      onDoubleClick={props.onDoubleClick}
      className={`${direction === "row" ? "w-px" : "h-px"} bg-line focus-visible:bg-accent`}
    />
  );
}
