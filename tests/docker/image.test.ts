import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveEngineConnection } from "../../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../../src-main/core/engine/dockerEngine.ts";
import type { Engine } from "../../src-main/core/engine/engine.ts";
import { type HomePaths, homePaths } from "../../src-main/core/home.ts";
import { createImages, type ImageTags } from "../../src-main/core/images/agentImage.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import type { ImageEvent } from "../../src-shared/contract/system.ts";
import { runInImage } from "../helpers/runInImage.ts";

let engine: Engine;
let home: HomePaths;
let tags: ImageTags;

beforeAll(async () => {
  engine = createDockerEngine(resolveEngineConnection(process.env));
  home = homePaths({ CLAUDERON_HOME: mkdtempSync(join(tmpdir(), "clauderon-image-")) });
  tags = await createImages({ engine, home, log: silentLog, config: { base: null } }).ensure();
});
afterAll(() => rmSync(home.root, { recursive: true }));

test("images that are there are not built again", async () => {
  const events: ImageEvent[] = [];
  await createImages({ engine, home, log: silentLog, config: { base: null } }).ensure((event) => events.push(event));
  expect(events.map(({ type }) => type)).toEqual(["done"]);
});

test("the agent image holds the pinned agents and the tools they expect", async () => {
  const script =
    "claude --version; codex --version; node --version; for it in git curl jq python3 npm rg; do command -v $it; done";
  const { exitCode, output } = await runInImage(engine, tags.agent, ["sh", "-c", script]);
  expect(output).toContain("2.1.330 (Claude Code)");
  expect(output).toContain("codex-cli 0.169.0");
  expect(output).toContain("v24.21.0");
  expect(exitCode).toBe(0);
});

test("a user without an entry in the image can run the agent", async () => {
  const { exitCode, output } = await runInImage(
    engine,
    tags.agent,
    ["sh", "-c", "id -u && claude --version"],
    "4242:4242",
  );
  expect(output).toContain("4242");
  expect(exitCode).toBe(0);
});

test("the image holds no certificate authority of ours, no credential and no setting of an agent", async () => {
  const script = "ls -A /etc/clauderon /etc/clauderon/codex /etc/claude-code /workspace; env";
  const { output } = await runInImage(engine, tags.agent, ["sh", "-c", script]);
  expect(output).not.toMatch(/\.pem|\.json|TOKEN|KEY|SECRET|PROXY/i);
});

test("the relay image is a few megabytes and has no shell", async () => {
  const relay = await engine.image(tags.relay);
  expect(relay?.sizeBytes).toBeLessThan(20_000_000);
  const shell = await runInImage(engine, tags.relay, ["/bin/sh", "-c", "true"], "1000:1000", []);
  expect(shell.exitCode).toBe(127);
  expect(shell.output).toContain("No such file");
  const { output } = await runInImage(engine, tags.relay, ["-V"], "1000:1000");
  expect(output).toContain("socat version");
});
