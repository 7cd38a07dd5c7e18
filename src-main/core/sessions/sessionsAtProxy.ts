import { sessionPaths } from "../home.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** Its socket would say who it is; without one the proxy must listen where its containers can reach it. */
export const comesOverTcp = ({ network, lock }: SessionRecord): boolean => network === "open" || lock === "network";

/** The proxy knows a session as it is now. */
export async function tellProxy({ options, owner }: SessionParts, record: SessionRecord): Promise<void> {
  if (record.state === "archived") return;
  const isLocked = record.network === "locked" && record.lock === "socket";
  await options.proxy.putSession({
    id: record.id,
    name: record.name,
    accessMode: record.accessMode,
    workspace: record.workspace ?? null,
    secretHash: record.secretHash,
    socketPath: isLocked ? sessionPaths(options.home, record.id).socket : null,
    // The relay runs as this user, and can use a socket of its own only.
    socketOwner: isLocked && process.getuid?.() === 0 ? { ...owner } : null,
    running: record.state === "running" || record.state === "creating",
  });
}

/** The proxy learns of every session, and of the addresses that they come from. */
export async function tellProxyOfAll(parts: SessionParts): Promise<void> {
  for (const record of parts.registry.records()) {
    // One session whose folder somebody removed must not keep all others away.
    await tellProxy(parts, record).catch((error: unknown) => {
      parts.options.log.error({ err: error, session: record.name }, "The proxy could not take up a session");
    });
  }
  await setAddresses(parts);
}

/** TCP on the bridge's gateway only while a session may come that way. */
export async function setAddresses({ options, registry }: SessionParts, open = false): Promise<void> {
  const wanted = open || registry.records().some((record) => comesOverTcp(record) && record.state !== "archived");
  const gateway = wanted ? await options.engine.hostGateway().catch(() => null) : null;
  await options.proxy.setAddresses({ addresses: ["127.0.0.1", ...(gateway ? [gateway] : [])] });
}
