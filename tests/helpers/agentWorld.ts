import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { type MessagesBody, type Reply, type StubServer, startAnthropicStub } from "./anthropicStub.ts";
import { type DaemonOptions, DaemonProcess } from "./daemonProcess.ts";
import { createTestCa } from "./testCa.ts";

export const anthropicPlaceholder = "sk-ant-oat01-clauderon-proxy-placeholder";

/** A real daemon whose api.anthropic.com is a stand-in on loopback that lets one canary token in. */
export interface AgentWorld {
  readonly daemon: DaemonProcess;
  readonly client: ClauderonClient;
  readonly stub: StubServer;
  /** The real token: generated, and known to nobody but the daemon's environment and the stand-in. */
  readonly token: string;
  dispose(): Promise<void>;
}

export interface AgentWorldOptions extends Omit<DaemonOptions, "config"> {
  /** Further text of config.toml. */
  readonly config?: string;
  readonly reply?: (body: MessagesBody) => Reply;
}

export async function startAgentWorld(options: AgentWorldOptions = {}): Promise<AgentWorld> {
  const { config = "", reply, env, ...rest } = options;
  const token = `sk-ant-oat01-canary-${randomBytes(24).toString("hex")}`;
  const authority = createTestCa();
  const stub = await startAnthropicStub({
    tls: authority.issue("api.anthropic.com"),
    token,
    placeholders: [anthropicPlaceholder],
    ...(reply ? { reply } : {}),
  });
  const trust = mkdtempSync(join(tmpdir(), "cld-trust-"));
  writeFileSync(join(trust, "ca.pem"), authority.ca);
  const route = `[[upstream]]\nhost = "api.anthropic.com"\naddress = "${stub.address}"\nca = "${join(trust, "ca.pem")}"\n`;
  const daemon = new DaemonProcess({
    ...rest,
    env: { ...env, CLAUDE_CODE_OAUTH_TOKEN: token },
    config: `${route}\n${config}`,
  });
  await daemon.start();
  return {
    daemon,
    client: await daemon.client(),
    stub,
    token,
    async dispose() {
      await daemon.dispose();
      removeContainers(daemon.home);
      await stub.close();
      rmSync(trust, { recursive: true, force: true });
    },
  };
}

/** Removes every container that carries this home's label, and no other. */
export function removeContainers(home: string): void {
  const ids = docker("ps", "-aq", "--filter", `label=com.clauderon.home=${homeLabel(home)}`)
    .split("\n")
    .filter(Boolean);
  if (ids.length > 0) docker("rm", "-f", "-v", ...ids);
}

/** The label's value by which a home finds its containers. */
export function homeLabel(home: string): string {
  return createHash("sha256").update(home).digest("hex").slice(0, 16);
}

export function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 }).trim();
}
