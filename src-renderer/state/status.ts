import { create } from "zustand";
import type { ActivityEvent, AuditTotals } from "../../src-shared/contract/audit.ts";
import type { StatsSample } from "../../src-shared/contract/sessions.ts";
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
}

export const useStatus = create<StatusState>(() => ({
  status: null,
  activity: null,
  totals: new Map(),
  stats: new Map(),
}));

/** Engine, proxy, counters and measurements, as long as the app is open. */
export function followStatus(): void {
  startFeed({
    open: (client) => client.system.watch({}),
    onEvent: (status) => useStatus.setState({ status }),
  });
  startFeed({
    open: (client) => client.audit.activity({}),
    onEvent: (activity) =>
      useStatus.setState({
        activity,
        totals: new Map(activity.sessions.map((totals) => [totals.sessionId, totals])),
      }),
  });
  startFeed({
    open: (client) => client.sessions.watchStats({}),
    onEvent: ({ samples }) => useStatus.setState(({ stats }) => ({ stats: withSamples(stats, samples) })),
  });
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
