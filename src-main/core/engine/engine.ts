import type { Duplex, Readable } from "node:stream";
import type { Limits } from "../../../src-shared/model/session.ts";

/*
 * The container engine as the rest of the core sees it. The first adapter is the local Docker engine; nothing above
 * this port may assume that the engine runs on this machine. Failures are AppErrors: `engine_down` when it does not
 * answer, `image_missing`, `not_found`, `conflict`, else `engine_failed` with the engine's own words.
 */

export interface EngineInfo {
  readonly version: string;
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly storageDriver: string;
  /** False where a bind-mounted Unix socket of the host cannot be used inside (Docker Desktop, a remote engine). */
  readonly sharesHostSockets: boolean;
  /** Why not, in one sentence; null when it does. */
  readonly sharesHostSocketsReason: string | null;
  /**
   * How a session can be locked to the proxy: by a socket of this machine in a container without network, by an
   * internal network, or not at all.
   */
  readonly lock: "socket" | "network" | null;
  /** Whether containers get the engine's default filter of system calls. */
  readonly filtersSystemCalls: boolean;
}

export interface Mount {
  /** Host path. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export type ContainerNetwork =
  | { readonly kind: "none" }
  | { readonly kind: "bridge" }
  | { readonly kind: "named"; readonly name: string }
  /** Shares the network namespace of another container. */
  | { readonly kind: "container"; readonly containerId: string };

/** A file system in memory, which counts against the container's. */
export interface Tmpfs {
  readonly target: string;
  readonly bytes: number;
  readonly executable: boolean;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** Replaces the image's entrypoint; null keeps it. */
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** "uid:gid". */
  readonly user: string;
  readonly workdir: string;
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly mounts: readonly Mount[];
  readonly network: ContainerNetwork;
  /** "name:address" lines of /etc/hosts. Not allowed with network kind "container". */
  readonly extraHosts: readonly string[];
  /** Name servers instead of this machine's; absent keeps them. */
  readonly dns?: readonly string[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly readOnlyRoot: boolean;
  readonly tmpfs: readonly Tmpfs[];
  /** Capabilities given back after all were dropped. */
  readonly capabilities: readonly string[];
  /** An init process reaps the zombies that tools leave. */
  readonly init: boolean;
  /** Initial terminal size; null without a tty. */
  readonly size: { readonly cols: number; readonly rows: number } | null;
  readonly logMaxBytes: number;
}

/** A network without a way out, and without this machine in it. */
export interface NetworkSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Network extends NetworkSpec {
  readonly id: string;
}

export interface ContainerInfo {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly state: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  readonly exitCode: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly oomKilled: boolean;
  /** Process id of its first process on the engine's host; 0 when not running. */
  readonly pid: number;
}

/** How a container was really made, whatever was asked for: the engine may have defaults and plug-ins of its own. */
export interface ContainerSettings {
  readonly user: string;
  readonly privileged: boolean;
  readonly capabilitiesAdded: readonly string[];
  readonly capabilitiesDropped: readonly string[];
  readonly securityOptions: readonly string[];
  readonly devices: readonly string[];
  /** "pid=host" and the like: each namespace that is not the container's own; without that of the network. */
  readonly sharedNamespaces: readonly string[];
  readonly network: string;
  readonly mounts: readonly (Mount & { readonly kind: string })[];
  readonly publishedPorts: readonly string[];
  readonly readOnlyRoot: boolean;
  readonly limits: Limits;
}

export interface ContainerEvent {
  readonly action: "start" | "die" | "destroy" | "oom" | "other";
  readonly containerId: string;
  readonly exitCode: number | null;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly user: string;
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly size?: { readonly cols: number; readonly rows: number };
}

export interface ExecHandle {
  /** With a tty both outputs are one. End it to close the command's standard input. */
  readonly stdin: Duplex;
  readonly stdout: Readable;
  readonly stderr: Readable | null;
  resize(cols: number, rows: number): Promise<void>;
  /** Exit code, once the output has ended. */
  exitCode(): Promise<number>;
}

export interface ContainerStats {
  /** Share of all time of one core: 1.5 means one and a half cores. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly pids: number;
  readonly at: string;
}

export interface BuildProgress {
  readonly step: string;
  /** 0 to 1, null when unknown. */
  readonly fraction: number | null;
}

export interface ImageInfo {
  readonly id: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** "NAME=value" lines that containers of it get. */
  readonly env: readonly string[];
}

export interface Engine {
  info(): Promise<EngineInfo>;
  /**
   * Address of this machine on the containers' default bridge, where something that they shall reach must listen. Null
   * where the engine hands such connections to this machine's loopback, or has no such bridge.
   */
  hostGateway(): Promise<string | null>;

