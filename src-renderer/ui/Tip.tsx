import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import type { Shortcut } from "../keys/commands.ts";
import { Key } from "./Key.tsx";

/** Says what a thing is, and its key. */
export function Tip(props: {
  readonly text: ReactNode;
  readonly keys?: Shortcut | null;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{props.children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-96 items-center gap-2 rounded-control border border-line bg-raised px-2 py-1 text-small text-text2 shadow-floating"
        >
          {props.text}
          {props.keys && <Key keys={props.keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
