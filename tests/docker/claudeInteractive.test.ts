import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { TerminalViewer } from "../helpers/terminalViewer.ts";

const patience = { timeout: 60_000, interval: 100 };
let world: AgentWorld;
beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world?.dispose());

describe("Claude Code on a terminal", () => {
  it("starts without a dialog and answers the first prompt", async () => {
    await world.client.sessions.create({ name: "talk", prompt: "first question" });
    const viewer = new TerminalViewer(world.client, "talk");
    await expect.poll(() => viewer.text, patience).toContain("You said: first question");
    for (const dialog of [
      "trust",
      "Bypass Permissions mode",
      "Select login method",
      "Choose the text style",
      "API key",
    ]) {
      expect(viewer.text).not.toContain(`${dialog}?`);
    }
    expect(viewer.text).not.toMatch(/Yes, I (trust|accept)/);
    viewer.detach();
  });

  it("shows the whole conversation to one who attaches later, and takes what they type", async () => {
    const viewer = new TerminalViewer(world.client, "talk", { cols: 110, rows: 35 });
    await expect.poll(() => viewer.text, patience).toContain("You said: first question");
    await viewer.type("second question");
    await expect.poll(() => viewer.text, patience).toContain("second question");
    await viewer.type("\r");
    await expect.poll(() => viewer.text, patience).toContain("You said: second question");
    viewer.detach();
  });

  it("goes on while nobody looks, for two viewers alike", async () => {
    const left = new TerminalViewer(world.client, "talk");
    await left.type("third question\r");
    left.detach();
    const [one, two] = [new TerminalViewer(world.client, "talk"), new TerminalViewer(world.client, "talk")];
    await expect.poll(() => one.text, patience).toContain("You said: third question");
    await expect.poll(() => two.text, patience).toContain("You said: third question");
    one.detach();
    two.detach();
  });

  it("runs a tool without asking for permission", async () => {
    const viewer = new TerminalViewer(world.client, "talk");
    await viewer.type("run `echo from-$(id -u)`\r");
    await expect.poll(() => viewer.text, patience).toContain("from-1000");
    viewer.detach();
  });

  it("told the API the real token only", () => {
    expect(world.stub.violations).toEqual([]);
  });

  it("reports what the agent does from its hooks", async () => {
    await expect
      .poll(async () => (await world.client.sessions.get({ session: "talk" })).activity, patience)
      .toBe("idle");
  });

  it("has no network but loopback, and none of the host's ports but the proxy's", () => {
    const interfaces = docker("exec", "clauderon-talk", "ls", "/sys/class/net");
    expect(interfaces).toBe("lo");
  });

  it("ends with its exit code seen by viewer and list", async () => {
    const viewer = new TerminalViewer(world.client, "talk");
    await world.client.sessions.stop({ session: "talk" });
    await expect.poll(() => viewer.exit, patience).not.toBeUndefined();
    expect((await world.client.sessions.get({ session: "talk" })).state).toBe("stopped");
  });

  it("starts again with its conversation's files kept", async () => {
    await world.client.sessions.start({ session: "talk" });
    await expect
      .poll(async () => (await world.client.sessions.get({ session: "talk" })).state, patience)
      .toBe("running");
    expect(docker("exec", "clauderon-talk", "ls", "-A", "/workspace")).toContain(".claude.json");
  });
});
