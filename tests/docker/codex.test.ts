import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeContainers } from "../helpers/agentWorld.ts";
import type { StubServer } from "../helpers/anthropicStub.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { startOpenaiStub } from "../helpers/openaiStub.ts";
import { createTestCa } from "../helpers/testCa.ts";

const hosts = ["api.openai.com", "chatgpt.com"];
const placeholder = "sk-clauderon-openai-placeholder";
const token = `sk-canary-${randomBytes(24).toString("hex")}`;
const account = { token: unsignedJwt(), accountId: `account-${randomBytes(8).toString("hex")}` };
let folder: string;
let stub: StubServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-codex-"));
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  stub = await startOpenaiStub({
    tls: authority.issue(...hosts),
    token,
    placeholders: [placeholder],
    chatgpt: account,
  });
});
afterAll(async () => {
  await stub?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function withDaemon(env: NodeJS.ProcessEnv, work: (daemon: DaemonProcess) => Promise<void>): Promise<void> {
  const route = (host: string) =>
    `[[upstream]]\nhost = "${host}"\naddress = "${stub.address}"\nca = "${join(folder, "ca.pem")}"\n`;
  const daemon = new DaemonProcess({ env, config: hosts.map(route).join("\n") });
  try {
    await daemon.start();
    await work(daemon);
  } finally {
    await daemon.dispose();
    removeContainers(daemon.home);
  }
}

describe("Codex in print mode", () => {
  it("works with an API key: runs a tool, sends the placeholder only, and the proxy puts the key in", async () => {
    await withDaemon({ CODEX_API_KEY: token }, async (daemon) => {
      const prompt = "run `id -u`";
      const { code, stdout, stderr } = await daemon.cli([
        "create",
        "--agent",
        "codex",
        "--print",
        "--name",
        "cx",
        "--prompt",
        prompt,
      ]);
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toContain("1000");
      const { records } = await (await daemon.client()).audit.query({
        session: "cx",
        where: 'host = "api.openai.com"',
      });
      expect(records.length).toBeGreaterThanOrEqual(2);
      for (const record of records) expect(record).toMatchObject({ auth_injected: true, credential_id: "openai" });
      expect(records[0]?.usage?.output_tokens).toBe(20);
    });
    expect(stub.violations).toEqual([]);
    expect(stub.requests.length).toBeGreaterThan(0);
  });

  it("works with a ChatGPT account: dummies inside, the real login and account id outside", async () => {
    const login = {
      tokens: {
        id_token: account.token,
        access_token: account.token,
        refresh_token: "canary",
        account_id: account.accountId,
      },
    };
    writeFileSync(join(folder, "auth.json"), JSON.stringify({ ...login, last_refresh: new Date().toISOString() }), {
      mode: 0o600,
    });
    const before = stub.requests.length;
    await withDaemon({ CODEX_HOME: folder }, async (daemon) => {
      const { code, stdout, stderr } = await daemon.cli([
        "create",
        "--agent",
        "codex",
        "--print",
        "--name",
        "gpt",
        "--prompt",
        "hello there",
      ]);
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toContain("hello there");
      const { records } = await (await daemon.client()).audit.query({ session: "gpt", where: "auth_injected = true" });
      expect(records[0]).toMatchObject({ host: "chatgpt.com", credential_id: "chatgpt" });
    });
    const seen = stub.requests.slice(before).filter(({ path }) => path.includes("/codex/responses"));
    expect(seen.length).toBeGreaterThan(0);
    for (const { headers } of seen) expect(headers["chatgpt-account-id"]).toBe(account.accountId);
    expect(stub.violations).toEqual([]);
  });
});

/** A token that says it is good for ten more years, as Codex reads it. */
function unsignedJwt(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    exp: Math.floor(Date.now() / 1000) + 10 * 365 * 86_400,
    "https://api.openai.com/auth": { chatgpt_account_id: "real", chatgpt_plan_type: "plus" },
    canary: randomBytes(8).toString("hex"),
  };
  return `${part({ alg: "none" })}.${part(claims)}.${Buffer.from("canary").toString("base64url")}`;
}
