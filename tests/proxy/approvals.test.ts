import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProxyEvent } from "../../src-main/core/proxy/threadContract.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import {
  apiHost,
  injection,
  makePolicy,
  type PolicyParts,
  ProxyUnderTest,
  placeholder,
  rule,
} from "../helpers/proxyUnderTest.ts";
import { parseAnswer, type RawClient } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
const asking = rule({
  host: apiHost,
  methods: ["POST"],
  action: "ask",
  reason: "costs money",
  source: "config.toml:7",
});
const yes = { allow: true, scope: "once", by: "browser" };
const no = { allow: false, scope: "once", by: "browser" };
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
let parts: PolicyParts;

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost));
  parts = {
    rules: [asking],
    upstreams: [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }],
  };
  proxy = await ProxyUnderTest.start(parts);
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
});

const head = (path: string, more = ""): string =>
  `POST ${path} HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n${more}`;

/** Sends a request and leaves it with the proxy. */
const send = async (path: string, options: { headers?: string; body?: string } = {}): Promise<RawClient> => {
  const client = await proxy.secureTunnel();
  const body = options.body ?? "hello";
  client.write(`${head(path, options.headers)}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  return client;
};

const answerOf = async (client: RawClient): Promise<ReturnType<typeof parseAnswer>> =>
  parseAnswer(await client.until("end"));

const added = (): Approval[] =>
  proxy.events.flatMap((event) => (event.type === "approvalAdded" ? [event.approval] : []));

const ended = (): Omit<Extract<ProxyEvent, { type: "approvalEnded" }>, "type">[] =>
  proxy.events.flatMap((event) => (event.type === "approvalEnded" ? [{ id: event.id, outcome: event.outcome }] : []));

const waitFor = async (count: number): Promise<Approval[]> => {
  await expect.poll(() => added().length).toBeGreaterThanOrEqual(count);
  return added();
};

const restart = async (change: Partial<PolicyParts>): Promise<void> => {
  await proxy.stop();
  parts = { ...parts, ...change };
  proxy = await ProxyUnderTest.start(parts);
};

describe("A request that a rule asks about", () => {
  it("waits with its body unread, and goes out once after a yes, with the real token and one record", async () => {
    const client = await send("/v1/messages?beta=secret", { headers: "Content-Type: application/json\r\n" });
    const [approval] = await waitFor(1);
    expect(approval).toMatchObject({
      sessionId: proxy.session.id,
      sessionName: "fix-retry",
      method: "POST",
      host: apiHost,
      port: 443,
      path: "/v1/messages?beta=REDACTED",
      rulePath: "/v1/messages",
      rule: "config.toml:7",
      credentialId: "anthropic",
      contentType: "application/json",
      contentLength: 5,
      held: true,
    });
    expect(approval?.reason).toBe("costs money");
    expect(upstream.connections()).toBe(0);
    expect(client.bytes).toBe(0);
    expect(proxy.server.answerApproval(approval?.id as string, yes)).toBe(true);

    expect((await answerOf(client)).status).toBe(200);
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]).toMatchObject({ body: "hello", path: "/v1/messages?beta=secret" });
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${proxy.token}`);
    expect(proxy.audit.entries).toHaveLength(1);
    expect(proxy.audit.entries[0]).toMatchObject({
      decision: "allow",
      rule: "config.toml:7",
      // The stand-in repeats the header it got, which is found in the answer and told of too.
      reason: expect.stringMatching(/^Allowed once by the user \(browser\)\./),
      auth_injected: true,
      response_code: 200,
    });
    expect(ended()).toEqual([]);
  });

  it("once means once: the next one of the same kind waits again", async () => {
    const first = await send("/a");
    proxy.server.answerApproval((await waitFor(1))[0]?.id as string, yes);
    expect((await answerOf(first)).status).toBe(200);
    await send("/a");
    const [, second] = await waitFor(2);
    expect(second?.held).toBe(true);
    expect(upstream.seen).toHaveLength(1);
  });

  it("is refused after a no, told not to retry, and recorded with who said it", async () => {
    const client = await send("/a");
    proxy.server.answerApproval((await waitFor(1))[0]?.id as string, no);
    const answer = await answerOf(client);
    expect(answer.status).toBe(403);
    expect(answer.headers["x-clauderon-denied"]).toBe("config.toml:7");
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ rule: "config.toml:7", retryable: false });
    expect(upstream.connections()).toBe(0);
    expect(proxy.audit.entries).toEqual([
      expect.objectContaining({
        decision: "deny",
        rule: "config.toml:7",
        reason: "Denied by the user (browser).",
        response_code: 403,
        auth_injected: false,
        credential_id: null,
      }),
    ]);
  });

  it("is denied when nobody answers in time, and recorded as that", async () => {
    await restart({ approvals: { timeoutMs: 60 } });
    const answer = await answerOf(await send("/a"));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).clauderon.retryable).toBe(true);
    expect(ended()).toEqual([{ id: added()[0]?.id, outcome: "timeout" }]);
    expect(proxy.server.answerApproval(added()[0]?.id as string, yes)).toBe(false);
    expect(proxy.audit.entries).toHaveLength(1);
    expect(proxy.audit.entries[0]).toMatchObject({ decision: "deny", rule: "config.toml:7" });
    expect(proxy.audit.entries[0]?.reason).toContain("Nobody answered");
    expect(upstream.connections()).toBe(0);
  });

  it("is withdrawn when its client gives up, and a late yes lets nothing out", async () => {
    const client = await send("/a");
    const [approval] = await waitFor(1);
    client.destroy();
    await expect.poll(ended).toEqual([{ id: approval?.id, outcome: "withdrawn" }]);
    expect(proxy.server.answerApproval(approval?.id as string, yes)).toBe(false);
    expect(proxy.audit.entries).toEqual([
      expect.objectContaining({ decision: "ask", error: "client_abort", response_code: null }),
    ]);
    expect(upstream.connections()).toBe(0);
  });

  it("ends with 503 when the proxy is switched off, recorded as off", async () => {
    const client = await send("/a");
    await waitFor(1);
    proxy.server.setEnabled(false);
    expect((await answerOf(client)).status).toBe(503);
    expect(ended()[0]?.outcome).toBe("withdrawn");
    expect(proxy.audit.entries).toEqual([expect.objectContaining({ decision: "off", rule: "proxy-off" })]);
  });

  it("ends when its session stops", async () => {
    const client = await send("/a");
    await waitFor(1);
    await proxy.server.putSession({ ...proxy.session, running: false });
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("session-stopped");
    expect(ended()[0]?.outcome).toBe("withdrawn");
    expect(proxy.audit.entries).toEqual([expect.objectContaining({ decision: "deny", rule: "session-stopped" })]);
  });

  it("goes out by itself when new rules allow it, and is refused when they deny it", async () => {
    const allowed = await send("/allowed");
    const denied = await send("/denied");
    const still = await send("/still");
    await waitFor(3);
    proxy.server.setPolicy(
      makePolicy({
        ...parts,
        rules: [
          rule({ host: apiHost, path: "/denied", action: "deny", source: "config.toml:2" }),
          asking,
          rule({ host: apiHost, methods: ["POST"], path: "/allowed", source: "grant 3" }),
        ],
      }),
    );
    expect((await answerOf(allowed)).status).toBe(200);
    expect((await answerOf(denied)).headers["x-clauderon-denied"]).toBe("config.toml:2");
    expect(still.bytes).toBe(0);
    expect(proxy.audit.entries.map(({ decision, rule: by }) => [decision, by]).sort()).toEqual([
      ["allow", "grant 3"],
      ["deny", "config.toml:2"],
    ]);
    expect(ended().map(({ outcome }) => outcome)).toEqual(["withdrawn", "withdrawn"]);
  });

  it("is refused, and asked about no more, once its session may only read", async () => {
    await restart({ rules: [rule({ ...asking, host: "*" })], injections: [injection({ model: false })] });
    const client = await send("/a");
    const [approval] = await waitFor(1);
    await proxy.server.putSession({ ...proxy.session, accessMode: "read" });
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("access-read");
    expect(proxy.server.answerApproval(approval?.id as string, yes)).toBe(false);
    expect(upstream.connections()).toBe(0);
  });

  it("is not held for what a yes could not open: a foreign key is refused at once", async () => {
    const client = await proxy.secureTunnel();
    client.write(`POST /a HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer sk-other\r\nConnection: close\r\n\r\n`);
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("foreign-credential");
    expect(added()).toEqual([]);
  });

  it("is refused when the log takes nothing, before anybody is asked", async () => {
    proxy.audit.full = true;
    const answer = await answerOf(await send("/a"));
    expect(answer.status).toBe(503);
    expect(answer.headers["x-clauderon-denied"]).toBe("audit-unavailable");
    expect(ended()[0]?.outcome).toBe("withdrawn");
  });

  it("leaves a large body with the client until it is allowed, and then sends all of it", async () => {
    const body = "x".repeat(8 * 1024 * 1024);
    const client = await send("/large", { body });
    const [approval] = await waitFor(1);
    await expect.poll(() => client.socket.writableLength).toBeGreaterThan(1024 * 1024);
    proxy.server.answerApproval(approval?.id as string, yes);
    expect((await answerOf(client)).status).toBe(200);
    expect(upstream.seen[0]?.body.length).toBe(body.length);
  });

  it("gets 100 Continue only after a yes", async () => {
    const client = await send("/a", { headers: "Expect: 100-continue\r\n" });
    const [approval] = await waitFor(1);
    expect(client.bytes).toBe(0);
    proxy.server.answerApproval(approval?.id as string, yes);
    expect(await client.until("end")).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200/);
  });
});

