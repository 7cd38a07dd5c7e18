import type { Engine } from "../engine/engine.ts";
import { type RelayInput, relaySpec } from "./containerSpec.ts";
import { replacementRelayName } from "./labels.ts";

/** Makes a session's relay without starting it. Returns its container's id. */
export const createRelay = (engine: Engine, input: RelayInput): Promise<string> => engine.create(relaySpec(input));

/**
 * Puts a new relay into the namespace of an agent that runs: its first one has ended, and would come back with another
 * namespace.
 */
export async function replaceRelay(engine: Engine, input: RelayInput, agentContainerId: string): Promise<void> {
  await removeReplacement(engine, input);
  const name = replacementRelayName(input.sessionId);
  await engine.start(await engine.create(relaySpec(input, { containerId: agentContainerId, name })));
}

/** Before the first relay starts again: both would want the same port. */
export async function removeReplacement(engine: Engine, input: RelayInput): Promise<void> {
  const found = await engine.inspect(replacementRelayName(input.sessionId));
  if (found) await engine.remove(found.id);
}
