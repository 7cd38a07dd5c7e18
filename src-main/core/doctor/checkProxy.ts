import { createConnection } from "node:net";
import { type Check, fail, pass, warn } from "./ports.ts";

const connectTimeoutMs = 3_000;

/** That the daemon answers at all shows that the proxy's self-test passed at start: it is not ready before. */
export const checkProxy: Check = {
  id: "proxy",
  group: "proxy",
  title: "Proxy",
  async run({ proxySwitch }) {
    const status = await proxySwitch.status();
    const problem = await unreachable(status.port);
    if (problem)
      return fail(
        `Nothing answers on 127.0.0.1:${status.port} (${problem}).`,
        "Restart the daemon; if another program holds the port, use `clauderon daemon --port 0`.",
      );
    if (status.auditError)
      return fail(`Requests are refused: ${status.auditError}`, "Free space or mend the audit log.");
    if (!status.enabled) return warn("The proxy is switched off.", "Run `clauderon proxy enable`.");
    if (status.configError)
      return warn(
        `config.toml was not taken, the rules before stay in force: ${status.configError}`,
        "Mend that line.",
      );
    return pass(`self-test passed, listening on port ${status.port}`);
  },
};

function unreachable(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port, timeout: connectTimeoutMs });
    const finish = (problem: string | null): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => finish(null));
    socket.once("timeout", () => finish("no answer"));
    socket.once("error", (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
