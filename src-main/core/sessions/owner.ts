import { lchown } from "node:fs/promises";
import type { Owner } from "./ports.ts";

/** Agents never run as root: its files belong to this user where the host's user is root. */
const agentId = 1000;

/** The host user's own ids, so that a session's files belong to them on both sides. */
export function sessionOwner(): Owner {
  const uid = process.getuid?.() ?? agentId;
  const gid = process.getgid?.() ?? agentId;
  return uid === 0 ? { uid: agentId, gid: agentId } : { uid, gid };
}

/** Gives a path that the host has just made to the session's user. Does nothing where it is the host's user anyway. */
export async function giveTo(owner: Owner, path: string): Promise<void> {
  if (process.getuid?.() === 0) await lchown(path, owner.uid, owner.gid);
}
