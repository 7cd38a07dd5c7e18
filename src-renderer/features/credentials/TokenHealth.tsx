import type { Credential, CredentialEvent } from "../../../src-shared/model/credential.ts";
import { clock, count, uptime } from "../../format/formats.ts";

const day = 86_400_000;

/** The last 24 hours of a value that ends: renewals as ticks, now, and its end. The log below says the same in words. */
export function TokenHealth(props: {
  readonly credential: Credential;
  readonly log: readonly CredentialEvent[];
  readonly now: number;
}) {
  const { credential, log, now } = props;
  const { expiresAt } = credential;
  const renewed = log.filter(({ event }) => event === "renewed");
  const failed = log.filter(({ event }) => event === "renewal_failed" || event === "rejected");
  const end = expiresAt === null ? null : Date.parse(expiresAt);
  const from = now - day;
  const to = Math.max(now + day / 8, end === null ? 0 : Math.min(end, now + day));
  const share = (at: number): string => `${Math.min(1, Math.max(0, (at - from) / (to - from))) * 100}%`;
  const inSight = renewed.filter(({ at }) => Date.parse(at) > from);
  const figures = [
    [end === null ? "unknown" : end <= now ? "ended" : uptime(end - now), "until its end"],
    [count(renewed.length), "renewals"],
    [count(failed.length), "failures"],
  ] as const;
  return (
    <section aria-label="Health over 24 hours" className="flex flex-col gap-3 p-4">
      <h3 className="flex items-baseline justify-between font-medium">
        Health <span className="text-small font-normal text-text3">24 hours</span>
      </h3>
      {credential.id === "chatgpt" && (
        <p className="text-small text-text2">
          Renewed once, here, for all sessions. No session can log another one out.
        </p>
      )}
      {end !== null && (
        <div
          role="img"
          aria-label={`Renewed ${count(inSight.length)} times in 24 hours; ends ${uptime(Math.max(0, end - now))} from now`}
        >
          <div className="relative h-4 border border-line">
            <div className="absolute inset-y-0 left-0 bg-ok-tint" style={{ width: share(now) }} />
            {inSight.map(({ at }) => (
              <div key={at} className="absolute inset-y-0 w-0.5 bg-ok" style={{ left: share(Date.parse(at)) }} />
            ))}
            <div className="absolute -inset-y-1 w-0.5 bg-text" style={{ left: share(now) }} />
          </div>
          <p className="flex justify-between pt-1 text-label text-text3" aria-hidden>
            <span>{clock(from).slice(0, 5)}</span>
            <span>{end - now < day ? `ends ${clock(end).slice(0, 5)}` : ""}</span>
          </p>
        </div>
      )}
      <dl className="grid grid-cols-3 gap-2">
        {figures.map(([value, name]) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="text-label text-text3">{name}</dt>
            <dd className="text-figure font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
