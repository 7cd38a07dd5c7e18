import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sessionPaths } from "../../src-main/core/home.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import { type ProxyHost, startProxy } from "../../src-main/core/proxy/proxyHost.ts";
import type { ProxyEvent } from "../../src-main/core/proxy/threadContract.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { proxyHome } from "../helpers/proxyHome.ts";
import { apiHost, makePolicy, placeholder } from "../helpers/proxyUnderTest.ts";
import { openClient, openTunnel, parseAnswer, startTls } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const { home, remove } = proxyHome();
const id = "k3x9q2m7p4va";
const socketPath = sessionPaths(home, id).socket;
let upstream: EchoUpstream;
let host: ProxyHost;

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  host = await startProxy({
    home,
    log: silentLog,
    port: 0,
    addresses: ["127.0.0.1"],
    policy: makePolicy({ upstreams: [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }] }),
    enabled: true,
    environmentProxy: { https: null, http: null, no: null },
    extraCaPem: null,
    auditSegmentBytes: 1_000_000,
  });
});

afterEach(async () => {
  await host.stop();
  await upstream.close();
  remove();
});

it("A request through the thread is injected, acknowledged and in the audit log on disk", async () => {
  const events: ProxyEvent[] = [];
  host.onEvent((event) => events.push(event));
  await host.setSecrets({ anthropic: { token: "canary" } });
  await host.putSession({
    id,
    name: "one",
    accessMode: "write",
    secretHash: createHash("sha256").update("secret").digest("hex"),
    socketPath,
    socketOwner: null,
    running: true,
  });
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);

  const client = await openClient({ socketPath });
  expect(await openTunnel(client, `${apiHost}:443`)).toContain("200");
  const { raw } = await startTls(client, { ca: readFileSync(home.caCertificate, "utf8"), servername: apiHost });
  raw.write(
    `GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\nConnection: close\r\n\r\n`,
  );
  expect(parseAnswer(await raw.until("end")).status).toBe(200);
  expect(upstream.seen[0]?.headers.authorization).toBe("Bearer canary");

  await expect.poll(() => events.map(({ type }) => type)).toContain("audit");
  expect(events).toContainEqual(
    expect.objectContaining({ type: "credential", credentialId: "anthropic", status: 200 }),
  );
  const [record] = readFileSync(home.auditLog, "utf8").trim().split("\n");
  expect(JSON.parse(record as string)).toMatchObject({ session_id: id, auth_injected: true, response_code: 200 });
  expect(await host.status()).toEqual({ enabled: true, inFlight: 0, addresses: ["127.0.0.1"], auditError: null });
});
