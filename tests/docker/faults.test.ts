import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AgentWorld, startAgentWorld } from "../helpers/agentWorld.ts";
import { TerminalViewer } from "../helpers/terminalViewer.ts";

const patience = { timeout: 90_000, interval: 200 };
const names = ["alpha", "beta", "gamma"] as const;
let world: AgentWorld;

beforeAll(async () => {
  world = await startAgentWorld();
  for (const name of names) await world.client.sessions.create({ name, prompt: "stream 2000 words" });
  // One session may ask more than once: what counts is how many stream now.
  await vi.waitFor(async () => {
    expect((await world.client.proxy.status({})).inFlight).toBeGreaterThanOrEqual(names.length);
  }, patience);
});
afterAll(() => world?.dispose());

describe("a daemon killed with -9 while three sessions stream", () => {
  it("comes back with its sessions adopted, their terminals attachable and the chain whole", async () => {
    const before = await world.client.audit.query({});
    await world.daemon.crash();
    await world.daemon.start();
    const client = await world.daemon.client();

    const sessions = await client.sessions.list({});
    expect(sessions.map(({ name, state }) => [name, state])).toEqual(
      expect.arrayContaining(names.map((name) => [name, "running"])),
    );

    const { code, stdout } = await world.daemon.cli(["audit", "verify"]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const after = await client.audit.query({ limit: 1000 });
    const ids = new Set(after.records.map(({ id }) => id));
    for (const { id } of before.records) expect(ids).toContain(id);
    const interrupted = after.records.filter(({ error }) => error === "interrupted");
    expect(interrupted.length).toBeGreaterThanOrEqual(names.length);

    for (const name of names) {
      const viewer = new TerminalViewer(client, name);
      await viewer.type("are you there\r");
      await expect.poll(() => viewer.text, patience).toContain("are you there");
      viewer.detach();
    }
  });

  it("lets the agents go on: a new question is answered", async () => {
    const client = await world.daemon.client();
    const viewer = new TerminalViewer(client, "alpha");
    // Whatever the client shows after its stream was cut, Escape returns to the prompt.
    await viewer.type("\x1b");
    await viewer.type("\x15after the crash\r");
    await expect.poll(() => viewer.text, patience).toContain("You said: after the crash");
    viewer.detach();
    expect(world.stub.violations).toEqual([]);
  });
});
