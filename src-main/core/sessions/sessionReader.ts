import { join } from "node:path";
import type { OutputEvent, SessionDetail, SessionEnv } from "../../../src-shared/contract/sessions.ts";
import type { SessionState } from "../../../src-shared/model/session.ts";
import type { WorkspaceChanges } from "../../../src-shared/model/workspaceChanges.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { sessionPaths } from "../home.ts";
import { requireAction } from "./actionErrors.ts";
import { caBundleName } from "./caBundle.ts";
import type { CloneToRead } from "./cloneReader.ts";
import { inside } from "./containerPaths.ts";
import { agentMounts } from "./containerSpec.ts";
import type { SessionParts } from "./parts.ts";
import { maskSecret } from "./proxyUrl.ts";
import { readSecret, secretMadeAt } from "./secretFile.ts";
import { sessionEnv } from "./sessionEnv.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { findUnsavedWork } from "./unsavedWork.ts";
import { readChanges, readDiff } from "./workspaceChanges.ts";

const restingStates: readonly SessionState[] = ["exited", "stopped", "missing", "error", "archived"];

/** Stands for the URL until the port and the secret are known. */
const urlMark = "http://proxy.invalid";

export async function sessionDetail(parts: SessionParts, record: SessionRecord): Promise<SessionDetail> {
  const { home, engine } = parts.options;
  const paths = sessionPaths(home, record.id);
  // A manual session has no image, and an empty name is no question that the engine's client survives.
  const image = record.image === "" ? null : await engine.image(record.image).catch(() => null);
  const bundle = join(home.caBundles, caBundleName(image?.id ?? "unknown"));
  const secret = await readSecret(paths).catch(() => null);
  const variables = secret === null ? {} : await parts.containers.variables(record, secret);
  const masked = Object.entries(variables).map(([name, value]) => [name, secret ? maskSecret(value, secret) : value]);
  return {
    ...parts.registry.shown(record),
    mounts: record.mode === "manual" ? [] : agentMounts(home, paths, bundle),
    containerEnv: Object.fromEntries(masked),
    home: paths.home,
    uploads: paths.uploads,
    secretMadeAt: await secretMadeAt(paths),
  };
}

export async function readSessionEnv(parts: SessionParts, record: SessionRecord): Promise<SessionEnv> {
  const { home, proxy } = parts.options;
  const paths = sessionPaths(home, record.id);
  const variables = Object.entries(await parts.containers.variablesFor(record, urlMark, inside.ca));
  return sessionEnv({
    sessionId: record.id,
    secret: await readSecret(paths),
    port: proxy.port,
    home,
    paths,
    owner: parts.owner,
    variables: (url) => Object.fromEntries(variables.map(([name, it]) => [name, it === urlMark ? url : it])),
  });
}

/** Output of a print session from its beginning; with `follow`, live until it exits. */
export async function* readOutput(
  parts: SessionParts,
  record: SessionRecord,
  options: { readonly signal: AbortSignal; readonly follow: boolean },
): AsyncGenerator<OutputEvent> {
  const { signal, follow } = options;
  if (record.mode !== "print") {
    throw new AppError(
      "wrong_state",
      `Session ${record.name} is ${record.mode}: it has no recorded output.`,
      record.mode === "interactive" ? "`clauderon attach` or `clauderon logs` shows its terminal." : null,
    );
  }
  if (follow) await until(parts, record.id, ({ state }) => state !== "creating", signal);
  const cursor = { position: 0 };
  yield* parts.outputs.replay(record.id, cursor, signal);
  // The recording breaks off while the engine does not answer, and is taken up again when it does.
  for (let rests = !follow; !rests && !signal.aborted; ) {
    const resting = ({ state }: SessionRecord): boolean => restingStates.includes(state);
    await until(parts, record.id, (now) => resting(now) || parts.outputs.isRecording(record.id), signal);
    const now = parts.registry.record(record.id);
    rests = now === null || resting(now);
    yield* parts.outputs.replay(record.id, cursor, signal);
  }
  const exitCode = parts.registry.record(record.id)?.exitCode;
  if (!signal.aborted && exitCode != null) yield { type: "exit", exitCode };
}

/** The output of a print session; the recorded screen of an interactive one. */
export async function* readLogs(
  parts: SessionParts,
  record: SessionRecord,
  options: { readonly signal: AbortSignal; readonly follow: boolean },
): AsyncGenerator<OutputEvent> {
  if (record.mode !== "interactive") {
    yield* readOutput(parts, record, options);
    return;
  }
  await recallTerminal(parts, record);
  const { text } = await parts.options.terminals.text({ sessionId: record.id });
  yield { type: "output", stream: "stdout", bytes: new TextEncoder().encode(text) };
}

/** Makes the last screen of a session that does not run readable; a daemon that restarted holds none of them. */
export async function recallTerminal(parts: SessionParts, record: SessionRecord): Promise<void> {
  if (!restingStates.includes(record.state)) return;
  const snapshotPath = sessionPaths(parts.options.home, record.id).screenSnapshot;
  await parts.options.terminals.recall({ sessionId: record.id, snapshotPath, exitCode: record.exitCode });
}

/** Uncommitted and unpushed work of the session's clone, one line each. */
export async function readUnsavedWork(parts: SessionParts, record: SessionRecord): Promise<string[]> {
  const clone = await cloneToRead(parts, record);
  return clone === null ? [] : findUnsavedWork(clone);
}

/** What became of the session's clone; null without one. */
export async function readWorkspaceChanges(
  parts: SessionParts,
  record: SessionRecord,
): Promise<WorkspaceChanges | null> {
  const clone = await cloneToRead(parts, record);
  return clone === null ? null : readChanges(clone);
}

export async function readFileDiff(
  parts: SessionParts,
  record: SessionRecord,
  path: string,
): Promise<{ text: string; isCut: boolean }> {
  const clone = await cloneToRead(parts, record);
  if (clone === null) throw new AppError("wrong_state", `Session ${record.name} was made without a repository.`);
  return readDiff(clone, path);
}

async function cloneToRead(
  { options, owner, containers }: SessionParts,
  { id, repository }: SessionRecord,
): Promise<CloneToRead | null> {
  if (repository === null) return null;
  const { agent } = await options.images.ensure();
  return {
    engine: options.engine,
    paths: sessionPaths(options.home, id),
    repository,
    owner,
    // The session's own image may be without git, or with one that lies.
    image: agent,
    labels: containers.labels(id, "check"),
  };
}

async function until(
  { registry, outputs }: SessionParts,
  id: string,
  holds: (record: SessionRecord) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const done = (): boolean => {
    const record = registry.record(id);
    return signal.aborted || record === null || holds(record);
  };
  if (done()) return;
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (!done()) return;
      for (const stop of stops) stop();
      signal.removeEventListener("abort", check);
      resolve();
    };
    const stops = [registry.onChange(check), outputs.onRecording(check)];
    signal.addEventListener("abort", check);
  });
}

export interface ExecTarget {
  readonly sessionId: string;
  readonly containerId: string;
  readonly user: string;
  readonly workdir: string;
}

/** Container and user for a command inside. Throws `wrong_state` unless the session runs. */
export function execTarget({ containers }: SessionParts, record: SessionRecord): ExecTarget {
  requireAction("exec", record);
  if (record.containerId === null) {
    throw new AppError("wrong_state", `Session ${record.name} has no container of its own.`);
  }
  return { sessionId: record.id, containerId: record.containerId, user: containers.user, workdir: record.workdir };
}
