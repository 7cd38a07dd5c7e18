import type { Disk, Session } from "../../../src-shared/model/session.ts";
import type { SessionEvent } from "../../../src-shared/model/workspaceChanges.ts";
import { type ActivityEvent, type ActivityState, reduceActivity, shownActivity, unknownActivity } from "./activity.ts";
import type { DeletedRecord, SessionRecord, SessionStore } from "./sessionStore.ts";
import type { Timeline } from "./timeline.ts";

export type SessionChange =
  | { readonly type: "changed"; readonly session: Session }
  | { readonly type: "removed"; readonly id: string };

const visibleBytes = 16 * 1024 * 1024;

/** Every session's record and what its agent is doing, with news of each change. */
export class SessionRegistry {
  readonly #store: SessionStore;
  readonly #timeline: Timeline;
  readonly #records: Map<string, SessionRecord>;
  readonly #deleted: Map<string, DeletedRecord>;
  readonly #activities = new Map<string, ActivityState>();
  readonly #disks = new Map<string, Disk>();
  readonly #listeners = new Set<(change: SessionChange) => void>();
  readonly #deletedListeners = new Set<() => void>();

  constructor(store: SessionStore, timeline: Timeline) {
    this.#store = store;
    this.#timeline = timeline;
    this.#records = new Map(store.all().map((record) => [record.id, record]));
    this.#deleted = new Map(store.deleted().map((deleted) => [deleted.record.id, deleted]));
  }

  records(): SessionRecord[] {
    return [...this.#records.values()];
  }

  record(id: string): SessionRecord | null {
    return this.#records.get(id) ?? null;
  }

  /** A session as clients see it. */
  shown(record: SessionRecord): Session {
    const {
      relayId: _relay,
      lock: _lock,
      secretHash: _hash,
      cols: _cols,
      rows: _rows,
      workspace: _workspace,
      ...rest
    } = record;
    const known = record.state === "running" ? this.#activities.get(record.id) : undefined;
    const activity = shownActivity(known ?? unknownActivity);
    const agentWords = activity === "waiting" || activity === "idle" ? (known?.words ?? null) : null;
    return { ...rest, activity, agentWords, disk: this.disk(record.id) };
  }

  put(record: SessionRecord): SessionRecord {
    const known = this.#records.get(record.id);
    const before = known ? this.shown(known) : null;
    this.#store.put(record);
    this.#records.set(record.id, record);
    const now = this.shown(record);
    this.#timeline.note(before, now);
    this.#tell({ type: "changed", session: now });
    return record;
  }

  /** Changes parts of a record; null when there is none any more. */
  update(id: string, change: Partial<SessionRecord>): SessionRecord | null {
    const record = this.#records.get(id);
    return record ? this.put({ ...record, ...change }) : null;
  }

  remove(id: string): void {
    this.#store.remove(id);
    this.#timeline.forget(id);
    this.#leave(id);
  }

  /** The last deleted first. */
  deleted(): DeletedRecord[] {
    return [...this.#deleted.values()].sort((one, other) => other.deletedAt.localeCompare(one.deletedAt));
  }

  deletedRecord(id: string): DeletedRecord | null {
    return this.#deleted.get(id) ?? null;
  }

  /** No session any more, but one that can be brought back; or news of one that is so already. */
  setAside(deleted: DeletedRecord): void {
    const { id } = deleted.record;
    this.#store.setAside(deleted);
    this.#deleted.set(id, deleted);
    this.#leave(id);
    this.#tellDeleted();
  }

  /** A deleted session is one again. */
  takeBack(record: SessionRecord): SessionRecord {
    this.#store.takeBack(record);
    this.#deleted.delete(record.id);
    this.#records.set(record.id, record);
    this.#tell({ type: "changed", session: this.shown(record) });
    this.#tellDeleted();
    return record;
  }

  /** Nothing of it is left. */
  forgetDeleted(id: string): void {
    this.#store.forgetDeleted(id);
    this.#timeline.forget(id);
    this.#deleted.delete(id);
    this.#tellDeleted();
  }

  onDeletedChange(listener: () => void): () => void {
    this.#deletedListeners.add(listener);
    return () => this.#deletedListeners.delete(listener);
  }

  noteActivity(id: string, event: ActivityEvent): void {
    const record = this.#records.get(id);
    if (!record) return;
    const before = this.shown(record);
    this.#activities.set(id, reduceActivity(this.#activities.get(id) ?? unknownActivity, event));
    const session = this.shown(record);
    if (session.activity !== before.activity) this.#timeline.note(before, session);
    else if (session.agentWords === before.agentWords) return;
    this.#tell({ type: "changed", session });
  }

  disk(id: string): Disk | null {
    return this.#disks.get(id) ?? null;
  }

  /** Told on only where a person would see a difference. */
  noteDisk(id: string, disk: Disk): void {
    const record = this.#records.get(id);
    if (!record) return;
    const before = this.#disks.get(id);
    this.#disks.set(id, disk);
    const isSeen = before?.state !== disk.state || Math.abs(before.bytes - disk.bytes) >= visibleBytes;
    if (isSeen) this.#tell({ type: "changed", session: this.shown(record) });
  }

  timeline(id: string): SessionEvent[] {
    return this.#timeline.of(id);
  }

  /** Something that happened to a session and is none of its states. */
  noteEvent(id: string, what: string, reason: string): void {
    this.#timeline.add(id, what, reason);
  }

  onChange(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #leave(id: string): void {
    this.#activities.delete(id);
    this.#disks.delete(id);
    if (this.#records.delete(id)) this.#tell({ type: "removed", id });
  }

  #tellDeleted(): void {
    for (const listener of this.#deletedListeners) listener();
  }

  #tell(change: SessionChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
