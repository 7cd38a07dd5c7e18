import { join } from "node:path";
import type { SelfTest, SelfTestAttempt } from "../../../src-shared/model/selfTest.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { type SessionPaths, sessionPaths } from "../home.ts";
import { caBundleName, provideCaBundle } from "./caBundle.ts";
import { inside, relayPort } from "./containerPaths.ts";
import { agentMounts, agentSpec, type RelayInput } from "./containerSpec.ts";
import { requireCleanImage } from "./createChecks.ts";
import { createGate, removeNetworks, startGate, stopGate } from "./gate.ts";
import { userIdentity } from "./hostGit.ts";
import {
  agentContainerName,
  type ContainerRole,
  containerLabels,
  labelNames,
  probeName,
  relayContainerName,
} from "./labels.ts";
import type { Owner, SessionsOptions } from "./ports.ts";
import { proxyUrl } from "./proxyUrl.ts";
import { createRelay, removeReplacement, replaceRelay } from "./relay.ts";
import { readSecret } from "./secretFile.ts";
import { hardeningAttempts } from "./selfTest/hardening.ts";
import { type Neighbour, testNetwork } from "./selfTest/selfTest.ts";
import { openNetwork } from "./selfTest/verdict.ts";
import { requireMountPoints } from "./sessionHome.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { sessionVariables } from "./sessionVariables.ts";

const stopGraceSeconds = 10;
const relayGraceSeconds = 1;

/** Both containers of a session: made, started and ended in the order that keeps the agent's network. */
export class SessionContainers {
  readonly #options: SessionsOptions;
  readonly #engine: Engine;
  readonly #owner: Owner;
  readonly #homeHash: string;

  constructor(options: SessionsOptions, owner: Owner, homeHash: string) {
    this.#options = options;
    this.#engine = options.engine;
    this.#owner = owner;
    this.#homeHash = homeHash;
  }

