import { Settings } from "lucide-react";
import type { Notice } from "../../../src-shared/notices/notice.ts";
import { isMuted, isQuiet } from "../../../src-shared/notices/settings.ts";
import { clock } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { dismissNotice, pauseNotices, useNotices } from "../../state/notices.ts";
import { go } from "../../state/route.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { NoticeRow } from "./NoticeRow.tsx";
import { settingsAddress } from "./noticeActions.ts";

const groups: readonly (readonly [string, readonly Notice["kind"][]])[] = [
  ["Held for approval", ["held"]],
  ["Waiting for you", ["waiting"]],
  ["Not started, or failed", ["red", "failed"]],
  ["Finished", ["ended"]],
];

/** What started to wait, ended, was held or was not started, since somebody looked. What is over leaves by itself. */
export function NoticesPanel({ onClose }: { readonly onClose: () => void }) {
  const list = useNotices((notices) => notices.list);
  const hasAgentWords = useNotices(({ settings }) => settings.hasAgentWords);
  const now = useNow();
  const open = (notice: Notice): void => {
    onClose();
    dismissNotice(notice.key);
    go(notice.screen);
  };
  return (
    <>
      <header className="flex h-10 shrink-0 items-center gap-1 border-b border-line pl-3 pr-2">
        <h2 className="flex-1 font-semibold">Notifications</h2>
        {list.length > 0 && (
          <Button kind="quiet" small onClick={() => dismissNotice(null)}>
            Clear all
          </Button>
        )}
        <PauseMenu now={now} />
        <IconButton
          label="Notification settings"
          onClick={() => {
            onClose();
            go(settingsAddress);
          }}
        >
          <Settings size={14} aria-hidden />
        </IconButton>
      </header>
      {list.length === 0 ? (
        <p className="px-3 py-4 text-text3">Nothing new. A session that waits, ends or is held shows here.</p>
      ) : (
        <div className="min-h-0 flex-1 overflow-auto pb-1">
          {groups.map(([name, kinds]) => {
            const notices = list.filter(({ kind }) => kinds.includes(kind));
            if (notices.length === 0) return null;
            return (
              <section key={name} aria-label={name}>
                <h3 className="flex h-7 items-center gap-2 px-3 text-label text-text3">
                  {name} <span className="tabular-nums">{notices.length}</span>
                </h3>
                <ul>
                  {notices.map((notice) => (
                    <NoticeRow
                      key={notice.key}
                      notice={notice}
                      now={now}
                      hasAgentWords={hasAgentWords}
                      onOpen={() => open(notice)}
                    />
                  ))}
                </ul>
              </section>
            );
          })}
        </div>
      )}
      <QuietLine now={now} />
    </>
  );
}

function PauseMenu({ now }: { readonly now: number }) {
  const settings = useNotices((notices) => notices.settings);
  // What is off needs no pause.
  if (!settings.isOn || now < settings.pausedUntil) return null;
  return (
    <Menu
      trigger={
        <Button kind="quiet" small>
          Pause
        </Button>
      }
      items={[
        { name: "30 minutes", run: () => pauseNotices("30 minutes") },
        { name: "Until tomorrow", run: () => pauseNotices("until tomorrow") },
      ]}
    />
  );
}

/** Why nothing shows outside the app just now. */
function QuietLine({ now }: { readonly now: number }) {
  const settings = useNotices((notices) => notices.settings);
  if (!settings.isOn || !isMuted(settings, now)) return null;
  const isPaused = now < settings.pausedUntil;
  return (
    <p className="flex shrink-0 items-center gap-2 border-t border-line px-3 py-2 text-small text-text2">
      <span className="flex-1">
        {isPaused
          ? `Paused until ${clock(settings.pausedUntil).slice(0, 5)}. New ones show here only.`
          : isQuiet(settings.quietHours, new Date(now)) && "Quiet hours. New ones show here only."}
      </span>
      {isPaused && (
        <Button small onClick={() => pauseNotices(null)}>
          Resume
        </Button>
      )}
    </p>
  );
}
