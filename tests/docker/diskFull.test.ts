import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, startAgentWorld } from "../helpers/agentWorld.ts";
import { type SmallDisk, smallDisk } from "../helpers/smallDisk.ts";

const patience = { timeout: 60_000, interval: 200 };
let disk: SmallDisk;
let world: AgentWorld;

const curl = async (): Promise<string> => {
  // The API's stub answers 404 here, which shows that the request was let out: only refusals are 503.
  const url = "https://api.anthropic.com/v1/models";
  const script = `curl -sS -m 20 -H "Authorization: Bearer $CLAUDE_CODE_OAUTH_TOKEN" -w '\\n%{http_code}' ${url} 2>&1`;
  const { stdout, stderr } = await world.daemon.cli(["exec", "worker", "--", "sh", "-c", script]);
  return stdout + stderr;
};

beforeAll(async () => {
  // Above the reserve that sessions leave free.
  disk = smallDisk(400 * 1024);
  world = await startAgentWorld({ home: join(disk.path, "home") });
  await world.client.sessions.create({ name: "worker", agent: "shell" });
});
afterAll(async () => {
  disk?.free();
  await world?.dispose();
  disk?.[Symbol.dispose]();
});

describe("a disk that fills up under the audit log", () => {
  it("lets no request out unrecorded, says so everywhere, and works again when space returns", async () => {
    expect(await curl()).toMatch(/\n404$/);

    disk.fill();
    // The last blocks of the files may have room for a few records more.
    await expect.poll(curl, patience).toMatch(/audit-unavailable[\s\S]*\n503$/);
    const before = world.stub.requests.length;
    expect(await curl()).toMatch(/\n503$/);
    expect(world.stub.requests).toHaveLength(before);
    const create = await world.daemon.cli(["create", "--name", "second", "--agent", "shell"]);
    expect(create.code).not.toBe(0);
    expect(create.stderr).toMatch(/disk.* has \d+ MiB left/);
    const doctor = await world.daemon.cli(["doctor"]);
    expect(doctor.stdout).toMatch(/MiB left/);

    disk.free();
    await expect.poll(curl, patience).toMatch(/\n404$/);
    const verified = await world.daemon.cli(["audit", "verify"]);
    expect(verified).toMatchObject({ code: 0 });
    const { records } = await world.client.audit.query({ limit: 1000 });
    const models = records.filter(({ path }) => path === "/v1/models");
    const arrived = world.stub.requests.filter(({ path }) => path === "/v1/models");
    expect(models.filter(({ decision }) => decision === "allow")).toHaveLength(arrived.length);
    expect(models.filter(({ decision }) => decision === "deny").length).toBeGreaterThan(0);
  });
});
