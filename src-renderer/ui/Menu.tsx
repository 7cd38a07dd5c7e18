import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import type { Shortcut } from "../keys/commands.ts";
import { Key } from "./Key.tsx";

export interface MenuItem {
  readonly name: string;
  readonly keys?: Shortcut | null;
  readonly note?: string;
  readonly danger?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}

const landmarks = "[role=dialog], [role=alertdialog], main, nav, aside, footer";

/** A menu on a button. Items say what they would do where that is not plain. */
export function Menu(props: {
  readonly trigger: ReactNode;
  readonly items: readonly (MenuItem | "line")[];
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}) {
  const { trigger, items, open, onOpenChange } = props;
  const button = useRef<HTMLButtonElement>(null);
  // For those who go by landmarks, a menu is where its button is.
  const place = (): HTMLElement => button.current?.closest<HTMLElement>(landmarks) ?? document.body;
  return (
    <DropdownMenu.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
      modal={false}
    >
      <DropdownMenu.Trigger asChild ref={button}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={place()}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          // In sight, even where its button has been scrolled out of it.
          sticky="always"
          className="appear z-50 min-w-48 max-w-[min(384px,calc(100vw-16px))] rounded-panel border border-line bg-raised p-1 shadow-floating"
        >
          {items.map((item, at) =>
            item === "line" ? (
              <DropdownMenu.Separator key={`line before ${nameAt(items, at + 1)}`} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={item.name}
                onSelect={item.run}
                className="group flex cursor-default items-center gap-3 rounded-control px-2 py-1 outline-none data-[highlighted]:bg-active"
              >
                <span className="min-w-0 flex-1">
                  <span className={item.danger ? "text-danger" : "text-text"}>
                    {item.checked ? "✓ " : ""}
                    {item.name}
                  </span>
                  {item.note && (
                    <span className="block text-small text-text3 group-data-[highlighted]:text-text2">{item.note}</span>
                  )}
                </span>
                {item.keys && <Key keys={item.keys} />}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function nameAt(items: readonly (MenuItem | "line")[], at: number): string {
  const item = items[at];
  return item === undefined || item === "line" ? "the end" : item.name;
}
