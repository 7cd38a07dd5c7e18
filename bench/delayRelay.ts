import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A relay on loopback that holds every piece for `oneWayMs` in each direction: a network between proxy and API. The
 * kernel accepts at once, so what a network's handshake would have taken is put before the first piece instead.
 */
export async function delayRelay(targetPort: number, oneWayMs: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    const established = performance.now() + 2 * oneWayMs;
    sockets.add(near).add(far);
    passOn(near, far, (now) => Math.max(now, established) + oneWayMs);
    passOn(far, near, (now) => now + oneWayMs);
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

/** One direction. A queue, because timers of different lengths that end together may fire in any order. */
function passOn(from: Socket, to: Socket, arrival: (now: number) => number): void {
  const queue: { readonly piece: Buffer | null; readonly at: number }[] = [];
  const deliver = (): void => {
    for (let next = queue[0]; next; next = queue[0]) {
      const waitMs = next.at - performance.now();
      if (waitMs > 0) {
        setTimeout(deliver, waitMs);
        return;
      }
      queue.shift();
      if (next.piece === null) to.destroy();
      else if (to.writable) to.write(next.piece);
    }
  };
  const add = (piece: Buffer | null): void => {
    queue.push({ piece, at: arrival(performance.now()) });
    if (queue.length === 1) deliver();
  };
  from.on("data", add);
  from.on("close", () => add(null));
  from.on("error", () => to.destroy());
}
