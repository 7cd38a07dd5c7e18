import { request } from "node:https";
import { rootCertificates } from "node:tls";
import type { Upstream } from "../policy.ts";
import { type Check, pass, skip, warn } from "./ports.ts";

const clockHost = "api.anthropic.com";
const timeoutMs = 5_000;
/** Certificates and tokens bear a few minutes; records that disagree with a service's logs by more mislead. */
const mostSkewSeconds = 60;

export const checkClock: Check = {
  id: "clock",
  title: "Clock",
  async run({ policies }) {
    const upstream = policies.config.upstreams.find(({ host, port }) => host === clockHost && port === 443);
    const date = await serverDate(upstream).catch(() => null);
    return clockFinding(date, new Date());
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

/** The Date header of any answer. No credential is sent. */
function serverDate(upstream: Upstream | undefined): Promise<Date | null> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: upstream?.address.host ?? clockHost,
      port: upstream?.address.port ?? 443,
      servername: clockHost,
      method: "HEAD",
      path: "/",
      headers: { host: clockHost, "user-agent": "clauderon" },
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(upstream?.caPem ? { ca: [...rootCertificates, upstream.caPem] } : {}),
    });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      response.resume();
      const { date } = response.headers;
      resolve(date === undefined ? null : new Date(date));
    });
    outgoing.end();
  });
}
