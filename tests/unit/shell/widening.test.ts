import { describe, expect, it } from "vitest";
import { wideningQuestion } from "../../../src-main/electron/widening.ts";
import { contract } from "../../../src-shared/contract/index.ts";
import { makeApproval } from "../../helpers/approval.ts";
import { makeSession } from "../../helpers/session.ts";

const asked = [
  "sessions.create",
  "sessions.createWithProgress",
  "sessions.recreate",
  "sessions.setAccessMode",
  "approvals.answer",
  "audit.prune",
  "system.shutdown",
];
const harmless = [
  ...["hello", "watch", "web", "doctor", "settings", "logs", "buildImage", "demo"].map((name) => `system.${name}`),
  ...["list", "get", "watch", "watchStats", "upload", "recentRepositories", "start", "stop", "restart"],
  ...["changes", "watchChanges", "diff", "timeline", "repository", "space", "cancelCreation"],
  ...["deleted", "watchDeleted", "restore", "purge", "push"],
  ...["archive", "unarchive", "deletePreview", "delete", "reconcile", "output", "logs", "env"],
].map((name) => (name.includes(".") ? name : `sessions.${name}`));
harmless.push(
  ...["audit.values", "audit.tally", "audit.proof", "audit.inFlight", "credentials.log"],
  ...["attach", "exec", "write", "type", "closeInput", "resize", "ack"].map((name) => `terminals.${name}`),
  ...["query", "match", "sort", "rows", "timeline", "activity", "watch", "verify", "head", "export", "indexing"].map(
    (name) => `audit.${name}`,
  ),
  ...["list", "set", "remove", "test", "keychain", "unlock", "keepIn"].map((name) => `credentials.${name}`),
  ...["list", "presets", "test", "replay"].map((name) => `rules.${name}`),
  ...["list", "watch", "preview", "grants", "revoke"].map((name) => `approvals.${name}`),
  ...["status", "setEnabled"].map((name) => `proxy.${name}`),
);

describe("what widens", () => {
  const facts = {
    waiting: [],
    sessions: new Map([["id-1", makeSession({ id: "id-1", name: "fix-it", accessMode: "propose" })]]),
  };
  const ask = (service: string, method: string, payload: unknown) =>
    wideningQuestion({ service, method, payload }, facts);

  it("is a session with an open network", () => {
    expect(ask("sessions", "create", { name: "x", network: "open" })?.message).toContain("open network");
    expect(ask("sessions", "create", { name: "x" })).toBeNull();
    expect(ask("sessions", "createWithProgress", { name: "x", network: "open" })).not.toBeNull();
    expect(ask("sessions", "createWithProgress", { name: "x", network: "locked" })).toBeNull();
  });

  it("is another container in an open network, and none in the one it has", () => {
    const recreate = (network?: string) => ask("sessions", "recreate", { session: "fix-it", network });
    expect(recreate("open")?.message).toBe("Give fix-it an open network?");
    expect(recreate("locked")).toBeNull();
    expect(recreate()).toBeNull();
    expect(ask("sessions", "recreate", { session: "fix", network: "open" })).not.toBeNull();
  });

  it("is an answer that makes a rule", () => {
    expect(ask("approvals", "answer", { id: "a", answer: "always" })?.yes).toBe("Always allow");
    expect(ask("approvals", "answer", { id: "a", answer: "session" })?.yes).toBe("Allow for the session");
    expect(ask("approvals", "answer", { id: "a", answer: "once" })).toBeNull();
    expect(ask("approvals", "answer", { id: "a", answer: "deny" })).toBeNull();
  });

  it("is a wider access mode, and not a narrower one", () => {
    const change = (session: string, accessMode: string) => ask("sessions", "setAccessMode", { session, accessMode });
    expect(change("fix-it", "write")?.message).toBe("Let fix-it write?");
    expect(change("id-1", "write")).not.toBeNull();
    expect(change("fix-it", "propose")).toBeNull();
    expect(change("fix-it", "read")).toBeNull();
    // Not known here: the core may know it by a prefix.
    expect(change("fix", "read")).not.toBeNull();
  });

  it("is what takes away the record, or everybody's network", () => {
    expect(ask("audit", "prune", { beforeSeq: 10 })?.yes).toBe("Remove records");
    expect(ask("audit", "prune", { beforeSeq: 10, dryRun: true })).toBeNull();
    expect(ask("system", "shutdown", {})?.yes).toBe("End the core");
  });

  it("names a request by what the core says of it, without what could mislead", () => {
    const waiting = [makeApproval({ id: "abc12345", path: "/a\u202e\nb" })];
    const question = wideningQuestion(
      { service: "approvals", method: "answer", payload: { id: "abc", answer: "always" } },
      { ...facts, waiting },
    );
    expect(question?.detail).toContain("POST api.github.com/a??b\n");
  });

  // A new call of the contract fails here until somebody has decided whether a page may make it by itself.
  it("was decided for each call of the contract", () => {
    const known = new Set([...harmless, ...asked]);
    const all = Object.entries(contract).flatMap(([service, methods]) =>
      Object.keys(methods).map((method) => `${service}.${method}`),
    );
    expect(all.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !all.includes(name))).toEqual([]);
  });

  it("is nothing that the core would not take", () => {
    expect(ask("sessions", "create", { network: "wide" })).toBeNull();
    expect(ask("sessions", "__proto__", { network: "open" })).toBeNull();
    expect(ask("constructor", "create", {})).toBeNull();
  });
});
