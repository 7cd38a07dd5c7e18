import { AlertDialog, Dialog as Radix } from "radix-ui";
import type { ReactNode, Ref } from "react";
import { runCommand } from "../keys/commands.ts";
import { Button } from "./Button.tsx";
import { useFocusReturn } from "./focusReturn.ts";

const scrim = "fixed inset-0 z-40 bg-scrim";
const box =
  "appear fixed left-1/2 top-1/2 z-40 flex max-h-[90vh] w-[480px] max-w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col gap-3 rounded-palette border border-line bg-raised p-4 shadow-floating";

/** A question whose answer loses something: Esc and Enter are the safe answer, the other is reached by Tab. */
export function DangerDialog(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel?: string;
  readonly ready?: boolean;
  /** Something else that could be done first. */
  readonly extra?: ReactNode;
  readonly cancelRef?: Ref<HTMLButtonElement>;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  const focus = useFocusReturn();
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={scrim} />
        <AlertDialog.Content
          className={box}
          {...focus}
          onKeyDown={(event) => {
            if (props.ready !== false) runCommand(event, { "dialogs.destroy": props.onConfirm });
          }}
        >
          <AlertDialog.Title className="text-figure font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="flex flex-col gap-2 overflow-auto text-text2">{props.children}</div>
          </AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2 pt-1">
            <AlertDialog.Cancel asChild ref={props.cancelRef}>
              <Button>{props.cancel ?? "Cancel"}</Button>
            </AlertDialog.Cancel>
            {props.extra}
            <Button kind="danger" keys="dialogs.destroy" disabled={props.ready === false} onClick={props.onConfirm}>
              {props.confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Something to read or to fill in over the screen. */
export function Dialog(props: {
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const focus = useFocusReturn();
  return (
    <Radix.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          {...focus}
          className={box}
          style={props.wide ? { width: 720 } : undefined}
          aria-describedby={undefined}
        >
          <Radix.Title className="text-figure font-semibold">{props.title}</Radix.Title>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel from the right for a form; the screen behind stays where it was. */
export function Sheet(props: {
  readonly title: string;
  /** Nearly the whole window, for what has two sides. */
  readonly wide?: boolean;
  /** Stands at the right of the title. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const focus = useFocusReturn();
  return (
    <Radix.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const target = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[data-autofocus]");
            if (!target) return;
            event.preventDefault();
            target.focus();
          }}
          style={props.wide ? { width: "min(1600px, calc(100vw - 48px))" } : undefined}
          className="appear fixed inset-y-0 right-0 z-40 flex w-[640px] max-w-full flex-col border-l border-line bg-surface shadow-floating"
        >
          <div className="flex h-11 shrink-0 items-center border-b border-line px-4">
            <Radix.Title className="flex-1 text-title font-semibold">{props.title}</Radix.Title>
            {props.note}
          </div>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
