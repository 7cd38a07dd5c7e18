import { attachTty } from "../../src-main/cli/attachTty.ts";
import { connectUnixSocket } from "../../src-main/transports/unixSocketClient.ts";
import { contract } from "../../src-shared/contract/index.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";

// Attaches the terminal it runs on: attachProgram.ts SOCKET SESSION. Says at the end how it ended.
const [socket = "", session = ""] = process.argv.slice(2);
const client = connectClient(await connectUnixSocket(socket), contract);
try {
  const end = await attachTty(client, { session, stdin: process.stdin, stdout: process.stdout });
  process.stdout.write(`\r\n[end ${JSON.stringify(end)}]\r\n`);
  process.exit(0);
} catch (error) {
  process.stdout.write(`\r\n[failed ${(error as Error).message}]\r\n`);
  process.exit(1);
}
