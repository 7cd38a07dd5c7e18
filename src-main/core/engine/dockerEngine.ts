import { readdir } from "node:fs/promises";
import { posix } from "node:path";
import { type Duplex, Readable } from "node:stream";
import Dockerode from "dockerode";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { EngineConnection } from "./connection.ts";
import { createBody } from "./createBody.ts";
import { demultiplex } from "./demultiplex.ts";
import { dockerNetworks, type NetworkClient } from "./dockerNetworks.ts";
import type { ContainerInfo, Engine, EngineInfo, ImageInfo } from "./engine.ts";
import { type BuildLine, destroyOnAbort, labelFilter, pullProgress, tolerate, untilAborted } from "./engineCalls.ts";
import { engineDown, engineError } from "./engineErrors.ts";
import { jsonLines } from "./jsonLines.ts";
import {
  bridgeGateway,
  containerEvent,
  containerInfo,
  containerStats,
  type RawEvent,
  type RawStats,
} from "./readings.ts";
import { containerSettings, isDefaultFilter, type RawSettings } from "./settings.ts";
import { isLocalMachine, isVirtualMachine, socketSharingProblem } from "./socketSharing.ts";
import { detachKeys, startExec } from "./startExec.ts";
import { readTarEntry } from "./tarEntry.ts";

