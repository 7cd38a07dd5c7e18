/*
 * Asks one question in a new session and prints the answer: `node docs/examples/printSession.ts 'What is in here?'`.
 * A daemon must be running. The exit code is the agent's.
 */

import { daemonSocketPath } from "../../src-main/transports/socketPath.ts";
import { connectUnixSocket } from "../../src-main/transports/unixSocketClient.ts";
import { contract } from "../../src-shared/contract/index.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";

const channel = await connectUnixSocket(daemonSocketPath());
const client = connectClient(channel, contract);

const session = await client.sessions.create({ mode: "print", prompt: process.argv[2] ?? "Say hello." });
for await (const event of client.sessions.output({ session: session.id })) {
  if (event.type === "exit") process.exitCode = event.exitCode;
  else process[event.stream].write(event.bytes);
}

const { records } = await client.audit.query({ session: session.id });
for (const { method, host, path, decision, auth_injected } of records) {
  process.stderr.write(`${JSON.stringify({ method, host, path, decision, auth_injected })}\n`);
}
await client.sessions.delete({ session: session.id, force: true, purge: true });
channel.close();
