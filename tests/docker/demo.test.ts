import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { DemoEvent } from "../../src-shared/model/demo.ts";
import { docker } from "../helpers/agentWorld.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";

let daemon: DaemonProcess;
let client: ClauderonClient;

beforeAll(async () => {
  daemon = new DaemonProcess({ env: { TMPDIR: temporary } });
  await daemon.start();
  client = await daemon.client();
});
afterAll(async () => {
  await daemon?.dispose();
  rmSync(temporary, { recursive: true, force: true });
});

/** Where the demonstration puts what it makes. */
const temporary = mkdtempSync(join(tmpdir(), "cld-demo-"));
const folders = (): string[] => readdirSync(temporary);
/** Containers whose files are there. */
const containers = (): string[] => {
  const ids = docker("ps", "-aq", "--filter", "label=com.clauderon.home").split("\n").filter(Boolean);
  return ids.filter((id) => docker("inspect", "--format", "{{json .Mounts}}", id).includes(temporary));
};

describe("the demonstration from a running core", () => {
  it("shows six proofs and leaves nothing, and the core it was started from knows nothing of it", async () => {
    const events: DemoEvent[] = [];
    for await (const event of client.system.demo({})) events.push(event);
    const proofs = events.flatMap((event) => (event.type === "proof" ? [event.proof] : []));
    expect(proofs.filter(({ holds }) => !holds)).toEqual([]);
    expect(proofs).toHaveLength(6);
    expect(events.at(-1)).toEqual({ type: "end", holds: true });
    expect(events.find((event) => event.type === "said")).toMatchObject({
      text: expect.stringContaining("clauderon-proxy-placeholder"),
    });
    expect(JSON.stringify(events)).not.toContain("sk-ant-oat01-demo");
    expect([folders(), containers()]).toEqual([[], []]);
    expect(await client.sessions.list({ includeArchived: true })).toEqual([]);
    expect((await client.audit.query({})).total).toBe(0);
  });

  it("that is left while its agent runs cleans up all the same", async () => {
    for await (const event of client.system.demo({})) {
      if (event.type !== "step" || event.step !== "agent") continue;
      expect(folders()).toHaveLength(1);
      break;
    }
    await expect.poll(() => [folders(), containers()], { timeout: 60_000, interval: 500 }).toEqual([[], []]);
  });
});