/** A link to a link …: as far as the kernel follows is more than any image needs. */
const maxLinks = 8;
/** The Docker engine (or one that speaks its API) behind the port. */
export function createDockerEngine(connection: EngineConnection): Engine {
  const docker = new Dockerode(clientOptions(connection));

  /** Runs one call; failures come out as AppErrors. */
  const ask = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw engineError(error, doing, connection);
    }
  };

  /** The same, but a missing object is null. */
  const askFor = async <T>(doing: string, call: () => Promise<T>): Promise<T | null> => {
    try {
      return await call();
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return null;
      throw engineError(error, doing, connection);
    }
  };

  const inspect = (nameOrId: string): Promise<ContainerInfo | null> =>
    askFor("looking at a container", async () => containerInfo(await docker.getContainer(nameOrId).inspect()));

  /** Reads progress lines to their end; the engine tells failures as a line of their own. */
  const follow = async (doing: string, stream: Readable, onLine: (line: BuildLine) => void): Promise<void> => {
    await ask(doing, async () => {
      for await (const line of jsonLines<BuildLine>(stream)) {
        if (line.error)
          throw new AppError("engine_failed", `The container engine failed while ${doing}: ${line.error}`);
        onLine(line);
      }
    });
  };

  return {
    info: () =>
      ask("asking for its version", async (): Promise<EngineInfo> => {
        const [info, version] = await Promise.all([docker.info(), docker.version()]);
        const reason = socketSharingProblem(
          connection,
          { operatingSystem: info.OperatingSystem, securityOptions: info.SecurityOptions ?? [] },
          process.platform,
        );
        return {
          version: version.Version,
          apiVersion: version.ApiVersion,
          operatingSystem: info.OperatingSystem,
          storageDriver: info.Driver,
          sharesHostSockets: reason === null,
          sharesHostSocketsReason: reason,
          lock: reason === null ? "socket" : isLocalMachine(connection, info, process.platform) ? "network" : null,
          filtersSystemCalls: (info.SecurityOptions ?? []).some(isDefaultFilter),
        };
      }),

    hostGateway: () =>
      ask("asking for the bridge's address", async () => {
        const [info, bridge] = await Promise.all([docker.info(), docker.getNetwork("bridge").inspect()]);
        // In a virtual machine the bridge's address is not one of this machine.
        if (connection.protocol !== "unix" || isVirtualMachine(info.OperatingSystem, process.platform)) return null;
        return bridgeGateway(bridge);
      }),

    image: (reference) =>
      askFor("looking for an image", async (): Promise<ImageInfo> => {
        // The client library makes a host name of an empty one, and its error ends the process.
        if (!/^[a-z0-9]/i.test(reference)) throw new Error(`"${reference}" names no image`);
        const image = await docker.getImage(reference).inspect();
        return {
          id: image.Id,
          tags: image.RepoTags ?? [],
          labels: image.Config?.Labels ?? {},
          sizeBytes: image.Size,
          env: image.Config?.Env ?? [],
        };
      }),

    async pullImage(reference, onProgress) {
      const doing = `pulling ${reference}`;
      const stream = await ask(doing, () => docker.pull(reference));
      await follow(doing, stream as Readable, (line) => onProgress(pullProgress(line)));
    },

    async buildImage(folder, { tag, labels, buildArgs }, onLog) {
      const doing = `building ${tag}`;
      const options = { t: tag, labels: { ...labels }, buildargs: { ...buildArgs }, rm: true, forcerm: true };
      const stream = await ask(doing, async () =>
        docker.buildImage({ context: folder, src: await readdir(folder) }, options),
      );
      let id = "";
      await follow(doing, stream as Readable, (line) => {
        id = line.aux?.ID ?? id;
        for (const text of (line.stream ?? line.status ?? "").split("\n")) if (text.trim()) onLog(text.trimEnd());
      });
      return id;
    },

    async importImage(tar, tag) {
      const doing = `importing ${tag}`;
      const colon = tag.lastIndexOf(":");
      // dockerode declares a path but hands a stream through; it is the body of the request.
      const stream = await ask(doing, () =>
        docker.importImage(tar as unknown as string, { repo: tag.slice(0, colon), tag: tag.slice(colon + 1) }),
      );
      let id = "";
      await follow(doing, stream as unknown as Readable, (line) => {
        id = line.status ?? id;
      });
      return id;
    },

    writtenBytes: (id) =>
      ask("measuring the container", async () => {
        // Its types do not know the option, which goes into the query.
        const query = { size: true } as object;
        const { SizeRw } = (await docker.getContainer(id).inspect(query)) as { SizeRw?: number };
        return SizeRw ?? 0;
      }),

    ...dockerNetworks(docker as unknown as NetworkClient, ask),

    create: (spec) =>
      ask(`creating the container ${spec.name}`, async () => {
        const container = await docker.createContainer(createBody(spec));
        return container.id;
      }),

    start: (id) => ask("starting the container", () => tolerate([304], () => docker.getContainer(id).start())),
    stop: (id, graceSeconds) =>
      ask("stopping the container", () =>
        tolerate([304, 404], () => docker.getContainer(id).stop({ t: graceSeconds })),
      ),
    remove: (id) =>
      ask("removing the container", () =>
        // 409: somebody else is removing it already.
        tolerate([404, 409], () => docker.getContainer(id).remove({ force: true, v: true })),
      ),
    inspect,
    settings: (id) =>
      ask("looking at a container's settings", async () =>
        containerSettings((await docker.getContainer(id).inspect()) as unknown as RawSettings),
      ),

    list: async (labels) => {
      const filters = { label: labelFilter(labels) };
      const found = await ask("listing containers", () => docker.listContainers({ all: true, filters }));
      const infos = await Promise.all(found.map(({ Id }) => inspect(Id)));
      return infos.filter((info) => info !== null);
    },

    wait: (id) =>
      ask("waiting for the container", async () => {
        const { StatusCode } = (await docker.getContainer(id).wait()) as { StatusCode: number };
        return StatusCode;
      }),

    attachTerminal: (id) =>
      ask("attaching to the container", async () => {
        const options = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true, detachKeys };
        return (await docker.getContainer(id).attach(options)) as Duplex;
      }),

    attachOutput: (id) =>
      ask("attaching to the container", async () => {
        const options = { stream: true, stdin: false, stdout: true, stderr: true };
        return demultiplex((await docker.getContainer(id).attach(options)) as unknown as Readable);
      }),

    resize: (id, cols, rows) =>
      // 409 and, of newer engines, 500: it has ended.
      ask("resizing the terminal", () =>
        tolerate([404, 409, 500], () => docker.getContainer(id).resize({ w: cols, h: rows })),
      ),

    exec: (id, options) => ask("running a command", () => startExec(docker.getContainer(id), options, connection)),

    logs: (id, { follow: following, tty }) =>
      ask("reading the container's log", async () => {
        const container = docker.getContainer(id);
        const source = following
          ? ((await container.logs({ follow: true, stdout: true, stderr: true })) as unknown as Readable)
          : Readable.from([await container.logs({ follow: false, stdout: true, stderr: true })]);
        return tty ? { stdout: source, stderr: Readable.from([]) } : demultiplex(source);
      }),

    stats: (id, onSample, signal) =>
      untilAborted(signal, () =>
        ask("measuring the container", async () => {
          const stream = await docker.getContainer(id).stats({ stream: true });
          destroyOnAbort(stream as unknown as Readable, signal);
          for await (const raw of jsonLines<RawStats>(stream as unknown as Readable)) {
            const sample = containerStats(raw);
            if (sample) onSample(sample);
          }
        }),
      ),

    events: (labels, onEvent, signal, onOpen) =>
      untilAborted(signal, async () => {
        const filters = JSON.stringify({
          type: ["container"],
          event: ["start", "die", "destroy", "oom"],
          label: labelFilter(labels),
        });
        const stream = (await ask("listening to the engine", () => docker.getEvents({ filters }))) as Readable;
        destroyOnAbort(stream, signal);
        onOpen?.();
        try {
          for await (const raw of jsonLines<RawEvent>(stream)) onEvent(containerEvent(raw));
        } catch (error) {
          throw engineDown((error as { code?: string }).code ?? "connection lost", connection, error);
        }
        throw engineDown("connection closed", connection);
      }),

    async readFile(id, path, maxBytes) {
      let current = path;
      for (let links = 0; links <= maxLinks; links++) {
        const tar = await askFor("reading a file of the container", () =>
          docker.getContainer(id).getArchive({ path: current }),
        );
        const entry = tar && (await readTarEntry(tar as Readable, maxBytes));
        if (entry?.kind === "file") return entry.bytes;
        if (entry?.kind !== "link") return null;
        current = posix.resolve(posix.dirname(current), entry.target);
      }
      return null;
    },
  };
}

function clientOptions(connection: EngineConnection): Dockerode.DockerOptions {
  const { protocol, socketPath, host, port, username, tls, sshAgent } = connection;
  if (protocol === "unix") return { socketPath: socketPath ?? "/var/run/docker.sock" };
  return {
    protocol,
    host: host ?? "localhost",
    ...(port === null ? {} : { port }),
    ...(username === null ? {} : { username }),
    ...(tls?.ca ? { ca: tls.ca } : {}),
    ...(tls?.cert ? { cert: tls.cert } : {}),
    ...(tls?.key ? { key: tls.key } : {}),
    ...(sshAgent === null ? {} : { sshAuthAgent: sshAgent, sshOptions: { agent: sshAgent } }),
  };
}
