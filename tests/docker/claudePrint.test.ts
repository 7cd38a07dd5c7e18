import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, anthropicPlaceholder, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { run } from "../helpers/run.ts";

let world: AgentWorld;
beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world?.dispose());

describe("Claude Code in print mode", () => {
  it("prints the model's answer and ends with the agent's exit code", async () => {
    const { code, stdout, stderr } = await world.daemon.cli([
      "create",
      "--print",
      "--name",
      "answer",
      "--prompt",
      "hello there",
    ]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("You said: hello there");
  });

  it("runs a tool inside the container, whose first process holds the placeholder only", async () => {
    const prompt = "Please run `tr '\\0' '\\n' < /proc/1/environ | grep TOKEN; id -u`";
    const { code, stdout } = await world.daemon.cli(["create", "--print", "--name", "tool", "--prompt", prompt]);
    expect(code).toBe(0);
    expect(stdout).toContain(anthropicPlaceholder);
    expect(stdout).not.toContain(world.token);
    expect(stdout).toMatch(/\b1000\b/);
  });

  it("reached the API with the real token and nothing else", () => {
    expect(world.stub.requests.length).toBeGreaterThan(0);
    expect(world.stub.violations).toEqual([]);
  });

  it("left one record a request, injected, metered and verified", async () => {
    const { records } = await world.client.audit.query({ session: "tool", where: 'path ~ "/v1/messages"' });
    expect(records.length).toBeGreaterThanOrEqual(2);
    for (const record of records) {
      expect(record).toMatchObject({
        session_name: "tool",
        host: "api.anthropic.com",
        decision: "allow",
        auth_injected: true,
        credential_id: "anthropic",
        response_code: 200,
        error: null,
      });
      expect(record.usage?.input_tokens).toBe(23);
    }
    const { code, stdout } = await world.daemon.cli(["audit", "verify"]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });

  it("is there for programs too: the documented example creates a session and prints its output", async () => {
    const example = new URL("../../docs/examples/printSession.ts", import.meta.url).pathname;
    const { code, stdout, stderr } = await run(process.execPath, [example, "asked by a program"], {
      env: world.daemon.env,
    });
    expect(stdout).toContain("You said: asked by a program");
    expect(stderr).toContain('"auth_injected":true');
    expect(code).toBe(0);
  });

  it("passes on the agent's failure as text and exit code", async () => {
    const { code, stdout } = await world.daemon.cli([
      "create",
      "--print",
      "--name",
      "fails",
      "--prompt",
      "answer with status 400",
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("Status 400");
  });

  it.each([
    ["begins with a dash", "--version please"],
    ["holds quotes and newlines", `it's "quoted"\nand $HOME \`tick\` \\ back`],
    ["has ten thousand characters", `long ${"x".repeat(10_000)}`],
  ])("takes a prompt that %s as it is", async (_what, prompt) => {
    const { code, stdout } = await world.daemon.cli(["create", "--print", "--rm", "--prompt", prompt]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`You said: ${prompt}`.slice(0, 3000).replaceAll(/\s+/g, " "));
  });

  it("removes session and container with --rm", async () => {
    await world.daemon.cli(["create", "--print", "--rm", "--name", "gone", "--prompt", "bye"]);
    expect((await world.client.sessions.list({})).map(({ name }) => name)).not.toContain("gone");
    expect(docker("ps", "-aq", "--filter", "name=clauderon-gone")).toBe("");
  });

  it("runs sessions side by side, each record under its own name", async () => {
    const names = ["one", "two", "three"];
    const results = await Promise.all(
      names.map((name) => world.daemon.cli(["create", "--print", "--name", name, "--prompt", `I am ${name}`])),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const [index, name] of names.entries()) {
      expect(results[index]!.stdout).toContain(`You said: I am ${name}`);
      const { total } = await world.client.audit.query({ session: name, where: "auth_injected = true" });
      expect(total).toBeGreaterThan(0);
    }
  });
});
