import type { Disk } from "../../../src-shared/model/session.ts";
import { sessionPaths } from "../home.ts";
import { defaultDiskLimits, diskState, folderBytes } from "./diskUse.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** What a session has written: its folders on this machine, and the changes to its image. Null if nobody can tell. */
export async function measureDisk({ options }: SessionParts, record: SessionRecord): Promise<Disk | null> {
  const paths = sessionPaths(options.home, record.id);
  const [folders, layer] = await Promise.all([
    folderBytes([paths.folder, paths.uploads]),
    record.containerId === null ? 0 : options.engine.writtenBytes(record.containerId),
  ]);
  return folders === null ? null : diskState(folders + layer, options.disk ?? defaultDiskLimits, new Date());
}
