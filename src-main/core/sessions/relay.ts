import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { relayPort } from "./containerPaths.ts";
import { type RelayInput, relaySpec } from "./containerSpec.ts";
import { isolationProblem } from "./isolation.ts";
import { replacementRelayName } from "./labels.ts";

const probeLimitMs = 15_000;
const retryMs = 100;
const maxAnswerBytes = 64 * 1024;
const probeRequest = "GET http://clauderon.internal/ HTTP/1.1\r\nHost: clauderon.internal\r\nConnection: close\r\n\r\n";

/** Makes a session's relay without starting it. Returns its container's id. */
export const createRelay = (engine: Engine, input: RelayInput): Promise<string> => engine.create(relaySpec(input));

/**
 * Starts a relay and proves from inside its namespace, which the agent will share, that the proxy answers and that
 * nothing else can be reached. Throws `engine_failed` otherwise.
 */
export async function startRelay(engine: Engine, relayId: string, user: string): Promise<void> {
  await engine.start(relayId);
  await Promise.all([requireIsolation(engine, relayId, user), requireAnswer(engine, relayId, user)]);
}

/**
 * Puts a new relay into the namespace of an agent that runs: its first one has ended, and would come back with another
 * namespace. Returns the id of the replacement.
 */
export async function replaceRelay(engine: Engine, input: RelayInput, agentContainerId: string): Promise<string> {
  await removeReplacement(engine, input);
  const name = replacementRelayName(input.sessionId);
  const id = await engine.create(relaySpec(input, { containerId: agentContainerId, name }));
  await startRelay(engine, id, userOf(input));
  return id;
}

/** Before the first relay starts again: both would want the same port. */
export async function removeReplacement(engine: Engine, input: RelayInput): Promise<void> {
  const found = await engine.inspect(replacementRelayName(input.sessionId));
  if (found) await engine.remove(found.id);
}

export const userOf = (input: Pick<RelayInput, "owner">): string => `${input.owner.uid}:${input.owner.gid}`;

async function requireIsolation(engine: Engine, relayId: string, user: string): Promise<void> {
  const read = (path: string): Promise<string> =>
    runInRelay(engine, relayId, user, ["-u", `OPEN:${path},rdonly`, "STDOUT"], "");
  const [devices, routes] = await Promise.all([read("/proc/net/dev"), read("/proc/net/route")]);
  const problem = isolationProblem(devices, routes);
  if (problem === null) return;
  throw new AppError("engine_failed", `The session's network is not locked: ${problem}.`, "Run `clauderon doctor`.");
}

async function requireAnswer(engine: Engine, relayId: string, user: string): Promise<void> {
  const args = ["-t5", "-", `TCP4:127.0.0.1:${relayPort},connect-timeout=2`];
  const until = Date.now() + probeLimitMs;
  while (Date.now() < until) {
    const answer = await runInRelay(engine, relayId, user, args, probeRequest);
    if (answer.startsWith("HTTP/1.")) return;
    await delay(retryMs);
  }
  throw new AppError(
    "engine_failed",
    "The proxy does not answer through the session's relay.",
    "`clauderon logs --daemon` has the details; `clauderon doctor` checks the parts.",
  );
}

/** socat is the one program of the relay's image. */
async function runInRelay(
  engine: Engine,
  relayId: string,
  user: string,
  args: readonly string[],
  input: string,
): Promise<string> {
  const command = ["/usr/bin/socat", ...args];
  const run = await engine.exec(relayId, { command, user, tty: false, stdin: true });
  run.stderr?.on("error", () => {}).resume();
  run.stdin.end(input);
  return readText(run.stdout);
}

async function readText(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString("latin1");
    if (text.length > maxAnswerBytes) break;
  }
  return text;
}
