import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { removeContainers } from "../helpers/agentWorld.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import type { Finished } from "../helpers/run.ts";
import { createTestCa } from "../helpers/testCa.ts";

const host = "api.acme.example";
const token = `canary${randomBytes(18).toString("hex")}`;
const patient = { timeout: 60_000 };
let folder: string;
let upstream: EchoUpstream;
let daemon: DaemonProcess;
let client: ClauderonClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-held-"));
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  upstream = await echoUpstream(authority.issue(host));
  const config = `
[[upstream]]
host = "${host}"
address = "127.0.0.1:${upstream.port}"
ca = "${join(folder, "ca.pem")}"
[[credential]]
id = "acme"
source = { env = "ACME_TOKEN" }
env = "ACME_TOKEN"
[[inject]]
host = "${host}"
credential = "acme"
[[rule]]
host = "${host}"
methods = ["POST"]
action = "ask"
`;
  daemon = new DaemonProcess({ env: { ACME_TOKEN: token }, config });
  await daemon.start();
  client = await daemon.client();
});
afterAll(async () => {
  await daemon?.dispose();
  if (daemon) removeContainers(daemon.home);
  await upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A locked session that runs a script and ends with it. */
const session = (name: string, script: string): Promise<Finished> =>
  daemon.cli(["create", "--agent", "shell", "--print", "--name", name, "--prompt", script]);

const waiting = async (): Promise<Approval> => {
  await expect.poll(async () => (await client.approvals.list({})).waiting.length, patient).toBe(1);
  return (await client.approvals.list({})).waiting[0] as Approval;
};

const curl = `curl -sS -m 50 -X POST -H "authorization: Bearer $ACME_TOKEN" -d hello`;

describe("curl in a container, with a rule that asks", () => {
  it("waits, shows as waiting, and gets 200 after a yes, with the token it never had", async () => {
    const run = session("asks", `echo sends $ACME_TOKEN; ${curl} -w '\\n%{http_code}\\n' https://${host}/things`);
    const approval = await waiting();
    expect(approval).toMatchObject({ sessionName: "asks", held: true, credentialId: "acme", path: "/things" });
    expect(upstream.seen).toEqual([]);
    await expect.poll(async () => (await client.sessions.get({ session: "asks" })).activity, patient).toBe("waiting");
    expect((await daemon.cli(["approvals", "allow", approval.id])).code).toBe(0);
    const { stdout, code } = await run;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n200\n/);
    expect(stdout).toContain("sends clauderon-acme-placeholder");
    expect(upstream.seen[0]).toMatchObject({ body: "hello", headers: { authorization: `Bearer ${token}` } });
    const { records } = await client.audit.query({ session: "asks" });
    expect(records.filter((record) => record.host === host)).toMatchObject([
      {
        decision: "allow",
        reason: expect.stringMatching(/^Allowed once by the user \(command line\)\./),
        credential_id: "acme",
      },
    ]);
  });

  it("gets 403 after a no, which says not to retry", async () => {
    const run = session("denied", `${curl} https://${host}/things`);
    await daemon.cli(["approvals", "deny", (await waiting()).id]);
    const { clauderon } = JSON.parse((await run).stdout) as { clauderon: unknown };
    expect(clauderon).toMatchObject({ retryable: false });
    expect(upstream.seen).toHaveLength(1);
  });

  it("goes on meanwhile when it does not want to wait, and passes when it comes again", async () => {
    const ask = `${curl} -H 'prefer: respond-async' -o /tmp/answer -w '%{http_code}' https://${host}/later`;
    const script = `
      first=$(${ask}); jq -r .clauderon.approval /tmp/answer
      until [ "$(${ask})" = 200 ]; do sleep 0.2; done
      echo first $first, then 200, and then $(${ask})`;
    const run = session("async", script);
    const approval = await waiting();
    expect(approval.held).toBe(false);
    await daemon.cli(["approvals", "allow", approval.id]);
    const { stdout } = await run;
    expect(stdout).toContain(approval.id);
    expect(stdout).toContain("first 403, then 200, and then 403");
  });

  it("is withdrawn when its session is stopped", async () => {
    const run = session("stopped", `${curl} https://${host}/things`);
    const { id } = await waiting();
    await client.sessions.stop({ session: "stopped" });
    await run;
    const { waiting: left, decided } = await client.approvals.list({});
    expect(left.map((one) => one.id)).not.toContain(id);
    expect(decided[0]).toMatchObject({ id, outcome: "withdrawn" });
  });
});
