import { clsx } from "clsx";
import { Bell, BellOff } from "lucide-react";
import { Popover } from "radix-ui";
import { isMuted } from "../../../src-shared/notices/settings.ts";
import { plural } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { useNotices } from "../../state/notices.ts";
import { Tip } from "../../ui/Tip.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { NoticesPanel } from "./NoticesPanel.tsx";

/** The bell of the status bar: what happened while nobody looked. */
export function NoticesButton() {
  const open = useDialogs((dialogs) => dialogs.notices);
  const list = useNotices((notices) => notices.list);
  const settings = useNotices((notices) => notices.settings);
  const now = useNow();
  const needs = list.filter(({ kind }) => kind !== "ended").length;
  const isQuiet = settings.isOn && isMuted(settings, now);
  const Icon = isQuiet ? BellOff : Bell;
  const setOpen = (notices: boolean): void => useDialogs.setState({ notices });
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Tip text={list.length === 0 ? "Notifications: nothing new" : `Notifications: ${list.length} new`}>
        <Popover.Trigger asChild>
          <button
            type="button"
            aria-label={list.length === 0 ? "Notifications" : `Notifications, ${plural(list.length, "new one")}`}
            className={clsx(
              "flex h-6 min-w-6 shrink-0 items-center justify-center gap-1 rounded-tag px-1.5 hover:bg-hover hover:text-text",
              needs > 0 && "text-warn",
              open && "bg-active text-text",
            )}
          >
            <Icon size={12} aria-hidden />
            {list.length > 0 && <span className="tabular-nums">{list.length}</span>}
          </button>
        </Popover.Trigger>
      </Tip>
      <Popover.Portal>
        <Popover.Content
          aria-label="Notifications"
          onOpenAutoFocus={(event) => {
            // The panel itself: the first button in it would open its tip, which Esc closes before the panel.
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="appear z-50 flex max-h-[min(640px,75vh)] w-[400px] max-w-[calc(100vw-16px)] flex-col rounded-panel border border-line bg-raised shadow-floating outline-none"
        >
          <NoticesPanel onClose={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