describe("An agent that does not wait", () => {
  const async = "Prefer: respond-async\r\n";

  it("is told at once to come again, with the question's id, and passes once after a yes", async () => {
    const answer = await answerOf(await send("/a?key=1", { headers: async }));
    expect(answer.status).toBe(403);
    expect(answer.headers["retry-after"]).toBe("15");
    const [approval] = await waitFor(1);
    expect(approval?.held).toBe(false);
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: true, approval: approval?.id });
    expect(proxy.audit.entries).toEqual([expect.objectContaining({ decision: "ask", response_code: 403 })]);

    // Asking again is the same question, not another one.
    const again = await answerOf(await send("/a?key=1", { headers: async }));
    expect(JSON.parse(again.body).clauderon.approval).toBe(approval?.id);
    expect(added()).toHaveLength(1);

    proxy.server.answerApproval(approval?.id as string, yes);
    expect((await answerOf(await send("/a?key=2", { headers: async }))).status).toBe(403);
    expect((await answerOf(await send("/a?key=1", { headers: async }))).status).toBe(200);
    expect((await answerOf(await send("/a?key=1", { headers: async }))).status).toBe(403);
    expect(upstream.seen.map(({ path }) => path)).toEqual(["/a?key=1"]);
  });

  it("is told a no when it comes again, also when it comes more than once", async () => {
    await answerOf(await send("/a", { headers: async }));
    proxy.server.answerApproval((await waitFor(1))[0]?.id as string, no);
    for (let turn = 0; turn < 2; turn++) {
      const answer = await answerOf(await send("/a", { headers: async }));
      expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: false });
    }
    expect(added()).toHaveLength(1);
  });

  it("may wait for a while of its own choice, after which the question stands", async () => {
    await restart({ approvals: { timeoutMs: 60_000 } });
    const client = await send("/a", { headers: "Prefer: respond-async, wait=1\r\n" });
    const [held] = await waitFor(1);
    expect(held?.held).toBe(true);
    const answer = await answerOf(client);
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: true, approval: held?.id });
    expect(added()[1]).toMatchObject({ id: held?.id, held: false });
    expect(ended()).toEqual([]);
    expect(proxy.server.answerApproval(held?.id as string, yes)).toBe(true);
    expect((await answerOf(await send("/a"))).status).toBe(200);
  });

  it("is what a request becomes beyond the number that may be held, and one that waits then takes its place", async () => {
    await restart({ approvals: { heldPerSession: 1 } });
    const first = await send("/first");
    await waitFor(1);
    const beyond = await answerOf(await send("/second"));
    expect(JSON.parse(beyond.body).clauderon).toMatchObject({ retryable: true, approval: added()[1]?.id });
    proxy.server.answerApproval(added()[0]?.id as string, no);
    await answerOf(first);
    const second = await send("/second");
    await waitFor(3);
    expect(added()[2]).toMatchObject({ id: added()[1]?.id, held: true });
    proxy.server.answerApproval(added()[1]?.id as string, yes);
    expect((await answerOf(second)).status).toBe(200);
  });

  it("cannot ask without end: beyond a number of questions there is no new one", async () => {
    await restart({ approvals: { heldPerSession: 0 } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => answerOf(await send(`/${at}`, { headers: async }))),
    );
    const approvals = answers.map(({ body }) => JSON.parse(body).clauderon.approval as string | undefined);
    expect(approvals.filter((id) => id === undefined)).toHaveLength(4);
    expect(added()).toHaveLength(16);
    expect(answers.every(({ status, headers }) => status === 403 && headers["retry-after"] !== undefined)).toBe(true);
  });

  it("loses its questions with its session", async () => {
    await answerOf(await send("/a", { headers: async }));
    await waitFor(1);
    await proxy.server.putSession({ ...proxy.session, running: false });
    expect(ended()).toEqual([{ id: added()[0]?.id, outcome: "withdrawn" }]);
  });
});

