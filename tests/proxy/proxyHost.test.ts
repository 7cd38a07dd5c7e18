import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sessionPaths } from "../../src-main/core/home.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import { type ProxyHost, type ProxyHostOptions, startProxy } from "../../src-main/core/proxy/proxyHost.ts";
import type { ProxyEvent, ProxySession } from "../../src-main/core/proxy/threadContract.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { proxyHome } from "../helpers/proxyHome.ts";
import { apiHost, makePolicy, placeholder, rule } from "../helpers/proxyUnderTest.ts";
import {
  openClient,
  openTunnel,
  parseAnswer,
  proxyAuthorization,
  type RawClient,
  startTls,
} from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const { home, remove } = proxyHome();
const id = "k3x9q2m7p4va";
const socketPath = sessionPaths(home, id).socket;
let upstream: EchoUpstream;
let host: ProxyHost;
let restarts: number;
let options: { -readonly [K in keyof ProxyHostOptions]: ProxyHostOptions[K] };
const mortalThread = new URL("../helpers/mortalProxyThread.ts", import.meta.url);

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  options = {
    home,
    log: silentLog,
    port: 0,
    addresses: ["127.0.0.1"],
    policy: makePolicy({ upstreams: [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }] }),
    enabled: true,
    environmentProxy: { https: null, http: null, no: null },
    extraCaPem: null,
    auditSegmentBytes: 1_000_000,
    threadSource: mortalThread,
  };
  host = await startProxy(options);
  restarts = 0;
  host.onRestart(() => void restarts++);
});

afterEach(async () => {
  await host.stop();
  await upstream.close();
  remove();
});

const session: ProxySession = {
  id,
  name: "one",
  accessMode: "write",
  secretHash: createHash("sha256").update("secret").digest("hex"),
  socketPath,
  socketOwner: null,
  running: true,
};

const ask = async (path: string): Promise<RawClient> => {
  const client = await openClient({ socketPath });
  expect(await openTunnel(client, `${apiHost}:443`)).toContain("200");
  const { raw } = await startTls(client, { ca: readFileSync(home.caCertificate, "utf8"), servername: apiHost });
  raw.write(
    `GET ${path} HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\nConnection: close\r\n\r\n`,
  );
  return raw;
};

/** Status and the rule that refused; 0 while nobody listens. */
const outcome = async (): Promise<string> => {
  const text = await ask("/v1/models").then(
    (client) => client.until("end"),
    () => "",
  );
  return text === "" ? "" : `${text.slice(9, 12)} ${/x-clauderon-denied: (\S+)/.exec(text)?.[1] ?? ""}`.trim();
};

/** A thread takes its time to start. */
const patience = { timeout: 30_000 };

const recorded = (): { error: string | null }[] =>
  readFileSync(home.auditLog, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { error: string | null });

const endThread = (): void => {
  const channel = new BroadcastChannel("end-of-proxy-thread");
  channel.postMessage(null);
  channel.close();
};

/** Ends the thread and waits until it is gone, so that no answer after this can be the old thread's. */
const threadEnded = async (): Promise<void> => {
  const before = restarts;
  endThread();
  await expect.poll(() => restarts, patience).toBe(before + 1);
};

it("A request through the thread is injected, acknowledged and in the audit log on disk", async () => {
  const events: ProxyEvent[] = [];
  host.onEvent((event) => events.push(event));
  await host.setSecrets({ anthropic: { token: "canary" } });
  await host.putSession(session);
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);

  expect(parseAnswer(await (await ask("/v1/models")).until("end")).status).toBe(200);
  expect(upstream.seen[0]?.headers.authorization).toBe("Bearer canary");

  await expect.poll(() => events.map(({ type }) => type)).toContain("audit");
  expect(events).toContainEqual(
    expect.objectContaining({ type: "credential", credentialId: "anthropic", status: 200 }),
  );
  const [record] = readFileSync(home.auditLog, "utf8").trim().split("\n");
  expect(JSON.parse(record as string)).toMatchObject({ session_id: id, auth_injected: true, response_code: 200 });
  expect(await host.status()).toEqual({ enabled: true, inFlight: 0, addresses: ["127.0.0.1"], auditError: null });
});

