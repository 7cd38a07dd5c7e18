import type { z } from "zod";
import type { createSessionInput } from "../../../src-shared/contract/sessions.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type HomePaths, sessionPaths } from "../home.ts";
import { cloneFromUrl } from "./cloneFromUrl.ts";
import type { CloneProgress } from "./cloneProgress.ts";
import { inside, workdirOf } from "./containerPaths.ts";
import { checkForSecrets, fullLimits } from "./createChecks.ts";
import { unlessAborted } from "./creations.ts";
import { writeSharedFiles } from "./homeFiles.ts";
import { agentContainerName } from "./labels.ts";
import type { SessionParts } from "./parts.ts";
import type { ImageStep } from "./ports.ts";
import { writeSecret } from "./secretFile.ts";
import { isNotLocked } from "./selfTest/verdict.ts";
import { fillSessionHome, makeSessionFolders, requireMountPoints } from "./sessionHome.ts";
import { hashSecret, newSessionId, newSessionSecret } from "./sessionId.ts";
import { checkName, generateName } from "./sessionName.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { tellProxy } from "./sessionsAtProxy.ts";
import { cloneRepository, inspectRepository, isOfHost, repositoryAt } from "./workspace.ts";
import { readWorkspaceFacts, repositoryOf } from "./workspaceFacts.ts";

export type CreateInput = z.output<typeof createSessionInput>;

/** Who wants to know how far a creation has come. */
export interface CreationWatch {
  /** With the session's name, also where it was made up. */
  readonly onBegin?: (name: string) => void;
  readonly onStep?: (step: string) => void;
  /** Of the last step. */
  readonly onProgress?: (progress: CloneProgress) => void;
}

/** What the steps of one creation share. */
interface Creation {
  readonly input: CreateInput;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  readonly onProgress: (progress: CloneProgress) => void;
  /** From now on it can no longer be called off. */
  readonly settle: () => void;
}

/** Creates and starts a session. A failure leaves nothing behind, but for a red self-test, which is there to be read. */
export async function createSession(
  parts: SessionParts,
  runner: SessionRunner,
  input: CreateInput,
  watch: CreationWatch = {},
): Promise<SessionRecord> {
  const { options, locks, creations } = parts;
  const prompt = input.prompt || null;
  if (input.mode === "print" && prompt === null) {
    throw new AppError("usage", "A print session needs a prompt.", "Give one with --prompt.");
  }
  checkForSecrets(input.env, prompt, options.credentials);
  const name = freeName(parts, input.name);
  // Two creations of one name: the second waits, and then finds it taken.
  return locks.run(`name ${name}`, () =>
    creations.run(name, (signal, settle) => {
      watch.onBegin?.(name);
      const onStep = (step: string): void => watch.onStep?.(step);
      const onProgress = (progress: CloneProgress): void => watch.onProgress?.(progress);
      return createNamed(parts, runner, name, { input, signal, onStep, onProgress, settle });
    }),
  );
}

async function createNamed(
  parts: SessionParts,
  runner: SessionRunner,
  name: string,
  creation: Creation,
): Promise<SessionRecord> {
  const { options, containers, locks } = parts;
  const { input, signal, onStep } = creation;
  freeName(parts, name);
  runner.requireSpace();
  onStep("checking the container engine");
  const lock = await runner.requireNetwork(input.network);
  const origin = await readOrigin(input, name, options.home);
  const images = await unlessAborted(
    signal,
    options.images.ensure((event) => tellImageStep(event, onStep)),
  );
  const secret = newSessionSecret();
  const record: SessionRecord = {
    ...blankRecord(name, secret),
    agent: input.agent,
    mode: input.mode,
    network: input.network,
    accessMode: input.accessMode,
    prompt: input.prompt || null,
    image: input.image ?? images.agent,
    ...origin,
    workdir: workdirOf(origin.repository?.name ?? null),
    limits: fullLimits(input.limits),
    readOnlyRoot: input.readOnlyRoot,
    lock,
    env: input.env,
    containerName: agentContainerName(name),
    cols: input.cols,
    rows: input.rows,
  };
  await containers.requireFreeName(name, record.id);
  return locks.run(record.id, () => build(parts, runner, record, secret, creation));
}

/** A session without a container of its own, for one that is started by hand. */
export async function createManualSession(
  parts: SessionParts,
  runner: SessionRunner,
  name: string,
): Promise<SessionRecord> {
  return parts.locks.run(`name ${name}`, async () => {
    freeName(parts, name);
    const secret = newSessionSecret();
    const now = new Date().toISOString();
    const record: SessionRecord = { ...blankRecord(name, secret), state: "running", startedAt: now };
    try {
      await makeFiles(parts, record, secret);
      await tellProxy(parts, record);
      return parts.registry.put(record);
    } catch (error) {
      await runner.destroy(record).catch(() => {});
      throw error;
    }
  });
}

