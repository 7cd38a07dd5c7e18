import { statfs } from "node:fs/promises";
import type { Space } from "../../../src-shared/contract/sessions.ts";
import { sessionPaths } from "../home.ts";
import { folderBytes } from "./diskUse.ts";
import type { SessionParts } from "./parts.ts";

/** What takes the room on the disk that holds the home. What cannot be measured is left out. */
export async function readSpace({ options: { home }, registry }: SessionParts): Promise<Space> {
  const { bavail, bsize } = await statfs(home.root);
  const audit = await folderBytes([home.auditLog, home.auditSegments]);
  const items: Space["items"] = audit === null ? [] : [{ kind: "audit", name: "the audit log", bytes: audit }];
  for (const { id, name } of registry.records()) {
    const { folder, uploads } = sessionPaths(home, id);
    const bytes = await folderBytes([folder, uploads]);
    if (bytes !== null) items.push({ kind: "session", name, bytes });
  }
  return { freeBytes: bavail * bsize, items: items.sort((one, other) => other.bytes - one.bytes) };
}