  get homeLabel(): Record<string, string> {
    return { [labelNames.home]: this.#homeHash };
  }

  labels(sessionId: string, role: ContainerRole): Record<string, string> {
    return containerLabels(sessionId, this.#homeHash, role, this.#options.extraLabels);
  }

  /** Throws where a container of this name exists and is not this session's. */
  async requireFreeName(sessionName: string, sessionId: string): Promise<void> {
    const found = await this.#engine.inspect(agentContainerName(sessionName));
    if (found === null) return;
    const label = found.labels[labelNames.home];
    if (label === this.#homeHash && found.labels[labelNames.session] === sessionId) return;
    const whose =
      label === undefined
        ? "was not made by Clauderon"
        : label === this.#homeHash
          ? "is left over from a session that is gone"
          : "belongs to another Clauderon home";
    throw new AppError(
      "name_taken",
      `The container ${found.name} exists already and ${whose}.`,
      label === this.#homeHash
        ? "`clauderon reconcile` removes it, unless it still runs."
        : "Choose another name with --name.",
    );
  }

  /** Makes the session's containers, removing those it had. The proxy must have its socket by then. */
  async create(record: SessionRecord, relayImage: string): Promise<{ containerId: string; relayId: string | null }> {
    await this.requireFreeName(record.name, record.id);
    await this.remove(record);
    const paths = this.#paths(record);
    await requireMountPoints(paths, this.#owner);
    const image = await this.#engine.image(record.image);
    if (image === null) {
      throw new AppError(
        "image_missing",
        `The image ${record.image} is not on the container engine.`,
        `Get it (\`docker pull ${record.image}\`), or leave --image away.`,
      );
    }
    requireCleanImage(image, record.image, this.#options.credentials);
    const caBundle = await provideCaBundle({
      engine: this.#engine,
      home: this.#options.home,
      imageId: image.id,
      caPem: this.#options.caPem,
      labels: this.labels(record.id, "check"),
      name: `clauderon.roots.${record.id}`,
    });
    const variables = await this.variables(record, await readSecret(paths));
    if (record.network === "locked" && record.lock === "network") {
      await createGate(this.#engine, this.#relayInput(record, relayImage), this.#options.proxy.port);
    }
    const relayId =
      record.network === "locked" ? await createRelay(this.#engine, this.#relayInput(record, relayImage)) : null;
    const input = {
      session: { ...record, image: image.id },
      home: this.#options.home,
      paths,
      homeHash: this.#homeHash,
      owner: this.#owner,
      caBundle,
      variables,
      size: { cols: record.cols, rows: record.rows },
      extraLabels: this.#options.extraLabels ?? {},
    };
    return { containerId: await this.#engine.create(agentSpec(input, relayId)), relayId };
  }

  /** Environment of the agent's container. */
  async variables(record: SessionRecord, secret: string): Promise<Record<string, string>> {
    const port = record.network === "locked" ? relayPort : this.#options.proxy.port;
    return this.variablesFor(record, proxyUrl(record.id, secret, port), inside.caBundle);
  }

  async variablesFor(record: SessionRecord, url: string, caFile: string): Promise<Record<string, string>> {
    return sessionVariables({
      agent: record.agent,
      proxyUrl: url,
      caFile,
      placeholders: this.#options.credentials.placeholderEnv(record.agent),
      own: record.env,
      workdir: record.workdir,
      tty: record.mode === "interactive",
      identity: await userIdentity(),
    });
  }

  /** The relay, and from within its network the proof that it leads nowhere else. What it proves is for the caller. */
  async openNetwork(record: SessionRecord, neighbours: readonly Neighbour[]): Promise<SelfTest> {
    const { relayId } = record;
    await requireMountPoints(this.#paths(record), this.#owner);
    if (relayId === null) return openNetwork(await this.#hardening(record), new Date());
    const relay = await this.#engine.inspect(relayId);
    if (relay === null) throw lostContainer(record);
    await removeReplacement(this.#engine, this.#relayInput(record, ""));
    if (record.lock === "network") await startGate(this.#engine, record.id);
    await this.#engine.start(relayId);
    return this.#testNetwork(record, { joins: relayId, occupied: false, neighbours });
  }

  async startAgent(record: SessionRecord): Promise<void> {
    if (record.containerId === null) throw lostContainer(record);
    await this.#engine.start(record.containerId);
  }

  /** The folder for the user's own hooks, made from inside as the agent's user. A short run may be over by then. */
  async makeHooksFolder(containerId: string): Promise<void> {
    const run = await this.#engine.exec(containerId, {
      command: ["mkdir", "-p", "--", inside.hooks],
      user: this.user,
      workdir: inside.home,
      tty: false,
      stdin: false,
    });
    run.stdout.resume();
    run.stderr?.resume();
    await run.exitCode();
  }

  /** The agent first: it must not see its network go. */
  async stop(record: SessionRecord): Promise<void> {
    if (record.containerId !== null) await this.#engine.stop(record.containerId, stopGraceSeconds);
    await this.stopRelay(record);
  }

  async stopRelay(record: SessionRecord): Promise<void> {
    await removeReplacement(this.#engine, this.#relayInput(record, ""));
    if (record.relayId !== null) await this.#engine.stop(record.relayId, relayGraceSeconds);
    if (record.lock === "network") await stopGate(this.#engine, record.id);
  }

  /** A new relay for an agent that runs on without one. Its network is tested again. */
  async replaceRelay(record: SessionRecord, containerId: string, neighbours: readonly Neighbour[]): Promise<SelfTest> {
    const first = record.relayId === null ? null : await this.#engine.inspect(record.relayId);
    const image = first?.imageId ?? (await this.#options.images.ensure()).relay;
    await replaceRelay(this.#engine, this.#relayInput(record, image), containerId);
    return this.#testNetwork(record, { joins: containerId, occupied: true, neighbours });
  }

  /** Whether the agent's way to the proxy is there. A gate that ended is started again: nobody shares its network. */
  async relayRuns(record: SessionRecord): Promise<boolean> {
    if (record.lock === "network") await startGate(this.#engine, record.id);
    const found = await this.#engine.list(this.labels(record.id, "relay"));
    return found.some(({ state }) => state === "running");
  }

  /** Removes every container of the session, also those that no record names any more. */
  async remove(record: Pick<SessionRecord, "id" | "containerId">): Promise<void> {
    if (record.containerId !== null) await this.#engine.remove(record.containerId);
    const own = { ...this.homeLabel, [labelNames.session]: record.id };
    for (const { id } of await this.#engine.list(own)) await this.#engine.remove(id);
    const relay = await this.#engine.inspect(relayContainerName(record.id));
    if (relay?.labels[labelNames.home] === this.#homeHash) await this.#engine.remove(relay.id);
    await removeNetworks(this.#engine, own);
  }

  get user(): string {
    return `${this.#owner.uid}:${this.#owner.gid}`;
  }

  #paths(record: Pick<SessionRecord, "id">): SessionPaths {
    return sessionPaths(this.#options.home, record.id);
  }

  /** What the engine says of the agent's container, against what it was asked for. */
  async #hardening(record: SessionRecord): Promise<SelfTestAttempt[]> {
    const { containerId, relayId } = record;
    if (containerId === null) throw lostContainer(record);
    const [made, info] = await Promise.all([this.#engine.settings(containerId), this.#engine.info()]);
    const caBundle = await this.#caBundle(record);
    return hardeningAttempts(made, {
      mounts: agentMounts(this.#options.home, this.#paths(record), caBundle),
      network: relayId === null ? "bridge" : `container:${relayId}`,
      filtersSystemCalls: info.filtersSystemCalls,
    });
  }

  async #caBundle({ containerId }: SessionRecord): Promise<string> {
    const agent = containerId === null ? null : await this.#engine.inspect(containerId);
    return join(this.#options.home.caBundles, caBundleName(agent?.imageId ?? ""));
  }

  async #testNetwork(
    record: SessionRecord,
    where: { readonly joins: string; readonly occupied: boolean; readonly neighbours: readonly Neighbour[] },
  ): Promise<SelfTest> {
    const { home, proxy, images } = this.#options;
    return testNetwork({
      ...where,
      hardening: await this.#hardening(record),
      engine: this.#engine,
      home,
      proxyPort: proxy.port,
      probeName: probeName(record.id),
      // Today's, also for a session whose relay was made by an older release.
      image: (await images.ensure()).relay,
      labels: this.labels(record.id, "check"),
      mounts: agentMounts(home, this.#paths(record), await this.#caBundle(record)),
      strictness: record.lock === "network" ? "silent" : "unreachable",
    });
  }

  #relayInput(record: SessionRecord, image: string): RelayInput {
    return {
      sessionId: record.id,
      paths: this.#paths(record),
      homeHash: this.#homeHash,
      owner: this.#owner,
      image,
      lock: record.lock,
      extraLabels: this.#options.extraLabels ?? {},
    };
  }
}

function lostContainer(record: SessionRecord): AppError {
  return new AppError(
    "wrong_state",
    `A container of session ${record.name} is gone.`,
    "`clauderon recreate` makes new ones around the same files.",
  );
}
