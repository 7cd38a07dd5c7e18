import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SessionEnv } from "../../src-shared/contract/sessions.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { run } from "../helpers/run.ts";
import { createTestCa } from "../helpers/testCa.ts";

let folder: string;
let upstream: Server;
let daemon: DaemonProcess;
let client: ClauderonClient;
let session: SessionEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-policy-"));
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  upstream = createServer(authority.issue("things.example"), (request, response) => {
    request.resume().on("end", () => response.end("ok"));
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  const config = `[[upstream]]\nhost = "things.example"\naddress = "127.0.0.1:${port}"\nca = "${join(folder, "ca.pem")}"\n`;
  daemon = new DaemonProcess({ env: {}, config });
  await daemon.start();
  client = await daemon.client();
  session = await client.sessions.env({ session: "tools", create: true });
});
afterAll(async () => {
  await daemon?.dispose();
  upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = async (url: string): Promise<string> => {
  const args = ["-s", "-m", "20", "-x", session.proxy_url_host, "--cacert", session.ca, "-d", "x", url];
  return (await run("curl", [...args, "-w", " %{http_code}"])).stdout;
};

test("the access mode is changed while the session runs, by command line, and its next request meets it", async () => {
  expect(await post("https://things.example/")).toBe("ok 200");
  expect(await daemon.cli(["access", "tools", "read"])).toMatchObject({ code: 0, stdout: "tools: read\n" });
  expect(await post("https://things.example/")).toMatch(/access-read.* 403$/s);
  expect((await client.sessions.get({ session: "tools" })).accessMode).toBe("read");
  expect(await client.sessions.setAccessMode({ session: "tools", accessMode: "write" })).toMatchObject({
    accessMode: "write",
  });
  expect(await post("https://things.example/")).toBe("ok 200");
  expect((await daemon.cli(["access", "tools", "admin"])).code).toBe(2);
});

test("each change is in the audit, between the requests before and after", async () => {
  const read = async () =>
    (await client.audit.query({ session: "tools" })).records.map(({ rule }) => rule).toReversed();
  await expect.poll(read).toEqual(["default", "access-read", "access-read", "access-write", "default"]);
  const { records } = await client.audit.query({ session: "tools", where: "service = clauderon" });
  expect(records[1]).toMatchObject({
    method: null,
    decision: "allow",
    reason: 'The user changed the access mode from "write" to "read".',
  });
});

test("rules list, presets, test and replay answer from the built daemon", async () => {
  const list = await daemon.cli(["rules", "list", "--built-in"]);
  expect(list.stdout).toContain("builtin.github.deploy-keys");
  expect((await daemon.cli(["rules", "presets"])).stdout).toContain("balanced (in force)");
  const tested = await daemon.cli(["rules", "test", "https://api.github.com/user/keys", "--method", "POST"]);
  expect(tested.stdout).toContain("deny by builtin.github.ssh-keys (https://docs.github.com/");
  const replayed = await daemon.cli(["rules", "replay", "--preset", "strict"]);
  expect(replayed.stdout).toContain("would now be refused, 0 newly allowed.");
  expect(replayed.stdout).toContain("POST things.example/: allow by default → deny by preset-strict");
  const other = join(folder, "other.toml");
  writeFileSync(other, '[[rule]]\nhost = "things.example"\naction = "deny"\n');
  const changed = JSON.parse((await daemon.cli(["rules", "replay", "--config", other, "--json"])).stdout);
  expect(changed).toMatchObject({ type: "result", skipped: 2, allowed: 0 });
  expect(changed.changes[0].changed).toMatchObject({ decision: "deny", rule: "config.toml:1" });
  expect((await daemon.cli(["rules", "replay"])).code).toBe(2);
});
