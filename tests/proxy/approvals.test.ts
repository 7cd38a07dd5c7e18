import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AskingProxy, answerOf, asking, no, yes } from "../helpers/askingProxy.ts";
import { apiHost, injection, makePolicy, rule } from "../helpers/proxyUnderTest.ts";

let world: AskingProxy;
beforeEach(async () => {
  world = await AskingProxy.start();
});
afterEach(() => world.stop());

describe("A request that a rule asks about", () => {
  it("waits with its body unread, and goes out once after a yes, with the real token and one record", async () => {
    const client = await world.send("/v1/messages?beta=secret", { headers: "Content-Type: application/json\r\n" });
    const [approval] = await world.waitFor(1);
    expect(approval).toMatchObject({
      sessionId: world.proxy.session.id,
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
    expect(world.upstream.connections()).toBe(0);
    expect(client.bytes).toBe(0);
    expect(world.proxy.server.answerApproval(approval?.id as string, yes)).toBe(true);

    expect((await answerOf(client)).status).toBe(200);
    expect(world.upstream.seen).toHaveLength(1);
    expect(world.upstream.seen[0]).toMatchObject({ body: "hello", path: "/v1/messages?beta=secret" });
    expect(world.upstream.seen[0]?.headers.authorization).toBe(`Bearer ${world.proxy.token}`);
    expect(world.proxy.audit.entries).toHaveLength(1);
    expect(world.proxy.audit.entries[0]).toMatchObject({
      decision: "allow",
      rule: "config.toml:7",
      // The stand-in repeats the header it got, which is found in the answer and told of too.
      reason: expect.stringMatching(/^Allowed once by the user \(browser\)\./),
      auth_injected: true,
      response_code: 200,
    });
    expect(world.ended()).toEqual([]);
  });

  it("once means once: the next one of the same kind waits again", async () => {
    const first = await world.send("/a");
    world.proxy.server.answerApproval((await world.waitFor(1))[0]?.id as string, yes);
    expect((await answerOf(first)).status).toBe(200);
    await world.send("/a");
    const [, second] = await world.waitFor(2);
    expect(second?.held).toBe(true);
    expect(world.upstream.seen).toHaveLength(1);
  });

  it("is refused after a no, told not to retry, and recorded with who said it", async () => {
    const client = await world.send("/a");
    world.proxy.server.answerApproval((await world.waitFor(1))[0]?.id as string, no);
    const answer = await answerOf(client);
    expect(answer.status).toBe(403);
    expect(answer.headers["x-clauderon-denied"]).toBe("config.toml:7");
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ rule: "config.toml:7", retryable: false });
    expect(world.upstream.connections()).toBe(0);
    expect(world.proxy.audit.entries).toEqual([
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
    await world.restart({ approvals: { timeoutMs: 60 } });
    const answer = await answerOf(await world.send("/a"));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).clauderon.retryable).toBe(true);
    expect(world.ended()).toEqual([{ id: world.added()[0]?.id, outcome: "timeout" }]);
    expect(world.proxy.server.answerApproval(world.added()[0]?.id as string, yes)).toBe(false);
    expect(world.proxy.audit.entries).toHaveLength(1);
    expect(world.proxy.audit.entries[0]).toMatchObject({ decision: "deny", rule: "config.toml:7" });
    expect(world.proxy.audit.entries[0]?.reason).toContain("Nobody answered");
    expect(world.upstream.connections()).toBe(0);
  });

  it("is withdrawn when its client gives up, and a late yes lets nothing out", async () => {
    const client = await world.send("/a");
    const [approval] = await world.waitFor(1);
    client.destroy();
    await expect.poll(() => world.ended()).toEqual([{ id: approval?.id, outcome: "withdrawn" }]);
    expect(world.proxy.server.answerApproval(approval?.id as string, yes)).toBe(false);
    expect(world.proxy.audit.entries).toEqual([
      expect.objectContaining({ decision: "ask", error: "client_abort", response_code: null }),
    ]);
    expect(world.upstream.connections()).toBe(0);
  });

  it("ends with 503 when the proxy is switched off, recorded as off", async () => {
    const client = await world.send("/a");
    await world.waitFor(1);
    world.proxy.server.setEnabled(false);
    expect((await answerOf(client)).status).toBe(503);
    expect(world.ended()[0]?.outcome).toBe("withdrawn");
    expect(world.proxy.audit.entries).toEqual([expect.objectContaining({ decision: "off", rule: "proxy-off" })]);
  });

  it("ends when its session stops", async () => {
    const client = await world.send("/a");
    await world.waitFor(1);
    await world.proxy.server.putSession({ ...world.proxy.session, running: false });
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("session-stopped");
    expect(world.ended()[0]?.outcome).toBe("withdrawn");
    expect(world.proxy.audit.entries).toEqual([expect.objectContaining({ decision: "deny", rule: "session-stopped" })]);
  });

  it("goes out by itself when new rules allow it, and is refused when they deny it", async () => {
    const allowed = await world.send("/allowed");
    const denied = await world.send("/denied");
    const still = await world.send("/still");
    await world.waitFor(3);
    world.proxy.server.setPolicy(
      makePolicy({
        ...world.parts,
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
    expect(world.proxy.audit.entries.map(({ decision, rule: by }) => [decision, by]).sort()).toEqual([
      ["allow", "grant 3"],
      ["deny", "config.toml:2"],
    ]);
    expect(world.ended().map(({ outcome }) => outcome)).toEqual(["withdrawn", "withdrawn"]);
  });

  it("is refused, and asked about no more, once its session may only read", async () => {
    await world.restart({ rules: [rule({ ...asking, host: "*" })], injections: [injection({ model: false })] });
    const client = await world.send("/a");
    const [approval] = await world.waitFor(1);
    await world.proxy.server.putSession({ ...world.proxy.session, accessMode: "read" });
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("access-read");
    expect(world.proxy.server.answerApproval(approval?.id as string, yes)).toBe(false);
    expect(world.upstream.connections()).toBe(0);
  });

  it("is not held for what a yes could not open: a foreign key is refused at once", async () => {
    const client = await world.proxy.secureTunnel();
    client.write(`POST /a HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer sk-other\r\nConnection: close\r\n\r\n`);
    expect((await answerOf(client)).headers["x-clauderon-denied"]).toBe("foreign-credential");
    expect(world.added()).toEqual([]);
  });

  it("is refused when the log takes nothing, before anybody is asked", async () => {
    world.proxy.audit.full = true;
    const answer = await answerOf(await world.send("/a"));
    expect(answer.status).toBe(503);
    expect(answer.headers["x-clauderon-denied"]).toBe("audit-unavailable");
    expect(world.ended()[0]?.outcome).toBe("withdrawn");
  });

  it("leaves a large body with the client until it is allowed, and then sends all of it", async () => {
    const body = "x".repeat(8 * 1024 * 1024);
    const client = await world.send("/large", { body });
    const [approval] = await world.waitFor(1);
    await expect.poll(() => client.socket.writableLength).toBeGreaterThan(1024 * 1024);
    world.proxy.server.answerApproval(approval?.id as string, yes);
    expect((await answerOf(client)).status).toBe(200);
    expect(world.upstream.seen[0]?.body.length).toBe(body.length);
  });

  it("gets 100 Continue only after a yes", async () => {
    const client = await world.send("/a", { headers: "Expect: 100-continue\r\n" });
    const [approval] = await world.waitFor(1);
    expect(client.bytes).toBe(0);
    world.proxy.server.answerApproval(approval?.id as string, yes);
    expect(await client.until("end")).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200/);
  });
});
