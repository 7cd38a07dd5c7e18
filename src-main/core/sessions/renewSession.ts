import type { NetworkMode } from "../../../src-shared/model/session.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { setAddresses } from "./sessionsAtProxy.ts";

/** New containers and a new secret around the same files, in another network if one is named; starts them. */
export async function recreateSession(
  runner: SessionRunner,
  record: SessionRecord,
  network: NetworkMode = record.network,
): Promise<SessionRecord> {
  if (record.mode === "manual") return runner.renewSecret(record);
  const lock = await runner.requireNetwork(network);
  const resting = record.state === "running" ? await runner.stop(record) : record;
  // What was found out about the one network says nothing about the other.
  const selfTest = network === resting.network ? resting.selfTest : null;
  const made = await runner.makeContainers(await runner.renewSecret({ ...resting, lock, network, selfTest }));
  return runner.start(made);
}

/** Removes the containers, keeps all files. */
export async function archiveSession(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
): Promise<SessionRecord> {
  const resting = record.state === "running" ? await runner.stop(record) : record;
  await parts.containers.remove(resting);
  await parts.options.proxy.removeSession({ id: record.id });
  const archived = parts.registry.put({ ...resting, state: "archived", containerId: null, relayId: null });
  await setAddresses(parts);
  return archived;
}

/** New containers around the kept files, not started. A failure leaves the session archived. */
export async function unarchiveSession(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
): Promise<SessionRecord> {
  const back: SessionRecord = { ...record, state: "stopped", error: null };
  if (record.mode === "manual") return runner.setManual(back, true);
  try {
    return await runner.makeContainers(await runner.renewSecret(back));
  } catch (error) {
    parts.registry.put(record);
    await parts.options.proxy.removeSession({ id: record.id });
    throw error;
  }
}
