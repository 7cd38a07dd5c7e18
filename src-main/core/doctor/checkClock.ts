import { type Check, pass, skip, warn } from "./ports.ts";

const clockHost = "api.anthropic.com";
/** Certificates and tokens bear a few minutes; records that disagree with a service's logs by more mislead. */
const mostSkewSeconds = 60;

export const checkClock: Check = {
  id: "clock",
  group: "host",
  title: "Clock",
  async run({ policies }) {
    // Any answer has the time. No credential is sent.
    const answer = await policies.fetch(`https://${clockHost}/`, { method: "HEAD", headers: {} }).catch(() => null);
    return clockFinding(answer?.date ?? null, new Date());
  },
};

/** `serverTime` has whole seconds and is as old as the answer's way here. */
export function clockFinding(serverTime: Date | null, now: Date): ReturnType<typeof pass> {
  if (serverTime === null || Number.isNaN(serverTime.getTime()))
    return skip(`${clockHost} told no time; nothing to compare with.`);
  const skew = Math.round((now.getTime() - serverTime.getTime()) / 1000);
  if (Math.abs(skew) <= mostSkewSeconds) return pass(`within ${mostSkewSeconds} s of ${clockHost}`);
  return warn(
    `The clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead of" : "behind"} ${clockHost}.`,
    "Let the system set its clock from the network, for example with `timedatectl set-ntp true`.",
  );
}
