import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { EngineRelay } from "../helpers/engineRelay.ts";
import { run } from "../helpers/run.ts";
import { TerminalViewer } from "../helpers/terminalViewer.ts";

const patience = { timeout: 60_000, interval: 200 };
const relay = new EngineRelay();
let world: AgentWorld;

const stateOf = async (name: string): Promise<string | undefined> =>
  (await world.client.sessions.list({})).find((session) => session.name === name)?.state;

beforeAll(async () => {
  await relay.start();
  world = await startAgentWorld({ env: { DOCKER_HOST: relay.address } });
  await world.client.sessions.create({ name: "stays", prompt: "say hello" });
  await world.client.sessions.create({ name: "ends", prompt: "say hello" });
  await world.client.sessions.create({ name: "prints", mode: "print", prompt: "stream 400 words" });
});
afterAll(async () => {
  await world?.dispose();
  await relay.dispose();
});

describe("a container engine that stops answering and comes back", () => {
  it("is named in each error, and afterwards terminals, outputs and states are as they should be", async () => {
    const viewer = new TerminalViewer(world.client, "stays");
    await expect.poll(() => viewer.text, patience).toContain("You said: say hello");
    const output: string[] = [];
    const printed = (async () => {
      for await (const event of world.client.sessions.output({ session: "prints" }))
        output.push(event.type === "exit" ? `exit ${event.exitCode}` : Buffer.from(event.bytes).toString());
    })();

    await relay.stop();
    const { code, stderr } = await world.daemon.cli(["create", "--name", "third", "--json"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("container engine");
    await expect
      .poll(() => viewer.type("x").catch((error: Error) => error.message), patience)
      .toContain("lost its connection");
    docker("kill", "clauderon-ends");
    // Not by a call that waits: the model's stand-in runs in this process.
    await run("docker", ["wait", "clauderon-prints"], { timeoutMs: patience.timeout });

    await relay.start();
    await expect.poll(() => stateOf("ends"), patience).toBe("exited");
    await expect.poll(() => stateOf("prints"), patience).toBe("exited");
    await printed;
    expect(output.at(-1)).toBe("exit 0");
    expect(output.join("")).toContain("word");
    expect(await stateOf("stays")).toBe("running");

    // The viewer was never told an end: it types on in the same view.
    expect(viewer.exit).toBeUndefined();
    await expect
      .poll(
        async () => {
          await viewer.type("\x15are you back\r").catch(() => {});
          return viewer.text;
        },
        { timeout: 60_000, interval: 3000 },
      )
      .toContain("You said: are you back");
    viewer.detach();
    expect(world.stub.violations).toEqual([]);
  });
});