it("Many requests wait at once, each for its own answer", async () => {
  await restart({ approvals: { heldPerSession: 40 } });
  const clients = await Promise.all(Array.from({ length: 40 }, (_, at) => send(`/${at}`)));
  const approvals = await waitFor(40);
  for (const { id, path } of approvals) proxy.server.answerApproval(id, Number(path.slice(1)) % 2 === 0 ? yes : no);
  const statuses = await Promise.all(clients.map(async (client) => (await answerOf(client)).status));
  expect(statuses).toEqual(statuses.map((_, at) => (at % 2 === 0 ? 200 : 403)));
  expect(upstream.seen).toHaveLength(20);
});

it("A WebSocket waits too, and is joined after a yes", async () => {
  const host = "ws.example";
  const other = await echoUpstream(testCa.issue(host));
  other.onUpgrade((_, socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\nhello from above"));
  await restart({
    rules: [rule({ host, action: "ask", source: "config.toml:3" })],
    upstreams: [{ host, port: 443, address: other.address, caPem: testCa.ca }],
  });
  const open = async (): Promise<RawClient> => {
    const client = await proxy.secureTunnel(`${host}:443`);
    client.write(`GET /live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    return client;
  };
  const client = await open();
  const [approval] = await waitFor(1);
  expect(other.connections()).toBe(0);
  proxy.server.answerApproval(approval?.id as string, yes);
  expect(await client.until(/hello from above/)).toContain("HTTP/1.1 101");

  const gone = await open();
  await waitFor(2);
  gone.destroy();
  await expect.poll(ended).toEqual([{ id: added()[1]?.id, outcome: "withdrawn" }]);
  await other.close();
});
