import { protocolVersion } from "../../src-shared/contract/index.ts";
import type { DoctorCheck, ImageEvent, systemContract } from "../../src-shared/contract/system.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { HomePaths } from "../core/home.ts";
import type { Images } from "../core/images/agentImage.ts";
import { followFile } from "./followFile.ts";

export interface SystemServiceOptions {
  readonly home: HomePaths;
  readonly version: string;
  readonly images: Images;
  readonly doctor: (signal: AbortSignal) => AsyncIterable<DoctorCheck>;
  readonly requestShutdown: () => void;
}

export function createSystemService(options: SystemServiceOptions): ServiceHandlers<typeof systemContract> {
  const { home, version, images, doctor, requestShutdown } = options;
  const startedAt = new Date().toISOString();
  return {
    hello: () => ({ name: "clauderon", version, protocolVersion, pid: process.pid, home: home.root, startedAt }),
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
      yield* collect((onEvent) => images.build(base === undefined ? {} : { base }, onEvent));
    },
  };
}

/** Turns callbacks into a stream that ends with the work, and fails with it. */
async function* collect(work: (onEvent: (event: ImageEvent) => void) => Promise<unknown>): AsyncGenerator<ImageEvent> {
  const events: ImageEvent[] = [];
  let wake = (): void => {};
  let finished = false;
  const done = work((event) => {
    events.push(event);
    wake();
  }).finally(() => {
    finished = true;
    wake();
  });
  // The loop below rethrows it; until then it must not count as unhandled.
  done.catch(() => {});
  while (!finished || events.length > 0) {
    while (events.length > 0) yield events.shift()!;
    if (!finished) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  await done;
}
