import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { portChannel } from "../../src-main/core/lifecycle/portChannel.ts";
import { IpcCarrier } from "../../src-main/electron/ipcChannel.ts";
import { connectUnixSocket } from "../../src-main/transports/unixSocketClient.ts";
import { listenUnixSocket } from "../../src-main/transports/unixSocketServer.ts";
import { openElectronChannel } from "../../src-renderer/connection/electronChannel.ts";
import { type Channel, memoryChannelPair } from "../../src-shared/rpc/channel.ts";

export interface CarrierPair {
  readonly near: Channel;
  readonly far: Channel;
  dispose(): Promise<void>;
}

/** Every carrier that the rpc runs over, so that one suite can be run over all of them. */
export const carriers: Readonly<Record<string, () => Promise<CarrierPair>>> = {
  async memory() {
    const [near, far] = memoryChannelPair();
    return { near, far, dispose: async () => near.close() };
  },

  async "Unix socket"() {
    const folder = mkdtempSync(join(tmpdir(), "clauderon-carrier-"));
    const path = join(folder, "s");
    let accept: (channel: Channel) => void = () => {};
    const accepted = new Promise<Channel>((resolve) => {
      accept = resolve;
    });
    const close = await listenUnixSocket(path, (channel) => accept(channel));
    const near = await connectUnixSocket(path);
    return {
      near,
      far: await accepted,
      async dispose() {
        await close();
        rmSync(folder, { recursive: true });
      },
    };
  },

  /** Both ends of the window's IPC, with what Electron does to bytes in between: a copy, a while later. */
  async "window IPC"() {
    let hear: (message: Uint8Array) => void = () => {};
    let accept: (channel: Channel) => void = () => {};
    const accepted = new Promise<Channel>((resolve) => {
      accept = resolve;
    });
    const carrier = new IpcCarrier({
      send: (message) => {
        const copy = structuredClone(message);
        setImmediate(() => hear(copy));
      },
      onChannel: (channel) => accept(channel),
    });
    const near = await openElectronChannel({
      send: (message) => {
        const copy = structuredClone(message);
        setImmediate(() => carrier.receive(copy));
      },
      onBytes: (listener) => {
        hear = listener;
      },
      onCommand: () => {},
      request: () => {},
    });
    return { near, far: await accepted, dispose: async () => carrier.end() };
  },

  async "worker port"() {
    const { port1, port2 } = new MessageChannel();
    const near = portChannel(port1);
    return { near, far: portChannel(port2), dispose: async () => near.close() };
  },
};
