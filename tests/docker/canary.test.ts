import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { searchCommand, searchFolder, searchProcesses, writtenForms } from "../helpers/canarySearch.ts";

let world: AgentWorld;
let forms: Buffer[];
let containers: string[];

// One session of each kind has run or runs; then everything it left is searched for the token.
beforeAll(async () => {
  world = await startAgentWorld();
  forms = writtenForms(world.token);
  await world.daemon.cli([
    "create",
    "--print",
    "--name",
    "printed",
    "--prompt",
    "run `env; cat /proc/1/environ; ls -la / /workspace`",
  ]);
  await world.client.sessions.create({ name: "shown", prompt: "hello" });
  await vi.waitFor(() => expect(world.stub.requests.length).toBeGreaterThan(3), { timeout: 60_000 });
  containers = docker("ps", "-aq", "--filter", "label=com.clauderon.session").split("\n").filter(Boolean);
});
afterAll(() => world?.dispose());

describe("the real token", () => {
  it("was in use", () => {
    const { length } = world.stub.requests.filter(({ headers }) => headers.authorization === `Bearer ${world.token}`);
    expect(length).toBeGreaterThan(0);
    expect(containers.length).toBeGreaterThanOrEqual(2);
  });

  it("is in no container's settings, logs or file system", async () => {
    for (const id of containers) {
      expect(await searchCommand(["docker", "inspect", id], forms), `inspect ${id}`).toBe(false);
      expect(await searchCommand(["docker", "logs", id], forms), `logs ${id}`).toBe(false);
      expect(await searchCommand(["docker", "export", id], forms), `export ${id}`).toBe(false);
    }
  });

  it("is in no process inside a running container", async () => {
    const script = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null";
    expect(await searchCommand(["docker", "exec", "clauderon-shown", "sh", "-c", script], forms)).toBe(false);
  });

  it("is in no file of the home: sessions, uploads, audit, database, logs", async () => {
    expect(readdirSync(world.daemon.home)).toContain("audit.jsonl");
    expect(await searchFolder(world.daemon.home, forms)).toEqual([]);
  });

  it("is in no command line, and in no environment but that of the daemon that was handed it", () => {
    const threads = [world.daemon.pid];
    expect(searchProcesses(forms, threads)).toEqual([]);
  });

  it("is in no answer of the control socket", async () => {
    const answers = [
      await world.client.sessions.list({ includeArchived: true }),
      await world.client.sessions.get({ session: "shown" }),
      await world.client.sessions.env({ session: "shown" }),
      await world.client.credentials.list({}),
      await world.client.rules.list({}),
      await world.client.proxy.status({}),
      await world.client.audit.query({}),
    ];
    const text = JSON.stringify(answers);
    for (const form of forms) expect(text).not.toContain(form.toString());
  });

  it("would have been found: the same searches find it where it is planted", async () => {
    docker("exec", "-u", "0", "clauderon-shown", "sh", "-c", `printf %s '${world.token}' > /planted`);
    expect(await searchCommand(["docker", "export", "clauderon-shown"], forms)).toBe(true);
    const plant = `printf %s '${world.token}' | base64 -w0 > /workspace/planted`;
    docker("exec", "clauderon-shown", "sh", "-c", plant);
    expect(await searchFolder(join(world.daemon.home, "sessions"), forms)).toHaveLength(1);
    expect(searchProcesses(forms, [])).toContain(`/proc/${world.daemon.pid}/environ`);
  });
});
