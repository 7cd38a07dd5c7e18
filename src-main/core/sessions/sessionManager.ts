import type { OutputEvent, SessionDetail, SessionEnv } from "../../../src-shared/contract/sessions.ts";
import type { AccessMode, NetworkMode, Session } from "../../../src-shared/model/session.ts";
import type { ContainerEvent } from "../engine/engine.ts";
import type { SessionFacts } from "../proxy/exchange.ts";
import { requireAction } from "./actionErrors.ts";
import type { ActivityEvent } from "./activity.ts";
import { type CreateInput, type CreationWatch, createManualSession, createSession } from "./createSession.ts";
import { Creations } from "./creations.ts";
import { Deletions } from "./deletions.ts";
import { DiskWatch } from "./diskWatch.ts";
import { watchEngine } from "./engineWatch.ts";
import { writeSharedFiles } from "./homeFiles.ts";
import { KeyedLock } from "./keyedLock.ts";
import { labelNames } from "./labels.ts";
import { sessionOwner } from "./owner.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionsOptions } from "./ports.ts";
import { pushBranch } from "./pushBranch.ts";
import { mendSession, reconcileSessions } from "./reconcile.ts";
import { type SessionChange, SessionRegistry } from "./registry.ts";
import { archiveSession, recreateSession, unarchiveSession } from "./renewSession.ts";
import { SessionContainers } from "./sessionContainers.ts";
import { homeHash } from "./sessionId.ts";
import { findSession } from "./sessionName.ts";
import { SessionOutputs } from "./sessionOutputs.ts";
import {
  type ExecTarget,
  execTarget,
  readLogs,
  readOutput,
  readSessionEnv,
  recallTerminal,
  sessionDetail,
} from "./sessionReader.ts";
import { SessionRunner } from "./sessionRunner.ts";
import type { SessionAction } from "./sessionState.ts";
import { type SessionRecord, SessionStore } from "./sessionStore.ts";
import { setAddresses, tellProxy, tellProxyOfAll } from "./sessionsAtProxy.ts";
import { SessionWork } from "./sessionWork.ts";
import { StatsFeed } from "./statsFeed.ts";
import { Timeline } from "./timeline.ts";
import { writeUpload } from "./uploads.ts";

/** Containers whose end concerns their session. */
const mendedRoles: ReadonlySet<string> = new Set(["agent", "relay", "gate"]);

