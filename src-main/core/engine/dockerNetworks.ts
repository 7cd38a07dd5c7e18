import type { Network, NetworkSpec } from "./engine.ts";
import { labelFilter, tolerate } from "./engineCalls.ts";

/** What is needed of the engine's client. */
export interface NetworkClient {
  createNetwork(options: object): Promise<{ readonly id: string }>;
  getNetwork(id: string): { remove(): Promise<unknown>; connect(options: object): Promise<unknown> };
  listNetworks(options: object): Promise<readonly RawNetworkEntry[]>;
}

interface RawNetworkEntry {
  readonly Id: string;
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

type Ask = <T>(doing: string, call: () => Promise<T>) => Promise<T>;

export function dockerNetworks(docker: NetworkClient, ask: Ask) {
  return {
    createNetwork: ({ name, labels }: NetworkSpec): Promise<string> =>
      ask("creating a network", async () => {
        const made = await docker.createNetwork({
          Name: name,
          Labels: { ...labels },
          Driver: "bridge",
          CheckDuplicate: true,
          Internal: true,
          EnableIPv6: false,
          // The bridge has no address of this machine: nothing of the host answers on it.
          Options: { "com.docker.network.bridge.inhibit_ipv4": "true" },
        });
        return made.id;
      }),
    connectNetwork: (networkId: string, containerId: string, alias: string): Promise<void> =>
      ask("connecting a network", async () => {
        const EndpointConfig = { Aliases: [alias] };
        await docker.getNetwork(networkId).connect({ Container: containerId, EndpointConfig });
      }),
    removeNetwork: (id: string): Promise<void> =>
      ask("removing a network", () => tolerate([404], () => docker.getNetwork(id).remove())),
    networks: (labels: Readonly<Record<string, string>>): Promise<Network[]> =>
      ask("listing networks", async () => {
        const found = await docker.listNetworks({ filters: JSON.stringify({ label: labelFilter(labels) }) });
        return found.map(({ Id, Name, Labels }) => ({ id: Id, name: Name, labels: Labels ?? {} }));
      }),
  };
}
