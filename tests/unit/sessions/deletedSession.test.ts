import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deletedRecord, findDeleted, isExpired } from "../../../src-main/core/sessions/deletedSession.ts";
import { findSession } from "../../../src-main/core/sessions/sessionName.ts";
import { type SessionRecord, SessionStore } from "../../../src-main/core/sessions/sessionStore.ts";
import { type Database, openDatabase } from "../../../src-main/core/storage/database.ts";
import { migrations } from "../../../src-main/core/storage/migrations/index.ts";
import { makeSession } from "../../helpers/session.ts";

const at = new Date("2026-11-25T13:00:00.000Z");
const record = (id: string, name: string): SessionRecord => {
  const { activity: _, disk: __, ...session } = makeSession({ id, name, createdAt: at.toISOString(), startedAt: null });
  return { ...session, relayId: null, secretHash: "hash", lock: "socket", cols: 80, rows: 24, workspace: null };
};
const deleted = (id: string, name: string) => deletedRecord(record(id, name), at);

describe("a deleted session", () => {
  it("is found by its id, or by a name that only one had; a beginning is not enough to bring one back", () => {
    const all = [deleted("one", "fix"), deleted("two", "fix"), deleted("three", "alone")];
    expect(findDeleted(all, "two").record.id).toBe("two");
    expect(findDeleted(all, "alone").record.id).toBe("three");
    expect(() => findDeleted(all, "fix")).toThrow(/2 deleted sessions were named fix: one .*, two /);
    expect(() => findDeleted(all, "alo")).toThrow(expect.objectContaining({ code: "session_not_found" }));
  });

  it("is kept for seven days, and not a moment longer", () => {
    const one = deleted("one", "fix");
    expect(one.destroyedAfter).toBe("2026-12-02T13:00:00.000Z");
    expect(isExpired(one, new Date("2026-12-02T12:59:59.999Z"))).toBe(false);
    expect(isExpired(one, new Date("2026-12-02T13:00:00.000Z"))).toBe(true);
  });

  it("is named with what brings it back where somebody looks for it", () => {
    const hint = (text: string) => expect.objectContaining({ hint: expect.stringContaining(text) });
    expect(() => findSession([], "fix", [{ id: "one", name: "fix" }])).toThrow(hint("clauderon restore fix"));
    expect(() => findSession([], "fix", [])).toThrow(hint("clauderon list --all"));
  });
});

describe("the store of sessions", () => {
  let folder: string;
  let database: Database;
  const reopened = (): SessionStore => {
    database.close();
    database = openDatabase(join(folder, "db.sqlite"), migrations);
    return new SessionStore(database);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "clauderon-deleted-"));
    database = openDatabase(join(folder, "db.sqlite"), migrations);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it("keeps a deleted session whole, and its name is free meanwhile", () => {
    const store = new SessionStore(database);
    store.put(record("one", "fix"));
    store.setAside(deleted("one", "fix"));
    store.put(record("two", "fix"));
    const after = reopened();
    expect(after.all().map(({ id }) => id)).toEqual(["two"]);
    expect(after.deleted()).toEqual([deleted("one", "fix")]);
    after.takeBack(record("one", "fix-2"));
    const last = reopened();
    expect(
      last
        .all()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["fix", "fix-2"]);
    expect(last.deleted()).toEqual([]);
  });

  it("leaves it among the deleted where it cannot be taken back", () => {
    const store = new SessionStore(database);
    store.put(record("two", "fix"));
    store.setAside(deleted("one", "fix"));
    expect(() => store.takeBack(record("one", "fix"))).toThrow();
    expect(store.deleted()).toHaveLength(1);
    expect(store.all()).toHaveLength(1);
  });
});
