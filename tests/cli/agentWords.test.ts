import { afterAll, beforeAll, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { run } from "../helpers/run.ts";

const daemon = new DaemonProcess();
let client: ClauderonClient;
let proxyUrl: string;

beforeAll(async () => {
  await daemon.start();
  client = await daemon.client();
  proxyUrl = (await client.sessions.env({ session: "asks", create: true })).proxy_url_host;
});
afterAll(async () => {
  await daemon.dispose();
});

/** As the agent's own status hooks post. */
async function hook(event: string, body: string): Promise<void> {
  const to = ["-s", "-m", "20", "-x", proxyUrl, "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", body];
  expect((await run("curl", [...to, `http://clauderon.internal/hook/${event}`])).stdout).toBe("204");
}
const words = async () => {
  const { activity, agentWords } = await client.sessions.get({ session: "asks" });
  return [activity, agentWords];
};

it("what an agent says when it begins to wait is told as its words, until it goes on", async () => {
  await hook("Notification", JSON.stringify({ message: "May I run \u202ethe tests?" }));
  await expect.poll(words).toEqual(["waiting", "May I run \u202ethe tests?"]);
  const shown = await daemon.cli(["show", "asks"]);
  expect(shown.stdout).not.toContain("\u202e");
  await hook("PreToolUse", "{}");
  await expect.poll(words).toEqual(["working", null]);
});

it("what is no sentence is not told", async () => {
  await hook("Notification", '{"message":["x"]}');
  await expect.poll(words).toEqual(["waiting", null]);
  await hook("Notification", "May I?");
  await hook("Stop", "{}");
  await expect.poll(words).toEqual(["idle", null]);
});
