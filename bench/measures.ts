import type { Contestant } from "./contestants.ts";
import { cpuSeconds } from "./processes.ts";
import { apiHost, placeholder, Tunnel } from "./tunnel.ts";

/** One figure of one contestant in one round. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** False where more is better. */
  readonly lessIsBetter: boolean;
  /** Figures of no proxy at all make no sense for processor time. */
  readonly withDirect: boolean;
  run(contestant: Contestant, context: RunContext): Promise<number>;
}

export interface RunContext {
  readonly token: string;
  /** Share of the full time and number of operations: 1, or less with --quick. */
  readonly scale: number;
  /** Names that this contestant has never seen, and will see in this run only. */
  readonly strangers: readonly string[];
}

const sent = ({ pid }: Contestant, token: string): string => (pid === null ? token : placeholder);

const open = (contestant: Contestant, token: string, host: string = apiHost): Promise<Tunnel> =>
  Tunnel.open(contestant.way, sent(contestant, token), host, contestant.connectPort);

/** Microseconds of processor time an operation; `work` returns how many there were. */
async function cpuPerOperation(contestant: Contestant, work: () => Promise<number>): Promise<number> {
  const before = cpuSeconds(contestant.pid!);
  const count = await work();
  return ((cpuSeconds(contestant.pid!) - before) / count) * 1e6;
}

/** Requests on all tunnels at once for `ms`; returns how many. By time, so that a slow contestant takes no longer. */
async function requests(tunnels: readonly Tunnel[], ms: number): Promise<number> {
  const until = performance.now() + ms;
  let count = 0;
  await Promise.all(
    tunnels.map(async (tunnel) => {
      while (performance.now() < until) {
        await tunnel.get("/small");
        count++;
      }
    }),
  );
  return count;
}

async function withTunnels<T>(
  contestant: Contestant,
  token: string,
  count: number,
  work: (tunnels: readonly Tunnel[]) => Promise<T>,
): Promise<T> {
  const tunnels = await Promise.all(Array.from({ length: count }, () => open(contestant, token)));
  try {
    // The first request of a tunnel opens the way to the API.
    for (const tunnel of tunnels) await tunnel.get("/small");
    return await work(tunnels);
  } finally {
    for (const tunnel of tunnels) tunnel.close();
  }
}

/** A new tunnel with one request in it, four at a time, until the hosts or the time are used up; returns how many. */
async function newTunnels(
  contestant: Contestant,
  token: string,
  hosts: Iterator<string, unknown>,
  ms: number = Number.POSITIVE_INFINITY,
): Promise<number> {
  const until = performance.now() + ms;
  let count = 0;
  const open4 = Array.from({ length: 4 }, async () => {
    while (performance.now() < until) {
      const { value: host, done } = hosts.next();
      if (done) return;
      const tunnel = await open(contestant, token, host as string);
      await tunnel.get("/small");
      tunnel.close();
      count++;
    }
  });
  await Promise.all(open4);
  return count;
}

function* always(host: string): Generator<string, never> {
  for (;;) yield host;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** How long a load is held. */
const loadMs = 2_000;

const scaled = (count: number, { scale }: RunContext): number => Math.max(10, Math.round(count * scale));

/** Proxies run for days: the first seconds, in which code is compiled and pools fill, are not what is compared. */
export async function warmUp(contestant: Contestant, token: string): Promise<void> {
  await withTunnels(contestant, token, 8, (tunnels) => requests(tunnels, 5_000));
  await newTunnels(contestant, token, always(apiHost), 1_000);
}

/** Names that one run of one contestant may use up. */
export const strangersARun = 100;

export const measures: readonly Measure[] = [
  {
    name: "CPU per keep-alive request",
    unit: "µs",
    lessIsBetter: true,
    withDirect: false,
    run: (contestant, context) =>
      withTunnels(contestant, context.token, 8, (tunnels) =>
        cpuPerOperation(contestant, () => requests(tunnels, loadMs * context.scale)),
      ),
  },
  {
    name: "CPU per new tunnel, known host",
    unit: "µs",
    lessIsBetter: true,
    withDirect: false,
    run: (contestant, context) =>
      cpuPerOperation(contestant, () => newTunnels(contestant, context.token, always(apiHost), loadMs * context.scale)),
  },
  {
    name: "CPU per never-seen host",
    unit: "µs",
    lessIsBetter: true,
    withDirect: false,
    run(contestant, context) {
      const hosts = context.strangers.slice(0, scaled(strangersARun, context));
      return cpuPerOperation(contestant, () => newTunnels(contestant, context.token, hosts.values()));
    },
  },
  {
    name: "request p50, one connection",
    unit: "ms",
    lessIsBetter: true,
    withDirect: true,
    run: (contestant, context) =>
      withTunnels(contestant, context.token, 1, async ([tunnel]) => {
        const times: number[] = [];
        for (let n = scaled(400, context); n > 0; n--) times.push(await elapsedMs(() => tunnel!.get("/small")));
        return median(times);
      }),
  },
  {
    name: "requests/s, 64 connections",
    unit: "/s",
    lessIsBetter: false,
    withDirect: true,
    run: (contestant, context) =>
      withTunnels(contestant, context.token, 64, async (tunnels) => {
        const ms = loadMs * context.scale;
        return ((await requests(tunnels, ms)) / ms) * 1000;
      }),
  },
  {
    name: "delay of a server-sent event p50",
    unit: "ms",
    lessIsBetter: true,
    withDirect: true,
    run: (contestant, context) =>
      withTunnels(contestant, context.token, 1, async ([tunnel]) => {
        const delays: number[] = [];
        await tunnel!.get(`/events/${scaled(150, context)}`, (piece) => {
          const now = performance.timeOrigin + performance.now();
          for (const [, at] of piece.toString().matchAll(/data: ([\d.]+)/g)) delays.push(now - Number(at));
        });
        return median(delays);
      }),
  },
];

/** A new tunnel to its first answer, where the API is 50 ms away and other requests went there just before. */
export const distantMeasure: Measure = {
  name: "new tunnel to first byte, 50 ms away",
  unit: "ms",
  lessIsBetter: true,
  withDirect: true,
  run: (contestant, context) =>
    withTunnels(contestant, context.token, 1, async ([warm]) => {
      const times: number[] = [];
      for (let n = scaled(15, context); n > 0; n--) {
        await warm!.get("/small");
        times.push(
          await elapsedMs(async () => {
            const tunnel = await open(contestant, context.token);
            await tunnel.get("/small");
            tunnel.close();
          }),
        );
      }
      return median(times);
    }),
};
