import { setTimeout as delay } from "node:timers/promises";
import { AppError, toWireError } from "../../../src-shared/rpc/errors.ts";
import { freeSpaceProblem } from "../audit/diskSpace.ts";
import { sessionPaths } from "../home.ts";
import { deletedRecord } from "./deletedSession.ts";
import { overLimit } from "./diskUse.ts";
import { writeSharedFiles } from "./homeFiles.ts";
import { measureDisk } from "./measureDisk.ts";
import type { SessionParts } from "./parts.ts";
import { removeTree } from "./removeTree.ts";
import { removeSecret, writeSecret } from "./secretFile.ts";
import type { Neighbour } from "./selfTest/selfTest.ts";
import { isNotLocked, notLocked } from "./selfTest/verdict.ts";
import { hashSecret, newSessionSecret } from "./sessionId.ts";
import type { DeletedRecord, SessionRecord } from "./sessionStore.ts";
import { comesOverTcp, setAddresses, tellProxy } from "./sessionsAtProxy.ts";

const hooksLimitMs = 5000;

/** Sets sessions in motion and to rest, and keeps proxy and terminals in step. The session's lock must be held. */
export class SessionRunner {
  readonly #parts: SessionParts;
  /** Container whose terminal or output is held, by session. */
  readonly #attached = new Map<string, string>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Removes the session's containers and makes new ones, not started. */
  async makeContainers(record: SessionRecord): Promise<SessionRecord> {
    const { options, containers, registry } = this.#parts;
    const images = await options.images.ensure();
    await writeSharedFiles(options.home, options.credentials.codexFiles());
    this.#attached.delete(record.id);
    const ids = await containers.create(record, images.relay);
    return registry.put({
      ...record,
      ...ids,
      state: record.state === "creating" ? "creating" : "stopped",
      error: null,
    });
  }

