import { create } from "zustand";
import type { ActivityEvent, AuditTotals } from "../../src-shared/contract/audit.ts";
import type { SessionTotals, StatsSample } from "../../src-shared/contract/sessions.ts";
import type { SystemStatus } from "../../src-shared/contract/system.ts";
import { startFeed } from "../connection/feed.ts";

/** One minute of samples, one a second. */
const historyLength = 60;

export interface StatsHistory {
  readonly latest: StatsSample;
  /** Cores in use, oldest first. */
  readonly cpu: readonly number[];
  readonly memory: readonly number[];
}

interface StatusState {
  readonly status: SystemStatus | null;
  readonly activity: ActivityEvent | null;
  readonly totals: ReadonlyMap<string, AuditTotals>;
  readonly stats: ReadonlyMap<string, StatsHistory>;
  /** What each session has changed in its clone, as far as it was measured. */
  readonly changes: ReadonlyMap<string, SessionTotals>;
}

export const useStatus = create<StatusState>(() => ({
  status: null,
  activity: null,
  totals: new Map(),
  stats: new Map(),
  changes: new Map(),
}));

/** Engine, proxy, counters and measurements, as long as the app is open. */
export function followStatus(): void {
  startFeed({
    open: (client) => client.system.watch({}),
    onEvent: (status) => useStatus.setState({ status }),
  });
  startFeed({
    open: (client) => client.audit.activity({}),
    onEvent: calmly<ActivityEvent>((events) => {
      const activity = events.at(-1);
      if (!activity) return;
      useStatus.setState({
        activity,
        totals: new Map(activity.sessions.map((totals) => [totals.sessionId, totals])),
      });
    }),
  });
  startFeed({
    open: (client) => client.sessions.watchStats({}),
    onEvent: calmly<{ readonly samples: readonly StatsSample[] }>((events) => {
      const samples = events.flatMap((event) => event.samples);
      useStatus.setState(({ stats }) => ({ stats: withSamples(stats, samples) }));
    }),
  });
  startFeed({
    open: (client) => client.sessions.watchChanges({}),
    onEvent: ({ changes }) =>
      useStatus.setState((before) => ({
        changes: new Map([...before.changes, ...changes.map((one) => [one.sessionId, one] as const)]),
      })),
  });
}

/** Numbers that change on the screen do so at most twice a second, however many sessions tell them. */
const calmMs = 500;

/** The first event at once; those that follow within the pause together, after it. */
function calmly<E>(take: (events: readonly E[]) => void): (event: E) => void {
  let waiting: E[] = [];
  let isPaused = false;
  const pass = (): void => {
    const events = waiting;
    waiting = [];
    isPaused = events.length > 0;
    if (!isPaused) return;
    take(events);
    setTimeout(pass, calmMs);
  };
  return (event) => {
    waiting.push(event);
    if (!isPaused) pass();
  };
}

function withSamples(before: ReadonlyMap<string, StatsHistory>, samples: readonly StatsSample[]) {
  const after = new Map(before);
  for (const latest of samples) {
    const known = after.get(latest.sessionId);
    after.set(latest.sessionId, {
      latest,
      cpu: [...(known?.cpu ?? []), latest.cpuCores].slice(-historyLength),
      memory: [...(known?.memory ?? []), latest.memoryBytes].slice(-historyLength),
    });
  }
  return after;
}
