import { protocolVersion } from "../../src-shared/contract/index.ts";
import type { ProxyStatus } from "../../src-shared/contract/proxy.ts";
import type {
  DoctorCheck,
  ImageEvent,
  Setting,
  SystemStatus,
  systemContract,
} from "../../src-shared/contract/system.ts";
import type { Credential } from "../../src-shared/model/credential.ts";
import type { DemoEvent } from "../../src-shared/model/demo.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { Engine } from "../core/engine/engine.ts";
import type { HomePaths } from "../core/home.ts";
import type { Images } from "../core/images/agentImage.ts";
import { EventQueue } from "./eventQueue.ts";
import { followFile } from "./followFile.ts";
import { whenChanged } from "./latest.ts";

const lookEveryMs = 500;
/** The engine is asked less often: that it is gone shows in the sessions too. */
const engineEveryMs = 3000;

export interface SystemServiceOptions {
  readonly home: HomePaths;
  readonly version: string;
  readonly images: Images;
  readonly demo: (signal: AbortSignal) => AsyncIterable<DemoEvent>;
  readonly doctor: (signal: AbortSignal) => AsyncIterable<DoctorCheck>;
  readonly requestShutdown: () => void;
  readonly engine: Pick<Engine, "info">;
  readonly proxyStatus: () => Promise<ProxyStatus>;
  readonly settings: () => Setting[];
  readonly credentials: () => readonly Credential[];
  /** A new link for a browser tab. */
  readonly newWebLink: () => Promise<string>;
}

export function createSystemService(options: SystemServiceOptions): ServiceHandlers<typeof systemContract> {
  const { home, version, images, doctor, requestShutdown, newWebLink } = options;
  const startedAt = new Date().toISOString();
  return {
    hello: () => ({ name: "clauderon", version, protocolVersion, pid: process.pid, home: home.root, startedAt }),
    watch: (_input, { signal }) => watchStatus(options, signal),
    web: async () => ({ url: await newWebLink() }),
    shutdown: () => {
      // After the answer has left: the caller should hear it.
      setImmediate(requestShutdown);
      return null;
    },
    doctor: (_input, { signal }) => doctor(signal),
    demo: (_input, { signal }) => options.demo(signal),
    settings: () => options.settings(),
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

function watchStatus(options: SystemServiceOptions, signal: AbortSignal): AsyncGenerator<SystemStatus> {
  let engine: SystemStatus["engine"] | null = null;
  let askedAt = 0;
  return whenChanged(
    async () => {
      if (engine === null || Date.now() - askedAt >= engineEveryMs) {
        askedAt = Date.now();
        engine = await options.engine.info().then(
          ({ version }) => ({ ok: true, version, problem: null }),
          (error: Error) => ({ ok: false, version: null, problem: error.message }),
        );
      }
      const rejected = options.credentials().filter(({ health }) => health === "rejected");
      return { engine, proxy: await options.proxyStatus(), rejectedCredentials: rejected.map(({ id }) => id) };
    },
    lookEveryMs,
    signal,
  );
}