it("A thread that ends is replaced by one that knows the same, and what was in flight is recorded as interrupted", async () => {
  await host.setSecrets({ anthropic: { token: "canary" } });
  await host.putSession(session);
  upstream.on("/v1/models", (_, response) => void response.writeHead(200).write("first"));
  const cut = await ask("/v1/models");
  await cut.until(/first/);
  const port = host.port;
  await threadEnded();
  await cut.until("end");
  upstream.on("/v1/models", (_, response) => void response.end("again"));
  await expect.poll(outcome, patience).toBe("200");
  expect(host.port).toBe(port);
  expect(upstream.seen.at(-1)?.headers.authorization).toBe("Bearer canary");
  await expect.poll(() => recorded().map(({ error }) => error)).toEqual(["interrupted", null]);

  // What changed in the meantime holds after the next end as well.
  await host.setEnabled(false);
  await threadEnded();
  await expect.poll(outcome, patience).toBe("503 proxy-off");
  await host.setEnabled(true);
  await host.setPolicy(makePolicy({ rules: [rule({ host: apiHost, action: "deny" })] }));
  await threadEnded();
  await expect.poll(outcome, patience).toBe("403 config.toml:1");
  await host.removeSession(id);
  await threadEnded();
  await expect
    .poll(() => openClient({ port }).then(async (client) => openTunnel(client, "x.example:443")), patience)
    .toContain("407");
  await expect(openClient({ socketPath })).rejects.toThrow();
});

it("What is told while the thread ends reaches the one that follows, without an error", async () => {
  await host.putSession(session);
  endThread();
  await Promise.all([host.setEnabled(false), host.setSecrets({ anthropic: { token: "canary" } })]);
  await expect.poll(() => restarts, patience).toBe(1);
  await host.setAddresses(["127.0.0.1"]);
  expect(await outcome()).toBe("503 proxy-off");
  expect((await host.status()).enabled).toBe(false);
});

it("What is told while no thread can be started is refused at once, and reaches the one that is started in the end", async () => {
  await host.putSession(session);
  options.threadSource = new URL("../helpers/noSuchThread.ts", import.meta.url);
  await threadEnded();
  await expect(host.setEnabled(false)).rejects.toThrow("could not be started again");
  options.threadSource = mortalThread;
  await expect.poll(outcome, patience).toBe("503 proxy-off");
});

it("A host that is stopped while its thread starts again leaves no thread behind", async () => {
  await host.putSession(session);
  await threadEnded();
  await host.stop();
  await expect(openClient({ port: host.port })).rejects.toThrow();
  await expect(openClient({ socketPath })).rejects.toThrow();
});

it("A thread that ends while requests wait cuts them, records them, and its questions are gone", async () => {
  const events: ProxyEvent[] = [];
  host.onEvent((event) => events.push(event));
  await host.setSecrets({ anthropic: { token: "canary" } });
  await host.putSession(session);
  await host.setPolicy(
    makePolicy({
      upstreams: [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }],
      rules: [rule({ host: apiHost, action: "ask", source: "config.toml:5" })],
    }),
  );
  const held = await ask("/v1/models");
  const added = () => events.flatMap((event) => (event.type === "approvalAdded" ? [event.approval] : []));
  await expect.poll(() => added().length).toBe(1);
  const yes = { allow: true, scope: "once", by: "app" };
  endThread();
  await held.until("end");
  expect(held.text).toBe("");
  await expect.poll(() => restarts, patience).toBe(1);
  await expect.poll(() => host.answerApproval(added()[0]?.id as string, yes).catch(() => null), patience).toBe(false);
  await expect.poll(recorded).toMatchObject([{ decision: "ask", rule: "config.toml:5", error: "interrupted" }]);

  // The new thread opens the session's socket when it is told of the session again.
  const again = await vi.waitFor(() => ask("/v1/models"), patience);
  await expect.poll(() => added().length).toBe(2);
  expect(await host.answerApproval(added()[1]?.id as string, yes)).toBe(true);
  expect(parseAnswer(await again.until("end")).status).toBe(200);
});

it("Listeners come and go with the addresses, and connections that were made go on", async () => {
  await host.putSession(session);
  await host.setAddresses(["127.0.0.1", "127.0.0.2"]);
  const other = await openClient({ host: "127.0.0.2", port: host.port });
  // Answered once: what only waits in the kernel to be accepted ends with its listener.
  expect(await openTunnel(other, `${apiHost}:443`, proxyAuthorization(id, "secret"))).toContain("200");
  await host.setAddresses(["127.0.0.1"]);
  expect((await host.status()).addresses).toEqual(["127.0.0.1"]);
  await expect(openClient({ host: "127.0.0.2", port: host.port })).rejects.toThrow();
  const { raw } = await startTls(other, { ca: readFileSync(home.caCertificate, "utf8"), servername: apiHost });
  raw.write(`GET /v1/models HTTP/1.1\r\nHost: ${apiHost}\r\nConnection: close\r\n\r\n`);
  expect(parseAnswer(await raw.until("end")).status).toBe(200);
});
