import { statfs } from "node:fs/promises";
import type { Space } from "../../../src-shared/contract/sessions.ts";
import { sessionPaths } from "../home.ts";
import { folderBytes } from "./diskUse.ts";
import type { SessionParts } from "./parts.ts";

/** What takes the room on the disk that holds the home. What cannot be measured is left out. */
export async function readSpace({ options: { home }, registry }: SessionParts): Promise<Space> {
  const { bavail, bsize } = await statfs(home.root);
  const audit = await folderBytes([home.auditLog, home.auditSegments]);
  const items: Space["items"] =
    audit === null ? [] : [{ kind: "audit", id: null, name: "the audit log", bytes: audit }];
  const all = [
    ...registry.records().map(({ id, name }) => ({ kind: "session" as const, id, name })),
    ...registry.deleted().map(({ record: { id, name } }) => ({ kind: "deleted" as const, id, name })),
  ];
  for (const one of all) {
    const { folder, uploads } = sessionPaths(home, one.id);
    const bytes = await folderBytes([folder, uploads]);
    if (bytes !== null) items.push({ ...one, bytes });
  }
  return { freeBytes: bavail * bsize, items: items.sort((one, other) => other.bytes - one.bytes) };
}
