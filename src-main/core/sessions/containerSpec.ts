import type { Agent, Limits, NetworkMode, SessionMode } from "../../../src-shared/model/session.ts";
import type { ContainerSpec, Mount, Tmpfs } from "../engine/engine.ts";
import type { HomePaths, SessionPaths } from "../home.ts";
import { agentCommand } from "./agentCommand.ts";
import { gateAlias, inside, proxyHostName, relayPort } from "./containerPaths.ts";
import { agentContainerName, containerLabels, networkName, relayContainerName } from "./labels.ts";
import type { Owner } from "./ports.ts";

const mebibyte = 1024 * 1024;
const agentLogBytes = 16 * mebibyte;
const relayLogBytes = mebibyte;
/** Waiting connections: a client may open hundreds at once, and the relay forks for each. */
const relayBacklog = 1024;
/** How long one direction may stay open after the other has ended; long answers follow half-closed requests. */
const relayHalfOpenSeconds = 300;

/** An address of documentation (RFC 5737): nobody has it. */
const nowhere = "192.0.2.1";

/** What both containers of a session are made from. Plain data. */
export interface SpecInput {
  readonly session: {
    readonly id: string;
    readonly name: string;
    readonly agent: Agent;
    readonly mode: SessionMode;
    readonly network: NetworkMode;
    readonly prompt: string | null;
    readonly image: string;
    readonly limits: Limits;
    readonly readOnlyRoot: boolean;
    readonly workdir: string;
  };
  readonly home: HomePaths;
  readonly paths: SessionPaths;
  readonly homeHash: string;
  readonly owner: Owner;
  readonly caBundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly extraLabels?: Readonly<Record<string, string>>;
}

/** Everything of the host that a session's agent can see. Adding a line here widens what an attacker holds. */
export function agentMounts(home: HomePaths, paths: SessionPaths, caBundle: string): Mount[] {
  return [
    { source: paths.home, target: inside.home, readOnly: false },
    { source: paths.uploads, target: inside.uploads, readOnly: false },
    { source: home.caCertificate, target: inside.ca, readOnly: true },
    { source: caBundle, target: inside.caBundle, readOnly: true },
    { source: home.managedSettings, target: inside.managedSettings, readOnly: true },
    { source: home.codex, target: inside.codexTemplate, readOnly: true },
  ];
}

/** The agent's container. `relayId`: whose network it shares; null in network mode `open`. */
export function agentSpec(input: SpecInput, relayId: string | null): ContainerSpec {
  const { session, owner } = input;
  const tty = session.mode === "interactive";
  const [program, ...rest] = agentCommand(session.agent, session.mode, session.prompt);
  return {
    name: agentContainerName(session.name),
    image: session.image,
    // An entrypoint of a foreign image may want root or rewrite the command.
    entrypoint: [program ?? "sh"],
    command: rest,
    env: input.variables,
    labels: containerLabels(session.id, input.homeHash, "agent", input.extraLabels),
    user: `${owner.uid}:${owner.gid}`,
    workdir: session.workdir,
    tty,
    // A print session with an open input would wait three seconds for it.
    openStdin: tty,
    mounts: agentMounts(input.home, input.paths, input.caBundle),
    network: relayId === null ? { kind: "bridge" } : { kind: "container", containerId: relayId },
    extraHosts: relayId === null ? [`${proxyHostName}:host-gateway`] : [],
    limits: session.limits,
    readOnlyRoot: session.readOnlyRoot,
    tmpfs: session.readOnlyRoot ? scratchSpace(session.limits) : [],
    capabilities: [],
    init: true,
    size: tty ? input.size : null,
    logMaxBytes: agentLogBytes,
  };
}

/** Where programs expect to write even if they may not change the image. It counts against the memory limit. */
function scratchSpace({ memoryBytes }: Limits): Tmpfs[] {
  return [
    { target: "/tmp", bytes: Math.floor(memoryBytes / 2), executable: true },
    { target: "/var/tmp", bytes: 64 * mebibyte, executable: false },
  ];
}

export interface RelayInput {
  readonly sessionId: string;
  readonly paths: SessionPaths;
  readonly homeHash: string;
  readonly owner: Owner;
  readonly image: string;
  /** What keeps the session in: a network namespace with nothing but a socket, or an internal network. */
  readonly lock: "socket" | "network";
  readonly extraLabels?: Readonly<Record<string, string>>;
}

/**
 * The relay: the session's only way out, from 127.0.0.1 inside to the session's socket, or to the gate of its internal
 * network. With `joins`, a replacement that enters the namespace of the agent's running container.
 */
export function relaySpec(
  input: RelayInput,
  joins: { readonly containerId: string; readonly name: string } | null = null,
): ContainerSpec {
  const listen = `TCP4-LISTEN:${relayPort},bind=127.0.0.1`;
  const network: ContainerSpec["network"] =
    input.lock === "network" ? { kind: "named", name: networkName(input.sessionId) } : { kind: "none" };
  return {
    ...relayProcess(input),
    name: joins?.name ?? relayContainerName(input.sessionId),
    command:
      input.lock === "network"
        ? relayCommand(listen, `TCP4:${gateAlias}:${relayPort}`)
        : relayCommand(listen, `UNIX-CONNECT:${inside.relaySockets}/proxy.sock`),
    labels: containerLabels(input.sessionId, input.homeHash, "relay", input.extraLabels),
    mounts: input.lock === "network" ? [] : [{ source: input.paths.run, target: inside.relaySockets, readOnly: true }],
    network: joins ? { kind: "container", containerId: joins.containerId } : network,
    extraHosts: joins ? [] : [`${proxyHostName}:127.0.0.1`],
    // The engine's own name server is part of such a network. It must find the gate, and have nobody else to ask.
    ...(input.lock === "network" && !joins ? { dns: [nowhere] } : {}),
  };
}

export function relayCommand(listen: string, connect: string): string[] {
  const accept = `${listen},reuseaddr,fork,backlog=${relayBacklog},nodelay`;
  return ["-b65536", `-t${relayHalfOpenSeconds}`, accept, connect];
}

/** What every process that passes connections on is made of: nothing that it does not need. */
export function relayProcess(
  input: Pick<RelayInput, "image" | "owner">,
): Omit<ContainerSpec, "name" | "command" | "labels" | "mounts" | "network" | "extraHosts"> {
  return {
    image: input.image,
    entrypoint: ["/usr/bin/socat"],
    env: {},
    user: `${input.owner.uid}:${input.owner.gid}`,
    workdir: "/",
    tty: false,
    openStdin: false,
    limits: { cpus: 1, memoryBytes: 64 * mebibyte, pids: 512 },
    readOnlyRoot: true,
    tmpfs: [],
    capabilities: [],
    init: true,
    size: null,
    logMaxBytes: relayLogBytes,
  };
}
