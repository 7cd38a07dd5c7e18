import { randomBytes } from "node:crypto";
import type { SelfTest, SelfTestAttempt } from "../../../../src-shared/model/selfTest.ts";
import { AppError } from "../../../../src-shared/rpc/errors.ts";
import type { Engine, Mount } from "../../engine/engine.ts";
import type { HomePaths } from "../../home.ts";
import { relayPort } from "../containerPaths.ts";
import { hostPlaces } from "./hostPlaces.ts";
import type { Strictness } from "./judge.ts";
import { runProbe } from "./runProbe.ts";
import { type HostPlaces, trials } from "./trials.ts";
import { couldNotRun, verdictOf } from "./verdict.ts";

const maxNeighbours = 3;

export interface SelfTestOptions {
  readonly engine: Engine;
  readonly home: HomePaths;
  readonly proxyPort: number;
  readonly probeName: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Container whose network the agent shares. */
  readonly joins: string;
  readonly mounts: readonly Mount[];
  readonly strictness: Strictness;
  readonly occupied: boolean;
  readonly neighbours: readonly Neighbour[];
  /** What was found of the container itself. */
  readonly hardening: readonly SelfTestAttempt[];
}

/** Another session: what is its own must not be within reach. */
export interface Neighbour {
  readonly id: string;
  readonly socket: string;
}

/** Tries to get out of a session's network and tells what happened. What keeps it from trying is a red verdict too. */
export async function testNetwork(options: SelfTestOptions): Promise<SelfTest> {
  const { engine, joins, image, labels, mounts, strictness } = options;
  const begin = performance.now();
  try {
    const gateway = await engine.hostGateway().catch(() => null);
    const host = hostPlaces({ gateway, proxyPort: options.proxyPort, sockets: hostSockets(options) });
    const attempts = await runProbe({
      engine,
      name: options.probeName,
      image,
      labels,
      joins,
      mounts,
      strictness,
      trials: trials({
        host,
        relayPort,
        foreignCredentials: foreignCredentials(options.neighbours),
        occupied: options.occupied,
      }),
    });
    return verdictOf([...attempts, ...options.hardening], new Date(), performance.now() - begin);
  } catch (error) {
    // Not the network's doing, and nothing starts without the engine anyway.
    if (error instanceof AppError && error.code === "engine_down") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return couldNotRun(reason, new Date(), performance.now() - begin);
  }
}

function hostSockets({ home, neighbours }: SelfTestOptions): HostPlaces["sockets"] {
  return [
    { name: "The container engine's socket", path: "/var/run/docker.sock" },
    { name: "The socket of containerd", path: "/run/containerd/containerd.sock" },
    { name: "Clauderon's own socket", path: home.socket },
    ...neighbours.slice(0, maxNeighbours).map(({ socket }) => ({ name: "Another session's socket", path: socket })),
  ];
}

/** Another session's name and a secret that is nobody's: a real one has no business in a container, not even here. */
function foreignCredentials(neighbours: readonly Neighbour[]): string {
  const id = neighbours[0]?.id ?? "aaaaaaaaaaaa";
  return `Basic ${Buffer.from(`${id}:${randomBytes(32).toString("base64url")}`).toString("base64")}`;
}