  image(reference: string): Promise<ImageInfo | null>;
  pullImage(reference: string, onProgress: (progress: BuildProgress) => void): Promise<void>;
  /** Builds from a folder that holds a Dockerfile. Lines of the build's output go to `onLog`. */
  buildImage(
    folder: string,
    options: {
      readonly tag: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly buildArgs?: Readonly<Record<string, string>>;
    },
    onLog: (line: string) => void,
  ): Promise<string>;
  /** Makes an image from a tar of a root file system. */
  importImage(tar: Readable, tag: string): Promise<string>;

  create(spec: ContainerSpec): Promise<string>;
  start(containerId: string): Promise<void>;
  /** Asks the first process to end, kills it after the grace. Does nothing when it is not running. */
  stop(containerId: string, graceSeconds: number): Promise<void>;
  /** Removes the container and its anonymous volumes, running or not. Does nothing when there is none. */
  remove(containerId: string): Promise<void>;
  inspect(nameOrId: string): Promise<ContainerInfo | null>;
  settings(containerId: string): Promise<ContainerSettings>;
  /** Size of what the container has changed of its image. */
  writtenBytes(containerId: string): Promise<number>;
  createNetwork(spec: NetworkSpec): Promise<string>;
  /** Other members of the network find the container by the alias. */
  connectNetwork(networkId: string, containerId: string, alias: string): Promise<void>;
  removeNetwork(networkId: string): Promise<void>;
  networks(labels: Readonly<Record<string, string>>): Promise<readonly Network[]>;
  /** All containers, running or not, that carry each of the labels. */
  list(labels: Readonly<Record<string, string>>): Promise<readonly ContainerInfo[]>;
  /** Resolves with the exit code when the container has ended. */
  wait(containerId: string): Promise<number>;
  /** The container's terminal, both ways. Attach before start or the first bytes are lost. */
  attachTerminal(containerId: string): Promise<Duplex>;
  /** Output of a container without a terminal. Ends when the container ends. */
  attachOutput(containerId: string): Promise<{ readonly stdout: Readable; readonly stderr: Readable }>;
  /** Ignores a container that has already ended. */
  resize(containerId: string, cols: number, rows: number): Promise<void>;
  exec(containerId: string, options: ExecOptions): Promise<ExecHandle>;
  logs(
    containerId: string,
    options: { readonly follow: boolean; readonly tty: boolean },
  ): Promise<{ readonly stdout: Readable; readonly stderr: Readable }>;
  stats(containerId: string, onSample: (stats: ContainerStats) => void, signal: AbortSignal): Promise<void>;
  /**
   * Calls `onEvent` until the signal aborts; rejects with `engine_down` when the engine goes away. `onOpen` tells that
   * nothing is missed from now on.
   */
  events(
    labels: Readonly<Record<string, string>>,
    onEvent: (event: ContainerEvent) => void,
    signal: AbortSignal,
    onOpen?: () => void,
  ): Promise<void>;
  /** Content of one file of a created container, null when there is none. At most `maxBytes`. */
  readFile(containerId: string, path: string, maxBytes: number): Promise<Uint8Array | null>;
}
