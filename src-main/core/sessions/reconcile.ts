import { labelNames } from "./labels.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import { observedState } from "./sessionState.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { tellProxy } from "./sessionsAtProxy.ts";

/** Compares every record with its containers and every container with its record. Tells each change in a line. */
export async function reconcileSessions(parts: SessionParts, runner: SessionRunner): Promise<string[]> {
  const { registry, locks } = parts;
  const changes: string[] = [];
  for (const { id } of registry.records()) {
    const change = await locks.run(id, async () => {
      const record = registry.record(id);
      return record && mendSession(parts, runner, record);
    });
    if (change) changes.push(change);
  }
  return [...changes, ...(await sweepDeleted(parts, runner)), ...(await sweepOrphans(parts))];
}

/** Containers of sessions that were deleted while the engine did not answer, running ones too. */
async function sweepDeleted({ registry, locks }: SessionParts, runner: SessionRunner): Promise<string[]> {
  const changes: string[] = [];
  for (const { record } of registry.deleted()) {
    await locks.run(record.id, async () => {
      const still = registry.deletedRecord(record.id);
      if (!still || !(await runner.clearLeftovers(still.record))) return;
      registry.setAside({ ...still, record: { ...still.record, containerId: null, relayId: null } });
      changes.push(`${record.name}: its containers were removed, it was deleted before`);
    });
  }
  return changes;
}

/** Brings one record in line with its containers. The session's lock must be held. */
export async function mendSession(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
): Promise<string | null> {
  if (record.mode === "manual") return null;
  const { registry, containers } = parts;
  if (record.state === "archived") {
    // Deleted and brought back while the engine did not answer.
    if (!(await runner.clearLeftovers(record))) return null;
    registry.put({ ...record, containerId: null, relayId: null });
    return `${record.name}: the containers that it had before its deletion were removed`;
  }
  const container = record.containerId === null ? null : await parts.options.engine.inspect(record.containerId);
  if (record.state === "creating" && container?.startedAt == null) {
    await runner.destroy(record);
    return `${record.name}: removed, its creation had been interrupted before its agent ran`;
  }
  const state = observedState(record.state, container);
  if (state === "running" && container) return adopt(parts, runner, record, container.id);
  if (state === "exited" && container && record.state !== "exited") {
    const error = container.oomKilled ? "The agent was ended because its memory limit was reached." : null;
    await containers.stopRelay(record);
    await runner.rest(record, "exited", container.exitCode, error);
    return `${record.name}: has ended with code ${container.exitCode}`;
  }
  if (state === record.state) return null;
  const error =
    state === "missing" ? "Its container was removed outside Clauderon. Workspace is intact." : record.error;
  if (state === "missing") await containers.remove({ id: record.id, containerId: null });
  await tellProxy(parts, registry.put({ ...record, state, error }));
  return `${record.name}: ${state}`;
}

/** A session that runs: after a restart of ours it is taken up, and its way to the proxy is mended. */
async function adopt(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
  containerId: string,
): Promise<string | null> {
  const running: SessionRecord = { ...record, state: "running", error: null, exitCode: null, endedAt: null };
  if (record.state !== "running") parts.registry.put(running);
  await tellProxy(parts, running);
  await runner.takeUp(running);
  if (running.network === "locked" && !(await parts.containers.relayRuns(running))) {
    const { state } = await runner.replaceRelay(running, containerId);
    const end = state === "running" ? " and was replaced" : "; it was stopped, its error says why";
    return `${running.name}: its relay had ended${end}`;
  }
  return record.state === "running" ? null : `${running.name}: runs`;
}

/** Containers of this home without a record. One that still runs is left alone: it may hold somebody's work. */
async function sweepOrphans({ options: { engine }, containers, registry }: SessionParts): Promise<string[]> {
  const changes: string[] = [];
  for (const { id, name, state, labels } of await engine.list(containers.homeLabel)) {
    const sessionId = labels[labelNames.session];
    const record = sessionId === undefined ? null : registry.record(sessionId);
    // Checks and half-made containers come and go under the lock of a session that exists.
    if (record) continue;
    if (state === "running" && labels[labelNames.role] === "agent") {
      changes.push(`${name}: runs, but no session knows it; left alone`);
      continue;
    }
    await engine.remove(id);
    changes.push(`${name}: removed, no session knows it`);
  }
  for (const { id, name, labels } of await engine.networks(containers.homeLabel)) {
    const sessionId = labels[labelNames.session];
    if (sessionId !== undefined && registry.record(sessionId)) continue;
    const isRemoved = await engine.removeNetwork(id).then(
      () => true,
      // An agent that was left alone is in it.
      () => false,
    );
    if (isRemoved) changes.push(`${name}: removed, no session knows it`);
  }
  return changes;
}
