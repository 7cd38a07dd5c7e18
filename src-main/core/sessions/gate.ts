import type { ContainerSpec, Engine } from "../engine/engine.ts";
import { gateAlias, proxyHostName, relayPort } from "./containerPaths.ts";
import { type RelayInput, relayCommand, relayProcess } from "./containerSpec.ts";
import { containerLabels, gateName, networkName } from "./labels.ts";

/*
 * Where a socket of this machine cannot be used inside: the session's network is an internal one, without a way out
 * and without this machine in it. Its only other member is the gate, which passes connections on to the proxy. The
 * proxy cannot tell sessions by their socket then, and asks for the session's secret.
 */

/** Makes network and gate, not started. The relay must join the network by its name. */
export async function createGate(engine: Engine, input: RelayInput, proxyPort: number): Promise<void> {
  const labels = containerLabels(input.sessionId, input.homeHash, "gate", input.extraLabels);
  const networkId = await engine.createNetwork({ name: networkName(input.sessionId), labels });
  const gateId = await engine.create(gateSpec(input, proxyPort, labels));
  await engine.connectNetwork(networkId, gateId, gateAlias);
}

/** Does nothing when it runs. */
export async function startGate(engine: Engine, sessionId: string): Promise<void> {
  const gate = await engine.inspect(gateName(sessionId));
  if (gate && gate.state !== "running") await engine.start(gate.id);
}

export async function stopGate(engine: Engine, sessionId: string): Promise<void> {
  const gate = await engine.inspect(gateName(sessionId));
  if (gate) await engine.stop(gate.id, 1);
}

/** After the session's containers: a network with members stays. */
export async function removeNetworks(engine: Engine, labels: Readonly<Record<string, string>>): Promise<void> {
  for (const { id } of await engine.networks(labels)) await engine.removeNetwork(id);
}

function gateSpec(input: RelayInput, proxyPort: number, labels: Record<string, string>): ContainerSpec {
  return {
    ...relayProcess(input),
    name: gateName(input.sessionId),
    command: relayCommand(`TCP4-LISTEN:${relayPort}`, `TCP4:${proxyHostName}:${proxyPort}`),
    labels,
    mounts: [],
    network: { kind: "bridge" },
    extraHosts: [`${proxyHostName}:host-gateway`],
    // It has a foot in two networks, and must pass on connections only.
    sysctls: { "net.ipv4.ip_forward": "0" },
  };
}