/** Everything that can be done with sessions. One instance a home; `open` takes up what runs already. */
export class SessionManager {
  readonly #options: SessionsOptions;
  readonly #parts: SessionParts;
  readonly #runner: SessionRunner;
  readonly #closing = new AbortController();
  readonly #diskWatch: DiskWatch;
  readonly creations = new Creations();
  /** CPU and memory of what runs. */
  readonly stats: StatsFeed;
  /** What sessions have done. */
  readonly work: SessionWork;
  /** What was deleted, and can be brought back. */
  readonly deletions: Deletions;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: SessionsOptions) {
    const owner = options.owner ?? sessionOwner();
    this.#options = options;
    this.#parts = {
      options,
      owner,
      registry: new SessionRegistry(new SessionStore(options.database), new Timeline(options.database)),
      containers: new SessionContainers(options, owner, homeHash(options.home.root)),
      outputs: new SessionOutputs(options.engine, options.home, options.log),
      locks: new KeyedLock(),
      creations: this.creations,
    };
    this.#runner = new SessionRunner(this.#parts);
    this.#diskWatch = new DiskWatch(this.#parts, this.#runner);
    this.stats = new StatsFeed(options.engine, this.#parts.registry);
    this.work = new SessionWork(this.#parts, (text) => this.#record(text));
    this.deletions = new Deletions(this.#parts, this.#runner, (text) => this.#record(text));
  }

  /** Tells the proxy of every session, takes up those that run, and listens to the engine from now on. */
  async open(): Promise<void> {
    const { home, credentials, log, engine } = this.#options;
    await writeSharedFiles(home, credentials.codexFiles());
    await this.tellProxyAgain();
    this.#diskWatch.open();
    this.deletions.open();
    const firstReconcile = Promise.withResolvers<void>();
    this.#watching = watchEngine(engine, {
      labels: this.#parts.containers.homeLabel,
      onEvent: (event) => this.#background(this.#onEvent(event), "following the engine"),
      onConnected: () => this.#background(this.reconcile().finally(firstReconcile.resolve), "reconciling"),
      log,
      signal: this.#closing.signal,
    });
    // An engine that is down must not keep the daemon from starting.
    const engineAnswers = await engine.info().then(
      () => true,
      () => false,
    );
    if (engineAnswers) await firstReconcile.promise;
  }

  /** Lets go of everything; containers run on. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.stats.close();
    this.work.close();
    await this.#diskWatch.close();
    await this.deletions.close();
    await this.#watching;
    await this.#parts.outputs.close();
  }

  list(options: { readonly includeArchived: boolean }): Session[] {
    return this.#parts.registry
      .records()
      .filter(({ state }) => options.includeArchived || state !== "archived")
      .map((record) => this.#parts.registry.shown(record));
  }

  /** By name, id, or a unique prefix of a name. Throws `session_not_found`. */
  find(text: string): Session {
    return this.#parts.registry.shown(this.#record(text));
  }

  /** What the proxy's decisions depend on. Throws `session_not_found`. */
  facts(text: string): SessionFacts & { readonly id: string } {
    const { id, accessMode, workspace } = this.#record(text);
    return { id, accessMode, workspace: workspace ?? null };
  }

  /** The same by id; null for a session that is gone. */
  factsOf(id: string): SessionFacts | null {
    const record = this.#parts.registry.record(id);
    return record && { accessMode: record.accessMode, workspace: record.workspace ?? null };
  }

  get(text: string): Promise<SessionDetail> {
    return sessionDetail(this.#parts, this.#record(text));
  }

  onChange(listener: (change: SessionChange) => void): () => void {
    return this.#parts.registry.onChange(listener);
  }

  /** Creates and starts a session, telling each step. A failure leaves nothing behind. */
  async create(input: CreateInput, watch?: CreationWatch): Promise<Session> {
    return this.#parts.registry.shown(await createSession(this.#parts, this.#runner, input, watch));
  }

  start(text: string): Promise<Session> {
    return this.#act(text, "start", (record) => this.#runner.start(record));
  }

  stop(text: string): Promise<Session> {
    return this.#act(text, "stop", (record) => this.#runner.stop(record));
  }

  restart(text: string): Promise<Session> {
    return this.#act(text, null, async (record) => {
      const resting = record.state === "running" ? await this.#runner.stop(record) : record;
      requireAction("start", resting);
      return this.#runner.start(resting);
    });
  }

  /** New containers and a new secret around the same files, in another network if one is named; starts them. */
  recreate(text: string, network?: NetworkMode): Promise<Session> {
    return this.#act(text, "recreate", (record) => recreateSession(this.#runner, record, network));
  }

  /** Removes the containers, keeps all files. */
  archive(text: string): Promise<Session> {
    return this.#act(text, "archive", (record) => archiveSession(this.#parts, this.#runner, record));
  }

  /** New containers around the kept files, not started. */
  unarchive(text: string): Promise<Session> {
    return this.#act(text, "unarchive", (record) => unarchiveSession(this.#parts, this.#runner, record));
  }

  /** Remembered first, then told to the proxy: the session's next request meets it, and the audit shows when. */
  setAccessMode(text: string, accessMode: AccessMode): Promise<Session> {
    return this.#act(text, null, async (record) => {
      if (record.accessMode === accessMode) return record;
      const changed = this.#parts.registry.put({ ...record, accessMode });
      await tellProxy(this.#parts, changed);
      const modes = { session: record.name, before: record.accessMode, accessMode };
      this.#options.log.info(modes, "The access mode of a session was changed");
      return changed;
    });
  }

  deletePreview(text: string, { purge = false } = {}) {
    return this.deletions.preview(text, { purge });
  }

  delete(text: string, options: { readonly force: boolean; readonly purge?: boolean }) {
    return this.deletions.delete(text, { purge: false, ...options });
  }

  /** Pushes the session's branch to its repository's origin, by git in a container of its own. */
  push(text: string, signal: AbortSignal) {
    const { id } = this.#record(text);
    return this.#parts.locks.run(id, () => pushBranch(this.#parts, this.#runner, this.#record(id), signal));
  }

  /** Compares records with the engine and mends both; tells what it did, one line each. */
  reconcile(): Promise<string[]> {
    return reconcileSessions(this.#parts, this.#runner);
  }

  /** What a container started by hand needs. A manual session is made when `create` is set and the name is free. */
  async env(text: string, options: { readonly create: boolean }): Promise<SessionEnv> {
    const isKnown = this.#parts.registry.records().some(({ name }) => name === text);
    const record =
      options.create && !isKnown ? await createManualSession(this.#parts, this.#runner, text) : this.#record(text);
    await setAddresses(this.#parts, true);
    return readSessionEnv(this.#parts, record);
  }

  /** Output of a print session from its beginning, live until it exits. */
  output(text: string, signal: AbortSignal): AsyncGenerator<OutputEvent> {
    return readOutput(this.#parts, this.#record(text), { signal, follow: true });
  }

  /** Makes sure that the terminal of a session that has ended can be looked at. */
  recallTerminal(text: string): Promise<void> {
    return recallTerminal(this.#parts, this.#record(text));
  }

  /** Puts a file into the session's uploads; returns its path inside. */
  upload(text: string, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<string> {
    return writeUpload(this.#parts, this.#record(text), file);
  }

  logs(text: string, options: { readonly signal: AbortSignal; readonly follow: boolean }): AsyncGenerator<OutputEvent> {
    return readLogs(this.#parts, this.#record(text), options);
  }

  /** Container and user for a command inside. Throws `wrong_state` unless the session runs. */
  execTarget(text: string): ExecTarget {
    return execTarget(this.#parts, this.#record(text));
  }

  /** What the proxy saw of a session's agent: a status hook (untrusted), model requests, a request that waits. */
  noteActivity(sessionId: string, event: ActivityEvent): void {
    this.#parts.registry.noteActivity(sessionId, event);
  }

  /** At the start, and after the proxy's thread was started anew: it knows no sessions. */
  tellProxyAgain(): Promise<void> {
    return tellProxyOfAll(this.#parts);
  }

  async #onEvent(event: ContainerEvent): Promise<void> {
    const { [labelNames.session]: id, [labelNames.role]: role } = event.labels;
    const { registry, locks } = this.#parts;
    if (id === undefined || !mendedRoles.has(role ?? "")) return;
    if (event.action === "other" || event.action === "oom" || registry.record(id) === null) return;
    await locks.run(id, async () => {
      const record = registry.record(id);
      // An event of a container that was replaced meanwhile says nothing about the present one.
      if (!record || (role === "agent" && event.containerId !== record.containerId)) return;
      await mendSession(this.#parts, this.#runner, record);
    });
  }

  #record(text: string): SessionRecord {
    const { registry } = this.#parts;
    const deleted = registry.deleted().map(({ record }) => record);
    return findSession(registry.records(), text, deleted);
  }

  async #act(
    text: string,
    action: SessionAction | null,
    run: (record: SessionRecord) => Promise<SessionRecord>,
  ): Promise<Session> {
    const { id } = this.#record(text);
    return this.#parts.locks.run(id, async () => {
      const record = this.#record(id);
      if (action !== null) requireAction(action, record);
      return this.#parts.registry.shown(await run(record));
    });
  }

  #background(work: Promise<unknown>, doing: string): void {
    work.catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#options.log.warn({ err: error }, `Failed while ${doing}`);
    });
  }
}