  /** `prepare` runs when the network has been tested and before the agent does; it may change the record. */
  async start(
    record: SessionRecord,
    prepare: (tested: SessionRecord) => Promise<SessionRecord> = async (tested) => tested,
  ): Promise<SessionRecord> {
    if (record.mode === "manual") return this.setManual(record, true);
    this.requireSpace();
    const { containers, registry } = this.#parts;
    await tellProxy(this.#parts, { ...record, state: "running" });
    await setAddresses(this.#parts, comesOverTcp(record));
    let tested = record;
    try {
      const selfTest = await containers.openNetwork(record, this.#neighbours(record));
      tested = registry.put({ ...record, selfTest });
      if (selfTest.verdict === "fail") throw notLocked(record, selfTest);
      if (record.state !== "creating") await this.#requireRoom(record);
      tested = await prepare(tested);
      await this.#attach(record, false);
      await containers.startAgent(record);
    } catch (error) {
      await containers.stopRelay(record).catch(() => {});
      if (record.state !== "creating" || isNotLocked(error)) {
        const { message } = toWireError(error);
        await tellProxy(this.#parts, registry.put({ ...tested, state: "error", error: message }));
      }
      throw error;
    }
    const startedAt = new Date().toISOString();
    registry.noteActivity(record.id, { type: "ended" });
    if (record.containerId !== null) await this.#makeHooksFolder(record.containerId);
    return registry.put({ ...tested, state: "running", exitCode: null, error: null, startedAt, endedAt: null });
  }

  /**
   * Runs something in the agent's network, whose container it is told; null where the agent is on a bridge. Of a session
   * that does not run the network is opened, tested and closed again, and its agent is not started.
   */
  async withNetwork<T>(record: SessionRecord, run: (joins: string | null) => Promise<T>): Promise<T> {
    const { containers } = this.#parts;
    if (record.state === "running") return run(record.containerId);
    this.requireSpace();
    await tellProxy(this.#parts, { ...record, state: "running" });
    try {
      await setAddresses(this.#parts, comesOverTcp(record));
      const selfTest = await containers.openNetwork(record, this.#neighbours(record));
      if (selfTest.verdict === "fail") throw notLocked(record, selfTest);
      return await run(record.relayId);
    } finally {
      await containers.stopRelay(record).catch(() => {});
      await tellProxy(this.#parts, record);
    }
  }

  async stop(record: SessionRecord): Promise<SessionRecord> {
    if (record.mode === "manual") return this.setManual(record, false);
    const { containers, options } = this.#parts;
    await containers.stop(record);
    const ended = record.containerId === null ? null : await options.engine.inspect(record.containerId);
    return this.rest(record, "stopped", ended?.exitCode ?? null, null);
  }

  /** The agent's container has ended: everybody is told, and its way out is closed. */
  async rest(
    record: SessionRecord,
    state: "exited" | "stopped",
    exitCode: number | null,
    error: string | null,
  ): Promise<SessionRecord> {
    const { options, outputs, registry } = this.#parts;
    await outputs.finish(record.id);
    if (record.mode === "print") {
      // The recording may have ended with the engine's connection, or with the last daemon: the engine's log has it all.
      await this.#attach(record, true);
      await outputs.finish(record.id);
    }
    this.#attached.delete(record.id);
    if (record.mode === "interactive") await options.terminals.ended({ sessionId: record.id, exitCode });
    const next: SessionRecord = { ...record, state, exitCode, error, endedAt: new Date().toISOString() };
    await tellProxy(this.#parts, next);
    registry.noteActivity(record.id, { type: "ended" });
    return registry.put(next);
  }

  /** Takes hold of the terminal or output of a container that runs already. */
  async takeUp(record: SessionRecord): Promise<void> {
    if (record.containerId === null) return;
    // A recording ends with the engine's connection; a terminal holds on by itself.
    const held = record.mode === "interactive" || this.#parts.outputs.isRecording(record.id);
    if (held && this.#attached.get(record.id) === record.containerId) return;
    await this.#attach(record, true);
  }

  async setManual(record: SessionRecord, running: boolean): Promise<SessionRecord> {
    const next: SessionRecord = { ...record, state: running ? "running" : "stopped" };
    await tellProxy(this.#parts, next);
    return this.#parts.registry.put(next);
  }

  async renewSecret(record: SessionRecord): Promise<SessionRecord> {
    const secret = newSessionSecret();
    await writeSecret(sessionPaths(this.#parts.options.home, record.id), secret);
    const next = this.#parts.registry.put({ ...record, secretHash: hashSecret(secret) });
    await tellProxy(this.#parts, next);
    return next;
  }

  /** Removes containers, files and record. What that destroys was decided before. */
  async destroy(record: SessionRecord): Promise<void> {
    const { options, containers, outputs, registry } = this.#parts;
    const paths = sessionPaths(options.home, record.id);
    await containers.remove(record);
    await outputs.finish(record.id);
    this.#attached.delete(record.id);
    await options.proxy.removeSession({ id: record.id });
    await options.terminals.forget({ sessionId: record.id });
    for (const folder of [paths.folder, paths.uploads, paths.run]) await removeTree(folder);
    registry.remove(record.id);
  }

  /**
   * Removes the containers and forgets the session, but for its files. The proxy first: from here on the session's
   * secret is worth nothing. Where the engine does not answer, its containers go when it does.
   */
  async setAside(record: SessionRecord, at: Date): Promise<DeletedRecord> {
    const { options, containers, outputs, registry } = this.#parts;
    const paths = sessionPaths(options.home, record.id);
    await options.proxy.removeSession({ id: record.id });
    let isRemoved = true;
    try {
      await containers.remove(record);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "engine_down") {
        await tellProxy(this.#parts, record);
        throw error;
      }
      isRemoved = false;
    }
    if (isRemoved) await outputs.finish(record.id);
    this.#attached.delete(record.id);
    // Saves the last screen.
    if (record.state === "running") await options.terminals.ended({ sessionId: record.id, exitCode: null });
    await options.terminals.forget({ sessionId: record.id });
    const left = isRemoved ? { containerId: null, relayId: null } : {};
    const deleted = deletedRecord({ ...record, ...left }, at);
    registry.noteEvent(record.id, "deleted", `A copy is kept until ${deleted.destroyedAfter}.`);
    registry.setAside(deleted);
    await removeSecret(paths);
    await removeTree(paths.run);
    return deleted;
  }

  /** Removes what a deleted session has left. */
  async destroyCopy({ record }: DeletedRecord): Promise<void> {
    const { options, registry } = this.#parts;
    const paths = sessionPaths(options.home, record.id);
    await this.clearLeftovers(record);
    for (const folder of [paths.folder, paths.uploads, paths.run]) await removeTree(folder);
    registry.forgetDeleted(record.id);
  }

  /** Containers of a deleted session whose engine did not answer when it was deleted. */
  async clearLeftovers(record: SessionRecord): Promise<boolean> {
    if (record.containerId === null && record.relayId === null) return false;
    await this.#parts.containers.remove(record);
    return true;
  }

  /** Throws `disk_full` while the records of those that run may need what is left. */
  requireSpace(): void {
    const problem = freeSpaceProblem(this.#parts.options.home);
    if (problem === null) return;
    const copies = this.#parts.registry.deleted().length;
    if (copies === 0) throw problem;
    const hint = `\`clauderon purge --all\` destroys the copies of ${copies} deleted sessions; or free space elsewhere.`;
    throw new AppError(problem.code, problem.message, hint);
  }

  /** How a session of this network mode can be kept in; throws where the engine can keep none. */
  async requireNetwork(network: "locked" | "open"): Promise<"socket" | "network"> {
    const info = await this.#parts.options.engine.info();
    if (network === "open") return "socket";
    if (info.lock !== null) return info.lock;
    throw new AppError(
      "engine_unsupported",
      info.sharesHostSocketsReason ?? "The container engine cannot share a socket of this machine.",
      "Use --network open, which does not lock the network, or an engine on this machine.",
    );
  }

  /** A new way to the proxy for an agent that runs. One whose network has become open is stopped. */
  async replaceRelay(record: SessionRecord, containerId: string): Promise<SessionRecord> {
    const { containers, registry } = this.#parts;
    if (record.lock === "network") return this.stopBecause(record, relayGone);
    const selfTest = await containers.replaceRelay(record, containerId, this.#neighbours(record));
    const tested = registry.put({ ...record, selfTest });
    if (selfTest.verdict !== "fail") return tested;
    return this.stopBecause(
      tested,
      (selfTest.message ?? "").replace(/^Not started/, "Stopped").replace(/ Nothing ran, .*$/, ""),
    );
  }

  /** One that was stopped for what it wrote must not go on writing. */
  async #requireRoom(record: SessionRecord): Promise<void> {
    const disk = await measureDisk(this.#parts, record).catch(() => null);
    if (disk !== null) this.#parts.registry.noteDisk(record.id, disk);
    if (disk?.state === "over")
      throw overLimit(record.name, disk, sessionPaths(this.#parts.options.home, record.id).home);
  }

  /** Ends a session that may not go on, and says why. */
  async stopBecause(record: SessionRecord, error: string): Promise<SessionRecord> {
    const stopped = await this.stop(record);
    return this.#parts.registry.put({ ...stopped, state: "error", error });
  }

  #neighbours({ id }: SessionRecord): Neighbour[] {
    const { options, registry } = this.#parts;
    const others = registry.records().filter((other) => other.id !== id && other.state !== "archived");
    return others.map((other) => ({ id: other.id, socket: sessionPaths(options.home, other.id).socket }));
  }

  async #attach(record: SessionRecord, resumed: boolean): Promise<void> {
    const { options, outputs } = this.#parts;
    const { id: sessionId, containerId, cols, rows } = record;
    if (containerId === null) return;
    if (record.mode === "print") {
      await (resumed ? outputs.resume(sessionId, containerId) : outputs.begin(sessionId, containerId));
    } else {
      const snapshotPath = sessionPaths(options.home, sessionId).screenSnapshot;
      await options.terminals.open({ sessionId, containerId, cols, rows, snapshotPath, resumed });
    }
    this.#attached.set(sessionId, containerId);
  }

  /** A run that is over in a moment takes the folder's chance with it; the folder is a convenience. */
  async #makeHooksFolder(containerId: string): Promise<void> {
    const { containers, options } = this.#parts;
    const made = containers.makeHooksFolder(containerId).catch((error: unknown) => {
      options.log.debug({ err: error }, "The hooks folder was not made");
    });
    await Promise.race([made, delay(hooksLimitMs, undefined, { ref: false })]);
  }
}

/** An internal network belongs to the container that joined it first: its devices go with the relay. */
const relayGone = "Stopped: its relay ended, and the internal network with it. Start it again; everything is kept.";
