import type { ContainerNetwork, ContainerSpec } from "./engine.ts";

/** The body of the engine's "create container" call. */
export function createBody(spec: ContainerSpec) {
  return {
    name: spec.name,
    Image: spec.image,
    ...(spec.entrypoint ? { Entrypoint: [...spec.entrypoint] } : {}),
    Cmd: [...spec.command],
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    User: spec.user,
    WorkingDir: spec.workdir,
    Tty: spec.tty,
    OpenStdin: spec.openStdin,
    // With StdinOnce the first viewer who leaves would end the agent's input.
    StdinOnce: false,
    // What an image says of these is not asked for.
    StopSignal: "SIGTERM",
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      // Unlike Binds, a missing source is an error and not a folder made by root.
      Mounts: spec.mounts.map(({ source, target, readOnly }) => ({
        Type: "bind" as const,
        Source: source,
        Target: target,
        ReadOnly: readOnly,
        BindOptions: { Propagation: "rprivate" as const },
      })),
      NetworkMode: networkMode(spec.network),
      ExtraHosts: [...spec.extraHosts],
      ...(spec.dns ? { Dns: [...spec.dns] } : {}),
      ...(spec.sysctls ? { Sysctls: { ...spec.sysctls } } : {}),
      NanoCpus: Math.round(spec.limits.cpus * 1e9),
      Memory: spec.limits.memoryBytes,
      // The same value means no swap on top.
      MemorySwap: spec.limits.memoryBytes,
      PidsLimit: spec.limits.pids,
      ReadonlyRootfs: spec.readOnlyRoot,
      Tmpfs: Object.fromEntries(
        spec.tmpfs.map(({ target, bytes, executable }) => [
          target,
          `rw,nosuid,nodev,mode=1777,${executable ? "exec" : "noexec"},size=${bytes}`,
        ]),
      ),
      CapDrop: ["ALL"],
      CapAdd: [...spec.capabilities],
      SecurityOpt: ["no-new-privileges:true"],
      Privileged: false,
      IpcMode: "private",
      // Where the engine's default is the host's, which would show its paths.
      CgroupnsMode: "private",
      Init: spec.init,
      LogConfig: { Type: "local", Config: { "max-size": `${spec.logMaxBytes}b`, "max-file": "2" } },
      RestartPolicy: { Name: "no" },
    },
  };
}

function networkMode(network: ContainerNetwork): string {
  if (network.kind === "container") return `container:${network.containerId}`;
  if (network.kind === "named") return network.name;
  return network.kind;
}
