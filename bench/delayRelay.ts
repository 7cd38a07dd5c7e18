import { type AddressInfo, connect, createServer } from "node:net";

/** A relay on loopback that holds every piece for `oneWayMs` in each direction: a network between proxy and API. */
export async function delayRelay(targetPort: number, oneWayMs: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((near) => {
    // The connection itself costs a round trip as well: nothing is passed on before it has taken one.
    const far = connect(targetPort, "127.0.0.1");
    sockets.add(near).add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (chunk) => setTimeout(() => to.writable && to.write(chunk), oneWayMs));
      from.on("close", () => setTimeout(() => to.destroy(), oneWayMs));
      from.on("error", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