async function build(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
  secret: string,
  { input, signal, onStep, onProgress, settle }: Creation,
): Promise<SessionRecord> {
  const { repository } = record;
  parts.registry.put(record);
  try {
    onStep("preparing the session's home");
    await makeFiles(parts, record, secret);
    if (repository !== null && isOfHost(repository)) {
      onStep(`cloning ${repository.name}`);
      await cloneRepository(repository, sessionPaths(parts.options.home, record.id).home, parts.owner);
    }
    signal.throwIfAborted();
    onStep("creating the container");
    await tellProxy(parts, record);
    const made = await runner.makeContainers(record);
    onStep("testing the network lock");
    return await runner.start(made, async (tested) => {
      const url = tested.repository?.url;
      if (url === undefined) {
        settle();
        return tested;
      }
      onStep(`cloning ${url}`);
      const clone = { url, base: input.base ?? null, signal, onProgress };
      const cloned = parts.registry.put(await cloneFromUrl(parts, tested, clone));
      // What came may have broken the git that fetched it, and what the engine mounts over was seen before.
      await requireMountPoints(sessionPaths(parts.options.home, record.id), parts.owner);
      await tellProxy(parts, cloned);
      settle();
      onStep("starting the agent");
      return cloned;
    });
  } catch (error) {
    if (isNotLocked(error)) throw error;
    // Its agent never ran: there is nothing to lose.
    await runner.destroy(parts.registry.record(record.id) ?? record).catch((failure: unknown) => {
      parts.options.log.error({ err: failure, session: record.name }, "A failed session could not be removed whole");
    });
    throw error;
  }
}

/** Where the session begins, and what its requests are measured against from its first one. */
async function readOrigin(
  { repositoryPath, repositoryUrl, base }: CreateInput,
  name: string,
  home: HomePaths,
): Promise<Pick<SessionRecord, "repository" | "workspace">> {
  if (repositoryPath !== undefined && repositoryUrl !== undefined) {
    throw new AppError("usage", "A session begins from a path or from an address, not from both.");
  }
  if (repositoryUrl !== undefined) {
    const repository = repositoryAt(repositoryUrl, name, base);
    const own = repositoryOf(repository.url);
    // Known before it is fetched: the user's credential goes to the session's own repositories only.
    const workspace = { repositories: own === null ? [] : [own], defaultBranches: [], commits: [], trees: [] };
    return { repository: { ...repository, remotes: [repository.url], origin: repository.url }, workspace };
  }
  if (repositoryPath === undefined) return { repository: null, workspace: null };
  const repository = await inspectRepository(repositoryPath, home, name, base);
  const { remotes, origin, workspace } = await readWorkspaceFacts(repository.path, repository.base);
  return { repository: { ...repository, remotes, origin }, workspace };
}

async function makeFiles({ options, owner }: SessionParts, record: SessionRecord, secret: string): Promise<void> {
  const paths = sessionPaths(options.home, record.id);
  const codexFiles = options.credentials.codexFiles();
  await writeSharedFiles(options.home, codexFiles);
  await makeSessionFolders(paths, owner);
  await writeSecret(paths, secret);
  await fillSessionHome(options.home, paths, { owner, workdir: record.workdir, codexFiles });
}

/** A manual session; `createSession` replaces what differs. */
function blankRecord(name: string, secret: string): SessionRecord {
  return {
    id: newSessionId(),
    name,
    agent: "claude",
    mode: "manual",
    network: "open",
    accessMode: "write",
    state: "creating",
    exitCode: null,
    error: null,
    prompt: null,
    image: "",
    repository: null,
    workdir: inside.home,
    limits: fullLimits({}),
    readOnlyRoot: false,
    lock: "socket",
    env: {},
    containerId: null,
    relayId: null,
    containerName: null,
    secretHash: hashSecret(secret),
    cols: 120,
    rows: 40,
    createdAt: new Date().toISOString(),
    startedAt: null,
    endedAt: null,
    selfTest: null,
  };
}

function freeName({ registry }: SessionParts, name: string | undefined): string {
  const taken = new Set(registry.records().map((record) => record.name));
  if (name === undefined) return generateName(taken);
  checkName(name);
  if (!taken.has(name)) return name;
  throw new AppError(
    "name_taken",
    `There is a session ${name} already.`,
    "Choose another name, or `clauderon delete` the old one.",
  );
}

function tellImageStep(event: ImageStep, onStep: (step: string) => void): void {
  if (event.type === "progress" && "step" in event) onStep(event.step);
}
