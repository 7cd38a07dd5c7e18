import { posix } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Repository } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { freeSpaceProblem } from "../audit/diskSpace.ts";
import { sessionPaths } from "../home.ts";
import { readCloneFacts } from "./cloneFacts.ts";
import { cloneFailure, movedTo } from "./cloneFailure.ts";
import { CloneErrorText, type CloneProgress } from "./cloneProgress.ts";
import { cloneScript } from "./cloneScript.ts";
import { inside } from "./containerPaths.ts";
import { measureDisk } from "./measureDisk.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { runInSurroundings } from "./surroundings.ts";

const defaultLimitMs = 60 * 60_000;
const measureMs = 2000;

export interface UrlClone {
  readonly url: string;
  readonly base: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CloneProgress) => void;
}

/**
 * Clones from an address into the session's home: in a container in the session's own surroundings, through its relay
 * and the proxy, so that what is fetched is decided on and recorded like all that the agent will do. Before the agent's
 * first start; its network has been tested. Returns the record with what was found.
 */
export async function cloneFromUrl(
  parts: SessionParts,
  record: SessionRecord,
  clone: UrlClone,
): Promise<SessionRecord> {
  const { repository } = record;
  if (repository === null) return record;
  const { options, owner, containers } = parts;
  const limits = new AbortController();
  const signal = AbortSignal.any([clone.signal, limits.signal]);
  const limitMs = options.cloneLimitMs ?? defaultLimitMs;
  const timer = setTimeout(() => limits.abort(tooLong(clone.url, limitMs)), limitMs);
  const watching = watchRoom(parts, record, clone.url, limits);
  try {
    await runClone(parts, record, repository, { ...clone, signal });
    const { agent } = await options.images.ensure();
    const paths = sessionPaths(options.home, record.id);
    const labels = containers.labels(record.id, "check");
    const facts = await readCloneFacts(
      { engine: options.engine, paths, repository, owner, image: agent, labels },
      clone.url,
    );
    signal.throwIfAborted();
    const { base, notFetched, workspace } = facts;
    return { ...record, workspace, repository: { ...repository, base, notFetched } };
  } finally {
    clearTimeout(timer);
    limits.abort();
    await watching;
  }
}

async function runClone(
  parts: SessionParts,
  record: SessionRecord,
  repository: Repository,
  { url, base, signal, onProgress }: UrlClone,
): Promise<void> {
  const said = new CloneErrorText(onProgress);
  const { exitCode, output } = await runInSurroundings(parts, record, {
    script: cloneScript,
    variables: {
      URL: url,
      CLONE: posix.join(inside.home, repository.name),
      BRANCH: repository.branch,
      BASE: base ?? "",
    },
    signal,
    onErrorText: (text) => said.add(text),
  });
  said.end();
  if (exitCode === 0) return;
  const hasGithub = parts.options.credentials.placeholderEnv(record.agent).GH_TOKEN !== undefined;
  const { name: sessionName } = record;
  // The same under its full name: some servers answer to no other.
  if (!url.endsWith(".git") && movedTo(output) === `${url}.git`) {
    return runClone(parts, record, repository, { url: `${url}.git`, base, signal, onProgress });
  }
  throw cloneFailure({ url, base, sessionName, hasGithub, exitCode, answers: output, lines: said.lines });
}

/** A repository of any size may come; what is left on the disk and the session's own limit hold before it is there. */
async function watchRoom(
  parts: SessionParts,
  record: SessionRecord,
  url: string,
  limits: AbortController,
): Promise<void> {
  const { signal } = limits;
  while (!signal.aborted) {
    await delay(parts.options.diskIntervalMs ?? measureMs, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    const problem = freeSpaceProblem(parts.options.home);
    const disk = problem === null ? await measureDisk(parts, record).catch(() => null) : null;
    if (problem !== null) limits.abort(new AppError("disk_full", problem.message, "Free some space, then try again."));
    else if (disk?.state === "over") limits.abort(tooLarge(url, disk.hardBytes));
  }
}

const tooLarge = (url: string, hardBytes: number): AppError =>
  new AppError(
    "disk_full",
    `${url} takes more than the ${(hardBytes / 1024 ** 3).toFixed(1)} GiB of disk that a session may use.`,
    "Raise `[sessions] disk_hard_mib` in config.toml.",
  );

const tooLong = (url: string, limitMs: number): AppError =>
  new AppError(
    "unavailable",
    `Cloning ${url} took longer than ${Math.round(limitMs / 60_000)} minutes and was stopped.`,
    "Clone it on this machine, and give its path.",
  );
