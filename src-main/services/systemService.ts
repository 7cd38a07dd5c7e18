import { protocolVersion } from "../../src-shared/contract/index.ts";
import type { DoctorCheck, ImageEvent, systemContract } from "../../src-shared/contract/system.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { HomePaths } from "../core/home.ts";
import type { Images } from "../core/images/agentImage.ts";
import { EventQueue } from "./eventQueue.ts";
import { followFile } from "./followFile.ts";

export interface SystemServiceOptions {
  readonly home: HomePaths;
  readonly version: string;
  readonly images: Images;
  readonly doctor: (signal: AbortSignal) => AsyncIterable<DoctorCheck>;
  readonly requestShutdown: () => void;
  /** A new link for a browser tab. */
  readonly newWebLink: () => Promise<string>;
}

export function createSystemService(options: SystemServiceOptions): ServiceHandlers<typeof systemContract> {
  const { home, version, images, doctor, requestShutdown, newWebLink } = options;
  const startedAt = new Date().toISOString();
  return {
    hello: () => ({ name: "clauderon", version, protocolVersion, pid: process.pid, home: home.root, startedAt }),
    web: async () => ({ url: await newWebLink() }),
    shutdown: () => {
      // After the answer has left: the caller should hear it.
      setImmediate(requestShutdown);
      return null;
    },
    doctor: (_input, { signal }) => doctor(signal),
    logs: async function* ({ follow }, { signal }) {
      for await (const bytes of followFile(home.daemonLog, follow, signal)) yield { bytes };
    },
    buildImage: async function* ({ base }) {
      const events = new EventQueue<ImageEvent>();
      images
        .build({ base }, (event) => events.push(event))
        .then(
          () => events.end(),
          (error: unknown) => events.fail(error),
        );
      yield* events;
    },
  };
}
