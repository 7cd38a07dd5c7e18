import type { DataReport } from "../../../src-shared/contract/sessions.ts";
import { daysKept } from "../../../src-shared/model/deletedSession.ts";
import type { SessionPaths } from "../home.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** What a deletion found out before it happens. */
export interface DeletionFacts {
  /** Work that exists nowhere else, one line each. */
  readonly unsaved: readonly string[];
  /** Nothing is to be kept: no copy. */
  readonly purge: boolean;
  readonly push: DataReport["push"];
}

/** What deleting a session keeps and destroys, for a person to read before it happens. */
export function dataReport(record: SessionRecord, paths: SessionPaths, facts: DeletionFacts): DataReport {
  const { repository, containerName } = record;
  const container = containerName ? [`the container ${containerName} with everything installed in it`] : [];
  const files = [
    `the session's home ${paths.home} with the agent's history`,
    ...(repository ? [`the clone ${repository.name} with its branch ${repository.branch}`] : []),
    `the uploaded files in ${paths.uploads}`,
  ];
  const secret = containerName ? [] : ["its proxy secret: a container that was started with it is refused"];
  return {
    keeps: [
      "its audit records",
      ...(facts.purge ? [] : [`for ${daysKept} days a copy you can bring back with Undo (${list(repository)})`]),
      ...(repository?.path ? [`the repository ${repository.path}, which the session never touched`] : []),
      ...(repository?.url ? [`what is at ${repository.url}`] : []),
    ],
    destroys: facts.purge ? [...container, ...files] : [...container, ...secret],
    unsaved: [...facts.unsaved],
    push: facts.push,
  };
}

const list = (repository: SessionRecord["repository"]): string =>
  `its home with the agent's history${repository ? `, the clone ${repository.name}` : ""} and the uploads`;
