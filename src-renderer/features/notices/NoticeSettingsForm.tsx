import { type ReactNode, useEffect, useRef, useState } from "react";
import {
  clockText,
  minuteOf,
  type NoticeSettings,
  type QuietHours,
  usualQuietHours,
} from "../../../src-shared/notices/settings.ts";
import { desktop } from "../../connection/electronChannel.ts";
import { clock } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { changeNoticeSettings, pauseNotices, useNotices } from "../../state/notices.ts";
import { useRoute } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { inputClass } from "../../ui/Field.tsx";
import { browserProblem, turnOnInBrowser } from "./turnOn.ts";

/** When and how a person is told of something outside the app. */
export function NoticeSettingsForm() {
  const settings = useNotices((notices) => notices.settings);
  const { path } = useRoute();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (path[1] === "notifications") place.current?.scrollIntoView({ block: "center" });
  }, [path]);
  const set = (part: Partial<NoticeSettings>): void => changeNoticeSettings(part);
  return (
    <div ref={place} className="flex flex-col gap-3">
      {desktop ? (
        <Tick
          id="notices-on"
          name="Notifications of the system"
          about="When a session starts to wait, ends or is not started, or a request is held, and its tab is not in front of you."
          checked={settings.isOn}
          onChange={(isOn) => set({ isOn })}
        />
      ) : (
        <BrowserSwitch isOn={settings.isOn} />
      )}
      <Tick
        id="notices-sound"
        name="Sound"
        about="As the system plays it for notifications."
        checked={settings.hasSound}
        onChange={(hasSound) => set({ hasSound })}
      />
      <Tick
        id="notices-words"
        name="Add the agent's own words"
        about='In quotes after "Agent:", at most 120 characters. They come from the container, not verified, and show on a locked screen too.'
        checked={settings.hasAgentWords}
        onChange={(hasAgentWords) => set({ hasAgentWords })}
      />
      <Tick
        id="notices-quiet"
        name="Quiet hours"
        about="Nothing is shown outside the app; the bell keeps the list."
        checked={settings.quietHours !== null}
        onChange={(isQuiet) => set({ quietHours: isQuiet ? usualQuietHours : null })}
      />
      {settings.quietHours !== null && <QuietTimes hours={settings.quietHours} />}
      <PauseLine settings={settings} />
    </div>
  );
}

/** A browser asks its person for leave, and may only be made to by a press on this very button. */
function BrowserSwitch({ isOn }: { readonly isOn: boolean }) {
  // Asked anew with every tick: the browser's own settings may change at any time, and tell nobody.
  useNow();
  const problem = browserProblem();
  const works = isOn && problem === null && Notification.permission === "granted";
  return (
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <p>Notifications of this browser</p>
        <p className="text-small text-text3">
          {problem ??
            (works
              ? "On, while a tab of Clauderon is open. They say nothing of what your tab shows."
              : "Off. The bell in the status bar has everything; your browser will ask you once.")}
        </p>
      </div>
      {works ? (
        <Button onClick={() => changeNoticeSettings({ isOn: false })}>Turn off</Button>
      ) : (
        <Button disabled={problem !== null} onClick={() => void turnOnInBrowser()}>
          Turn on
        </Button>
      )}
    </div>
  );
}

function QuietTimes({ hours }: { readonly hours: QuietHours }) {
  return (
    <fieldset aria-label="Quiet hours" className="flex flex-wrap gap-4 pl-[26px]">
      <ClockField
        label="from"
        minute={hours.from}
        onChange={(from) => changeNoticeSettings({ quietHours: { ...hours, from } })}
      />
      <ClockField
        label="to"
        minute={hours.to}
        onChange={(to) => changeNoticeSettings({ quietHours: { ...hours, to } })}
      />
    </fieldset>
  );
}

/** A time of day as every clock of the app has it; a browser's own field would follow its language. */
function ClockField(props: {
  readonly label: string;
  readonly minute: number;
  readonly onChange: (minute: number) => void;
}) {
  const { label, minute, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && minuteOf(typed) === null;
  return (
    <label className="flex items-center gap-2">
      <span className="text-text2">{label}</span>
      <input
        data-field
        inputMode="numeric"
        maxLength={5}
        placeholder="22:00"
        aria-invalid={isWrong}
        value={typed ?? clockText(minute)}
        onChange={({ target }) => {
          setTyped(target.value);
          const given = minuteOf(target.value);
          if (given !== null) onChange(given);
        }}
        onBlur={() => setTyped(null)}
        className={`${inputClass} tabular-nums`}
        style={{ width: 72 }}
      />
    </label>
  );
}

function PauseLine({ settings }: { readonly settings: NoticeSettings }) {
  const isPaused = useNow() < settings.pausedUntil;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="min-w-40 flex-1 text-text2">
        {isPaused ? `Paused until ${clock(settings.pausedUntil).slice(0, 5)}` : "Pause notifications"}
      </span>
      {isPaused ? (
        <Button small onClick={() => pauseNotices(null)}>
          Resume
        </Button>
      ) : (
        <>
          <Button small onClick={() => pauseNotices("30 minutes")}>
            30 minutes
          </Button>
          <Button small onClick={() => pauseNotices("until tomorrow")}>
            Until tomorrow
          </Button>
        </>
      )}
    </div>
  );
}

export function Tick(props: {
  readonly id: string;
  readonly name: string;
  readonly about: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const { id, name, about, checked, onChange } = props;
  return (
    <label htmlFor={id} className="flex items-start gap-3">
      <CheckBox id={id} checked={checked} onChange={({ target }) => onChange(target.checked)} />
      <span>
        {name} <span className="block text-small text-text3">{about}</span>
      </span>
    </label>
  );
}
