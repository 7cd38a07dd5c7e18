import type { ContainerSettings } from "./engine.ts";

/** What of the engine's answer decides over a container's rights. */
export interface RawSettings {
  readonly Config: { readonly User?: string };
  readonly Mounts?: readonly {
    readonly Type: string;
    readonly Source?: string;
    readonly Destination: string;
    readonly RW: boolean;
    readonly Driver?: string;
    readonly Name?: string;
  }[];
  readonly HostConfig: {
    readonly Privileged?: boolean;
    readonly CapAdd?: readonly string[] | null;
    readonly CapDrop?: readonly string[] | null;
    readonly SecurityOpt?: readonly string[] | null;
    readonly Devices?: readonly { readonly PathOnHost?: string }[] | null;
    readonly DeviceRequests?: readonly { readonly Driver?: string }[] | null;
    readonly DeviceCgroupRules?: readonly string[] | null;
    readonly PidMode?: string;
    readonly IpcMode?: string;
    readonly UTSMode?: string;
    readonly UsernsMode?: string;
    readonly CgroupnsMode?: string;
    readonly NetworkMode?: string;
    readonly VolumesFrom?: readonly string[] | null;
    readonly PortBindings?: Readonly<Record<string, unknown>> | null;
    readonly PublishAllPorts?: boolean;
    readonly ReadonlyRootfs?: boolean;
    readonly NanoCpus?: number;
    readonly Memory?: number;
    readonly PidsLimit?: number | null;
  };
}

export function containerSettings({ Config, HostConfig: host, Mounts }: RawSettings): ContainerSettings {
  const modes = { pid: host.PidMode, ipc: host.IpcMode, uts: host.UTSMode, user: host.UsernsMode };
  const shared = Object.entries({ ...modes, cgroup: host.CgroupnsMode }).flatMap(([name, mode]) =>
    !mode || mode === "private" ? [] : [`${name}=${mode}`],
  );
  return {
    user: Config.User ?? "",
    privileged: host.Privileged === true,
    capabilitiesAdded: host.CapAdd ?? [],
    capabilitiesDropped: host.CapDrop ?? [],
    securityOptions: host.SecurityOpt ?? [],
    devices: [
      ...(host.Devices ?? []).map(({ PathOnHost }) => PathOnHost ?? "a device"),
      ...(host.DeviceRequests ?? []).map(({ Driver }) => Driver || "a requested device"),
      ...(host.DeviceCgroupRules ?? []),
    ],
    sharedNamespaces: shared,
    network: host.NetworkMode ?? "",
    mounts: [
      ...(Mounts ?? []).map((mount) => ({
        // A volume that the image asked for is the container's own, and goes with it; a named one is somebody's.
        kind: mount.Type === "volume" && isAnonymous(mount) ? "own volume" : mount.Type,
        source: mount.Source ?? "",
        target: mount.Destination,
        readOnly: !mount.RW,
      })),
      ...(host.VolumesFrom ?? []).map((from) => ({ kind: "volumes of", source: from, target: "", readOnly: false })),
    ],
    publishedPorts: [...Object.keys(host.PortBindings ?? {}), ...(host.PublishAllPorts ? ["all"] : [])],
    readOnlyRoot: host.ReadonlyRootfs === true,
    limits: {
      cpus: (host.NanoCpus ?? 0) / 1e9,
      memoryBytes: host.Memory ?? 0,
      pids: host.PidsLimit ?? 0,
    },
  };
}

const isAnonymous = ({ Name, Driver }: { readonly Name?: string; readonly Driver?: string }): boolean =>
  Driver === "local" && /^[0-9a-f]{64}$/.test(Name ?? "");

/** One line of the engine's security options. "unconfined" is a filter that lets everything through. */
export function isDefaultFilter(option: string): boolean {
  return /^name=seccomp\b/.test(option) && !/profile=unconfined/.test(option);
}
