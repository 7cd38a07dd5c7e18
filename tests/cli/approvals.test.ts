import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SessionEnv } from "../../src-shared/contract/sessions.ts";
import type { Approval, RefusedGroup } from "../../src-shared/model/approval.ts";
import { startCli } from "../helpers/builtCli.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { type Finished, run } from "../helpers/run.ts";
import { createTestCa } from "../helpers/testCa.ts";

const host = "api.acme.example";
let folder: string;
let upstream: EchoUpstream;
let daemon: DaemonProcess;
let client: ClauderonClient;
let session: SessionEnv;
let running: Promise<Finished>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-approvals-"));
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  upstream = await echoUpstream(authority.issue(host));
  const config = `
[[upstream]]
host = "${host}"
address = "127.0.0.1:${upstream.port}"
ca = "${join(folder, "ca.pem")}"
[[rule]]
host = "${host}"
path = "/never"
action = "deny"
[[rule]]
host = "${host}"
methods = ["POST"]
action = "ask"
reason = "it costs money"
`;
  daemon = new DaemonProcess({ config });
  await daemon.start();
  client = await daemon.client();
});
afterAll(async () => {
  await daemon?.dispose();
  await upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;
let name = "";
beforeEach(async () => {
  name = `tools-${++number}`;
  session = await client.sessions.env({ session: name, create: true });
});
afterEach(async () => {
  for (const { id } of await client.approvals.grants({})) await client.approvals.revoke({ grant: id });
  await client.sessions.delete({ session: name });
  await Promise.all(running);
  running = [];
});

/** A request of the session, left to wait. Resolves with its status. */
const curl = (path: string, ...more: string[]): Promise<string> => {
  const call = run("curl", [
    ...["-s", "-m", "60", "-x", session.proxy_url_host, "--cacert", session.ca, "-X", "POST", "-d", "x=1"],
    ...["-o", "/dev/null", "-w", "%{http_code}", ...more, `https://${host}${path}`],
  ]);
  running.push(call);
  return call.then(({ stdout }) => stdout);
};

const waiting = async (count = 1): Promise<Approval[]> => {
  await expect.poll(async () => (await client.approvals.list({})).waiting.length).toBe(count);
  return (await client.approvals.list({})).waiting;
};

const newestRecord = async (): Promise<unknown> =>
  (await client.audit.query({ session: name, limit: 1 })).records[0] ?? null;

describe("approvals list", () => {
  it("shows what waits, with session, request, rule and time left, and `show` mentions it", async () => {
    const status = curl("/things?key=1");
    const [approval] = await waiting();
    const { stdout } = await daemon.cli(["approvals", "list"]);
    expect(stdout).toMatch(/^ID +SESSION +REQUEST +ADDS +AGENT +RULE/);
    expect(stdout).toContain(approval?.id);
    expect(stdout).toContain(`POST ${host}/things?key=REDACTED`);
    expect(stdout).toMatch(/waits, (1m \d+|2m 0)s left/);
    expect(stdout).toMatch(/config\.toml:\d+/);
    const json = JSON.parse((await daemon.cli(["approvals", "list", "--json"])).stdout);
    expect(json.waiting).toMatchObject([{ id: approval?.id, sessionName: name, method: "POST", host, held: true }]);
    expect((await daemon.cli(["show", name])).stdout).toMatch(
      new RegExp(`waits for your answer[^\\n]*\\n  ${approval?.id} POST ${host}/things`),
    );
    expect(JSON.parse((await daemon.cli(["show", name, "--json"])).stdout).approvals).toHaveLength(1);
    await daemon.cli(["approvals", "deny", approval?.id ?? ""]);
    expect(await status).toBe("403");
    expect((await daemon.cli(["approvals", "list"])).stdout).toMatch(/^Nothing is waiting\./);
    expect((await daemon.cli(["approvals", "list", "--all"])).stdout).toContain("denied (command line)");
  });

  it("with -f tells each question and each answer as it comes", async () => {
    const follow = startCli(daemon.home, ["approvals", "list", "-f"]);
    const status = curl("/things");
    const [approval] = await waiting();
    await expect.poll(follow.stdout).toContain(`${name} asks: POST ${host}/things`);
    await daemon.cli(["approvals", "allow", approval?.id ?? ""]);
    await expect.poll(follow.stdout).toContain("allowed once (command line)");
    follow.signal("SIGINT");
    await follow.finished;
    expect(await status).toBe("200");
  });
});

describe("approvals allow", () => {
  it("lets one request out, by a beginning of its id, and the next one waits again", async () => {
    const first = curl("/once");
    const [approval] = await waiting();
    const { code, stdout } = await daemon.cli(["approvals", "allow", approval!.id.slice(0, 5), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ decided: { id: approval?.id, outcome: "once" }, grant: null });
    expect(await first).toBe("200");
    await expect.poll(newestRecord).toMatchObject({
      decision: "allow",
      rule: approval?.rule,
      reason: "Allowed once by the user (command line).",
    });
    const second = curl("/once");
    await daemon.cli(["approvals", "deny", (await waiting())[0]!.id]);
    expect(await second).toBe("403");
    await expect.poll(newestRecord).toMatchObject({ decision: "deny", reason: "Denied by the user (command line)." });
  });

  it("--session opens the same method and path for this session, until it stops", async () => {
    const first = curl("/session");
    const same = curl("/session?page=2");
    const [approval] = await waiting(2);
    const { stdout } = await daemon.cli(["approvals", "allow", approval!.id, "--session"]);
    expect(stdout).toMatch(new RegExp(`grant \\d+: POST ${host}/session for session ${name}`));
    // The other one that waited for the same is let out by the grant.
    expect(await Promise.all([first, same])).toEqual(["200", "200"]);
    expect(await curl("/session")).toBe("200");
    const [grant] = await client.approvals.grants({});
    await expect.poll(newestRecord).toMatchObject({ decision: "allow", rule: `grant ${grant?.id}` });
    const { rules, toml } = await client.rules.list({});
    expect(rules.map(({ source }) => source)).toContain(`grant ${grant?.id}`);
    expect(toml).not.toContain(`grant ${grant?.id}`);

    const other = await client.sessions.env({ session: "other", create: true });
    const mine = session;
    session = other;
    const foreign = curl("/session");
    await client.approvals.answer({ id: (await waiting())[0]!.id, answer: "deny" });
    expect(await foreign).toBe("403");
    await client.sessions.delete({ session: "other" });
    session = mine;

    await client.sessions.stop({ session: name });
    expect(await client.approvals.grants({})).toEqual([]);
    expect((await client.rules.list({})).rules.map(({ source }) => source)).not.toContain(`grant ${grant?.id}`);
  });

  it("--always makes a rule that survives a restart, shows as TOML, and can be taken back", async () => {
    const first = curl("/always");
    const [approval] = await waiting();
    expect(await client.approvals.preview({ id: approval!.id })).toMatchObject({ matches: 0 });
    const { stdout } = await daemon.cli(["approvals", "allow", approval!.id, "--always", "--json"]);
    const { grant } = JSON.parse(stdout);
    expect(await first).toBe("200");
    await daemon.stop();
    await daemon.start();
    client = await daemon.client();
    expect(await curl("/always")).toBe("200");
    expect((await daemon.cli(["rules", "list", "--toml"])).stdout).toContain(
      [`[[rule]] # grant ${grant.id}`, `host = "${host}"`, "port = 443", 'methods = ["POST"]', 'path = "/always"'].join(
        "\n",
      ),
    );
    expect((await daemon.cli(["approvals", "grants"])).stdout).toContain(`POST ${host}/always for every session`);
    expect((await daemon.cli(["approvals", "revoke", String(grant.id)])).code).toBe(0);
    const again = curl("/always");
    await daemon.cli(["approvals", "deny", (await waiting())[0]!.id]);
    expect(await again).toBe("403");
    const gone = await daemon.cli(["approvals", "revoke", String(grant.id)]);
    expect(gone).toMatchObject({ code: 1 });
    expect(gone.stderr).toContain(`There is no grant ${grant.id}.`);
  });

  it("never overrides a denial of config.toml: such a refusal is not offered", async () => {
    expect(await curl("/never")).toBe("403");
    await expect.poll(newestRecord).toMatchObject({ decision: "deny", host });
    expect((await client.approvals.list({})).refused).toEqual([]);
  });

  it("fails for what waits no more, for what never did, and for two answers at once", async () => {
    const status = curl("/twice");
    const [approval] = await waiting();
    await daemon.cli(["approvals", "allow", approval!.id]);
    expect(await status).toBe("200");
    const { code, stderr } = await daemon.cli(["approvals", "deny", approval!.id]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Nothing waits under "${approval?.id}"`);
    expect((await daemon.cli(["approvals", "allow", "x", "--once", "--always"])).code).toBe(2);
    expect((await daemon.cli(["approvals", "revoke", "three"])).code).toBe(2);
  });
});

it("What was refused and a rule would let through is listed by session, rule and host, and can be allowed", async () => {
  session = await client.sessions.env({ session: name });
  for (const path of ["/build/1", "/build/2?token=x"])
    await run("curl", [
      ...["-s", "-m", "20", "-x", session.proxy_url_host, "--cacert", session.ca, `https://${host}:8443${path}`],
    ]);
  const refused = async (): Promise<RefusedGroup[]> => (await client.approvals.list({})).refused;
  await expect
    .poll(refused)
    .toMatchObject([{ sessionName: name, host, port: 8443, count: 2, path: "/build/2?token=REDACTED" }]);
  const [group] = await refused();
  expect(await client.approvals.preview({ id: group!.id })).toMatchObject({ matches: 1 });
  const denied = await daemon.cli(["approvals", "deny", group!.id]);
  expect(denied.stderr).toContain("was refused already");
  const { stdout } = await daemon.cli(["approvals", "allow", group!.id, "--session"]);
  expect(stdout).toMatch(/grant \d+: GET api\.acme\.example:8443\/build\/2 for session tools/);
  // The rest of the group stays refused: the grant names one path.
  await expect.poll(refused).toEqual([]);
});

it("An approval waits for nobody who is gone: a client that gives up, a daemon that ends", async () => {
  const url = `https://${host}/gone`;
  const gone = spawn("curl", ["-s", "-x", session.proxy_url_host, "--cacert", session.ca, "-X", "POST", url]);
  await waiting();
  gone.kill();
  await waiting(0);
  expect((await client.approvals.list({})).decided[0]).toMatchObject({ outcome: "withdrawn", path: "/gone" });
  const cut = curl("/crash");
  await waiting();
  await daemon.crash();
  expect(await cut).toBe("000");
  await daemon.start();
  client = await daemon.client();
  expect((await client.approvals.list({})).waiting).toEqual([]);
  expect(await newestRecord()).toMatchObject({ decision: "ask", path: "/crash", error: "interrupted" });
});
