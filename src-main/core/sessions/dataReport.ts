import type { DataReport } from "../../../src-shared/contract/sessions.ts";
import type { SessionPaths } from "../home.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** What deleting a session keeps and destroys, for a person to read before it happens. */
export function dataReport(record: SessionRecord, paths: SessionPaths, unsaved: readonly string[]): DataReport {
  const { repository, containerName } = record;
  return {
    keeps: [
      "the audit records of its requests",
      ...(repository?.path ? [`the repository ${repository.path}, which the session never touched`] : []),
      ...(repository?.url ? [`what is at ${repository.url}`] : []),
    ],
    destroys: [
      ...(containerName ? [`the container ${containerName} with everything installed in it`] : []),
      `the session's home ${paths.home} with the agent's history`,
      ...(repository ? [`the clone ${repository.name} with its branch ${repository.branch}`] : []),
      `the uploaded files in ${paths.uploads}`,
    ],
    unsaved: [...unsaved],
  };
}
