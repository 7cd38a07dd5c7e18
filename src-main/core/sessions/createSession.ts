import type { z } from "zod";
import type { createSessionInput } from "../../../src-shared/contract/sessions.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { sessionPaths } from "../home.ts";
import { inside, workdirOf } from "./containerPaths.ts";
import { checkForSecrets, fullLimits } from "./createChecks.ts";
import { writeSharedFiles } from "./homeFiles.ts";
import { agentContainerName } from "./labels.ts";
import type { SessionParts } from "./parts.ts";
import type { ImageStep } from "./ports.ts";
import { writeSecret } from "./secretFile.ts";
import { isNotLocked } from "./selfTest/verdict.ts";
import { fillSessionHome, makeSessionFolders } from "./sessionHome.ts";
import { hashSecret, newSessionId, newSessionSecret } from "./sessionId.ts";
import { checkName, generateName } from "./sessionName.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { cloneRepository, inspectRepository } from "./workspace.ts";
import { readWorkspaceFacts } from "./workspaceFacts.ts";

export type CreateInput = z.output<typeof createSessionInput>;
export type OnStep = (step: string) => void;

/** Creates and starts a session. A failure leaves nothing behind, but for a red self-test, which is there to be read. */
export async function createSession(
  parts: SessionParts,
  runner: SessionRunner,
  input: CreateInput,
  onStep: OnStep,
): Promise<SessionRecord> {
  const { options, containers, locks } = parts;
  const prompt = input.prompt || null;
  if (input.mode === "print" && prompt === null) {
    throw new AppError("usage", "A print session needs a prompt.", "Give one with --prompt.");
  }
  checkForSecrets(input.env, prompt, options.credentials);
  const name = freeName(parts, input.name);
  // Two creations of one name: the second waits, and then finds it taken.
  return locks.run(`name ${name}`, async () => {
    freeName(parts, name);
    runner.requireSpace();
    onStep("checking the container engine");
    const lock = await runner.requireNetwork(input.network);
    const repository =
      input.repositoryPath === undefined
        ? null
        : await inspectRepository(input.repositoryPath, options.home, name, input.base);
    const facts = repository && (await readWorkspaceFacts(repository.path, repository.base));
    const images = await options.images.ensure((event) => tellImageStep(event, onStep));
    const secret = newSessionSecret();
    const record: SessionRecord = {
      ...blankRecord(name, secret),
      agent: input.agent,
      mode: input.mode,
      network: input.network,
      accessMode: input.accessMode,
      prompt,
      image: input.image ?? images.agent,
      repository: repository && { ...repository, remotes: facts?.remotes ?? [] },
      workspace: facts?.workspace ?? null,
      workdir: workdirOf(repository?.name ?? null),
      limits: fullLimits(input.limits),
      readOnlyRoot: input.readOnlyRoot,
      lock,
      env: input.env,
      containerName: agentContainerName(name),
      cols: input.cols,
      rows: input.rows,
    };
    await containers.requireFreeName(name, record.id);
    return locks.run(record.id, () => build(parts, runner, record, secret, onStep));
  });
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
      await runner.tellProxy(record);
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
  onStep: OnStep,
): Promise<SessionRecord> {
  parts.registry.put(record);
  try {
    onStep("preparing the session's home");
    await makeFiles(parts, record, secret);
    if (record.repository) {
      onStep(`cloning ${record.repository.name}`);
      await cloneRepository(record.repository, sessionPaths(parts.options.home, record.id).home, parts.owner);
    }
    onStep("creating the container");
    await runner.tellProxy(record);
    const made = await runner.makeContainers(record);
    onStep("testing the network lock");
    return await runner.start(made);
  } catch (error) {
    if (isNotLocked(error)) throw error;
    // Its agent never ran: there is nothing to lose.
    await runner.destroy(parts.registry.record(record.id) ?? record).catch((failure: unknown) => {
      parts.options.log.error({ err: failure, session: record.name }, "A failed session could not be removed whole");
    });
    throw error;
  }
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

function tellImageStep(event: ImageStep, onStep: OnStep): void {
  if (event.type === "progress" && "step" in event) onStep(event.step);
}
