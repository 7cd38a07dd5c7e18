import { mkdir } from "node:fs/promises";
import { AppError, toWireError } from "../../../src-shared/rpc/errors.ts";
import { sessionPaths } from "../home.ts";
import { agentContainerName } from "./labels.ts";
import { giveTo } from "./owner.ts";
import type { SessionParts } from "./parts.ts";
import { unarchiveSession } from "./renewSession.ts";
import { checkName } from "./sessionName.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { DeletedRecord, SessionRecord } from "./sessionStore.ts";

/**
 * Makes a deleted session one again, with a secret of its own anew. It comes back archived first, which needs no engine;
 * one whose containers cannot be made now stays so, and says why.
 */
export async function bringBack(
  parts: SessionParts,
  runner: SessionRunner,
  { record, deletedAt }: DeletedRecord,
  name: string,
): Promise<SessionRecord> {
  const { options, owner, registry } = parts;
  checkName(name);
  requireFreeName(parts, record.id, name);
  const { run } = sessionPaths(options.home, record.id);
  await mkdir(run, { recursive: true, mode: 0o700 });
  await giveTo(owner, run);
  const endedAt = record.state === "running" ? deletedAt : record.endedAt;
  const containerName = record.containerName === null ? null : agentContainerName(name);
  registry.noteEvent(record.id, "brought back", reasonOf(record, name, deletedAt));
  const back = registry.takeBack({
    ...record,
    name,
    containerName,
    state: "archived",
    relayId: null,
    error: null,
    endedAt,
  });
  const renewed = await runner.renewSecret(back);
  if (record.state === "archived") return renewed;
  try {
    return await unarchiveSession(parts, runner, renewed);
  } catch (error) {
    const { message } = toWireError(error);
    return registry.put({ ...renewed, error: `It is back with all its files, but without a container: ${message}` });
  }
}

function requireFreeName({ registry }: SessionParts, id: string, name: string): void {
  if (!registry.records().some((record) => record.name === name)) return;
  throw new AppError(
    "name_taken",
    `There is a session ${name} again, so the deleted one cannot have its name back.`,
    `Bring it back under another: \`clauderon restore ${id} --name NAME\`.`,
  );
}

function reasonOf(record: SessionRecord, name: string, deletedAt: string): string {
  const renamed = name === record.name ? "" : ` It was named ${record.name}.`;
  return `Deleted at ${deletedAt}; its files were kept. It has a new proxy secret.${renamed}`;
}
