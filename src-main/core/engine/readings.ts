import type { ContainerEvent, ContainerInfo, ContainerStats } from "./engine.ts";

/** The engine's answers in the words of the port. */

export interface RawInspect {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Config: { readonly Labels?: Record<string, string> | null };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly OOMKilled: boolean;
    readonly Pid: number;
  };
}

export function containerInfo(raw: RawInspect): ContainerInfo {
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ""),
    imageId: raw.Image,
    state: raw.State.Status as ContainerInfo["state"],
    exitCode: raw.State.ExitCode,
    startedAt: time(raw.State.StartedAt),
    finishedAt: time(raw.State.FinishedAt),
    labels: raw.Config.Labels ?? {},
    oomKilled: raw.State.OOMKilled,
    pid: raw.State.Pid,
  };
}

/** "Never" is the year 1; fractions have nine digits. */
function time(text: string): string | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || at.getTime() <= 0 ? null : at.toISOString();
}

export interface RawEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Record<string, string> };
}

const actions: ReadonlySet<string> = new Set(["start", "die", "destroy", "oom"]);

export function containerEvent(raw: RawEvent): ContainerEvent {
  const action = raw.Action ?? "";
  const labels = raw.Actor?.Attributes ?? {};
  const exitCode = labels.exitCode === undefined ? null : Number(labels.exitCode);
  return {
    action: actions.has(action) ? (action as ContainerEvent["action"]) : "other",
    containerId: raw.Actor?.ID ?? "",
    exitCode: action === "die" && Number.isInteger(exitCode) ? exitCode : null,
    labels,
  };
}

interface RawCpu {
  readonly cpu_usage?: { readonly total_usage?: number };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

export interface RawStats {
  readonly read: string;
  readonly cpu_stats?: RawCpu;
  readonly precpu_stats?: RawCpu;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number };
  };
  readonly pids_stats?: { readonly current?: number };
}

/** Null for the first sample, which has nothing to compare with. */
export function containerStats(raw: RawStats): ContainerStats | null {
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory } = raw;
  if (!now?.system_cpu_usage || !before?.system_cpu_usage) return null;
  const system = now.system_cpu_usage - before.system_cpu_usage;
  const used = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0);
  // File cache that can be dropped at once is no use of memory.
  const cache = memory?.stats?.inactive_file ?? memory?.stats?.total_inactive_file ?? 0;
  return {
    cpuCores: system > 0 ? Math.max(0, (used / system) * (now.online_cpus ?? 1)) : 0,
    memoryBytes: Math.max(0, (memory?.usage ?? 0) - cache),
    memoryLimitBytes: memory?.limit ?? 0,
    pids: raw.pids_stats?.current ?? 0,
    at: raw.read,
  };
}

export interface RawNetwork {
  readonly IPAM?: { readonly Config?: readonly object[] | null | undefined } | undefined;
}

/** The default bridge's own address. A fresh engine tells only the subnet, whose first address it then is. */
export function bridgeGateway(network: RawNetwork): string | null {
  const configs = (network.IPAM?.Config ?? []) as readonly { readonly Gateway?: string; readonly Subnet?: string }[];
  const ipv4 = configs.find(({ Gateway, Subnet }) => (Gateway || Subnet)?.includes("."));
  if (ipv4?.Gateway) return ipv4.Gateway;
  const base = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(ipv4?.Subnet ?? "");
  return base ? `${base[1]}.${Number(base[2]) + 1}` : null;
}
