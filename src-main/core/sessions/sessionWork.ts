import type { HostRepository, SessionTotals, Space } from "../../../src-shared/contract/sessions.ts";
import type { SessionEvent, WorkspaceChanges } from "../../../src-shared/model/workspaceChanges.ts";
import { ChangesFeed } from "./changesFeed.ts";
import { readHostRepository } from "./hostRepository.ts";
import type { SessionParts } from "./parts.ts";
import { readFileDiff, readWorkspaceChanges } from "./sessionReader.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { readSpace } from "./space.ts";
import { recentRepositories } from "./workspace.ts";

/** What sessions have done, to their clones and in the course of time, and what they can begin from. */
export class SessionWork {
  readonly #parts: SessionParts;
  readonly #find: (text: string) => SessionRecord;
  readonly #feed: ChangesFeed;

  /** `find` throws `session_not_found`. */
  constructor(parts: SessionParts, find: (text: string) => SessionRecord) {
    this.#parts = parts;
    this.#find = find;
    this.#feed = new ChangesFeed(parts.registry, async (record) => {
      const changes = await readWorkspaceChanges(parts, record);
      return changes?.totals ?? null;
    });
  }

  /** What became of the session's clone; null without one. */
  async changes(text: string): Promise<WorkspaceChanges | null> {
    const record = this.#find(text);
    const changes = await readWorkspaceChanges(this.#parts, record);
    if (changes) this.#feed.note(record.id, changes.totals);
    return changes;
  }

  /** One file of the clone against the commit that the session began from. */
  diff(text: string, path: string): Promise<{ text: string; isCut: boolean }> {
    return readFileDiff(this.#parts, this.#find(text), path);
  }

  /** What happened to the session, oldest first. */
  timeline(text: string): SessionEvent[] {
    return this.#parts.registry.timeline(this.#find(text).id);
  }

  /** Host paths and addresses that sessions were cloned from, newest first. */
  recentRepositories(): { source: string; usedAt: string }[] {
    return recentRepositories(this.#parts.registry.records());
  }

  /** A repository of the user's that a session could begin from. */
  repository(path: string): Promise<HostRepository> {
    return readHostRepository(path, this.#parts.options.home);
  }

  /** What takes the room on the disk, the largest first. */
  space(): Promise<Space> {
    return readSpace(this.#parts);
  }

  /** How much each session has changed, as far as it is known. */
  totals(): SessionTotals[] {
    return this.#feed.latest();
  }

  /** Calls back with each measurement, which are made while somebody watches. Returns what ends it. */
  watchTotals(listener: (totals: SessionTotals) => void): () => void {
    return this.#feed.watch(listener);
  }

  close(): void {
    this.#feed.close();
  }
}
