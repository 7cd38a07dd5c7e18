import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { ariaKeys, type Shortcut, useStrokes } from "../keys/commands.ts";
import { Key } from "./Key.tsx";
import { Tip } from "./Tip.tsx";

const kinds = {
  primary: "bg-accent text-on-accent font-medium border-accent hover:brightness-110",
  normal: "bg-raised text-text border-line hover:bg-hover",
  quiet: "border-transparent text-text2 hover:bg-hover hover:text-text",
  danger: "bg-raised border-danger text-danger hover:bg-danger-tint",
};

export interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  readonly kind?: keyof typeof kinds;
  readonly small?: boolean;
  readonly keys?: Shortcut | undefined;
  readonly children: ReactNode;
}

export function Button({ kind = "normal", small = false, keys, children, ...rest }: ButtonProps) {
  const strokes = useStrokes(keys);
  return (
    <button
      type="button"
      aria-keyshortcuts={ariaKeys(keys)}
      {...rest}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border px-2.5 transition-colors duration-75 disabled:opacity-50",
        small ? "h-6 text-small" : "h-7 text-body",
        kinds[kind],
      )}
    >
      {children}
      {keys && kind !== "primary" && <Key keys={keys} />}
      {kind === "primary" && strokes.length > 0 && <span className="font-mono text-label">{strokes.join(" ")}</span>}
    </button>
  );
}

/** A button that is an icon only; its name is read out and shown in the tooltip. */
export function IconButton(
  props: Omit<ComponentProps<"button">, "className"> & {
    readonly label: string;
    readonly keys?: Shortcut | undefined;
    readonly pressed?: boolean;
    readonly children: ReactNode;
  },
) {
  const { label, keys, pressed, children, ...rest } = props;
  return (
    <Tip text={label} {...(keys ? { keys } : {})}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts={ariaKeys(keys)}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        {...rest}
        className={clsx(
          "inline-flex size-6 shrink-0 items-center justify-center rounded-control text-text3 hover:bg-hover hover:text-text disabled:opacity-50",
          pressed && "bg-active text-text",
        )}
      >
        {children}
      </button>
    </Tip>
  );
}
