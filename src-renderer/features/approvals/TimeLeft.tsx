import type { Approval } from "../../../src-shared/model/approval.ts";
import { leftText, spanText } from "./words.ts";

/** How much of the time is left, as a bar and in words; read out when asked for, never counted down aloud. */
export function TimeLeft({ approval, now }: { readonly approval: Approval; readonly now: number }) {
  const end = Date.parse(approval.expiresAt);
  const whole = Math.max(1, end - Date.parse(approval.askedAt));
  const left = Math.min(1, Math.max(0, (end - now) / whole));
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label="Time left to answer"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(left * 100)}
        aria-valuetext={`${leftText(approval.expiresAt, now)} left`}
        className="h-0.5 flex-1 bg-line"
      >
        <div className="h-full bg-warn" style={{ width: `${left * 100}%` }} />
      </div>
      <span className="text-small text-warn">
        {leftText(approval.expiresAt, now)} left <span className="text-text3">of {spanText(whole)}</span>
      </span>
    </div>
  );
}
