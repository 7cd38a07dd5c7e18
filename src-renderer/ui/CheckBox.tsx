import type { ComponentProps } from "react";

/** A box to tick, drawn as every control: its edge is the control colour, ticked it is the accent. */
export function CheckBox(props: Omit<ComponentProps<"input">, "type" | "className">) {
  return (
    <input
      type="checkbox"
      {...props}
      className="check size-3.5 shrink-0 appearance-none rounded-tag border border-control bg-bg checked:border-accent checked:bg-accent"
    />
  );
}
