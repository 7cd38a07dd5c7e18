import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AskingProxy, answerOf, no, yes } from "../helpers/askingProxy.ts";
import { echoUpstream } from "../helpers/echoUpstream.ts";
import { rule } from "../helpers/proxyUnderTest.ts";
import type { RawClient } from "../helpers/rawClient.ts";
import { createTestCa } from "../helpers/testCa.ts";

let world: AskingProxy;
beforeEach(async () => {
  world = await AskingProxy.start();
});
afterEach(() => world.stop());

describe("An agent that does not wait", () => {
  const async = "Prefer: respond-async\r\n";

  it("is told at once to come again, with the question's id, and passes once after a yes", async () => {
    const answer = await answerOf(await world.send("/a?key=1", { headers: async }));
    expect(answer.status).toBe(403);
    expect(answer.headers["retry-after"]).toBe("15");
    const [approval] = await world.waitFor(1);
    expect(approval?.held).toBe(false);
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: true, approval: approval?.id });
    expect(world.proxy.audit.entries).toEqual([expect.objectContaining({ decision: "ask", response_code: 403 })]);

    // Asking again is the same question, not another one.
    const again = await answerOf(await world.send("/a?key=1", { headers: async }));
    expect(JSON.parse(again.body).clauderon.approval).toBe(approval?.id);
    expect(world.added()).toHaveLength(1);

    world.proxy.server.answerApproval(approval?.id as string, yes);
    expect((await answerOf(await world.send("/a?key=2", { headers: async }))).status).toBe(403);
    expect((await answerOf(await world.send("/a?key=1", { headers: async }))).status).toBe(200);
    expect((await answerOf(await world.send("/a?key=1", { headers: async }))).status).toBe(403);
    expect(world.upstream.seen.map(({ path }) => path)).toEqual(["/a?key=1"]);
  });

  it("is told a no when it comes again, also when it comes more than once", async () => {
    await answerOf(await world.send("/a", { headers: async }));
    world.proxy.server.answerApproval((await world.waitFor(1))[0]?.id as string, no);
    for (let turn = 0; turn < 2; turn++) {
      const answer = await answerOf(await world.send("/a", { headers: async }));
      expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: false });
    }
    expect(world.added()).toHaveLength(1);
  });

  it("may wait for a while of its own choice, after which the question stands", async () => {
    await world.restart({ approvals: { timeoutMs: 60_000 } });
    const client = await world.send("/a", { headers: "Prefer: respond-async, wait=1\r\n" });
    const [held] = await world.waitFor(1);
    expect(held?.held).toBe(true);
    const answer = await answerOf(client);
    expect(JSON.parse(answer.body).clauderon).toMatchObject({ retryable: true, approval: held?.id });
    expect(world.added()[1]).toMatchObject({ id: held?.id, held: false });
    expect(world.ended()).toEqual([]);
    expect(world.proxy.server.answerApproval(held?.id as string, yes)).toBe(true);
    expect((await answerOf(await world.send("/a"))).status).toBe(200);
  });

  it("is what a request becomes beyond the number that may be held, and one that waits then takes its place", async () => {
    await world.restart({ approvals: { heldPerSession: 1 } });
    const first = await world.send("/first");
    await world.waitFor(1);
    const beyond = await answerOf(await world.send("/second"));
    expect(JSON.parse(beyond.body).clauderon).toMatchObject({ retryable: true, approval: world.added()[1]?.id });
    world.proxy.server.answerApproval(world.added()[0]?.id as string, no);
    await answerOf(first);
    const second = await world.send("/second");
    await world.waitFor(3);
    expect(world.added()[2]).toMatchObject({ id: world.added()[1]?.id, held: true });
    world.proxy.server.answerApproval(world.added()[1]?.id as string, yes);
    expect((await answerOf(second)).status).toBe(200);
  });

  it("cannot ask without end: beyond a number of questions there is no new one", async () => {
    await world.restart({ approvals: { heldPerSession: 0 } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => answerOf(await world.send(`/${at}`, { headers: async }))),
    );
    const approvals = answers.map(({ body }) => JSON.parse(body).clauderon.approval as string | undefined);
    expect(approvals.filter((id) => id === undefined)).toHaveLength(4);
    expect(world.added()).toHaveLength(16);
    expect(answers.every(({ status, headers }) => status === 403 && headers["retry-after"] !== undefined)).toBe(true);
  });

  it("loses its questions with its session", async () => {
    await answerOf(await world.send("/a", { headers: async }));
    await world.waitFor(1);
    await world.proxy.server.putSession({ ...world.proxy.session, running: false });
    expect(world.ended()).toEqual([{ id: world.added()[0]?.id, outcome: "withdrawn" }]);
  });
});

it("Many requests wait at once, each for its own answer", async () => {
  await world.restart({ approvals: { heldPerSession: 40 } });
  const clients = await Promise.all(Array.from({ length: 40 }, (_, at) => world.send(`/${at}`)));
  const approvals = await world.waitFor(40);
  for (const { id, path } of approvals)
    world.proxy.server.answerApproval(id, Number(path.slice(1)) % 2 === 0 ? yes : no);
  const statuses = await Promise.all(clients.map(async (client) => (await answerOf(client)).status));
  expect(statuses).toEqual(statuses.map((_, at) => (at % 2 === 0 ? 200 : 403)));
  expect(world.upstream.seen).toHaveLength(20);
});

it("A WebSocket waits too, and is joined after a yes", async () => {
  const host = "ws.example";
  const testCa = createTestCa();
  const other = await echoUpstream(testCa.issue(host));
  other.onUpgrade((_, socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\nhello from above"));
  await world.restart({
    rules: [rule({ host, action: "ask", source: "config.toml:3" })],
    upstreams: [{ host, port: 443, address: other.address, caPem: testCa.ca }],
  });
  const open = async (): Promise<RawClient> => {
    const client = await world.proxy.secureTunnel(`${host}:443`);
    client.write(`GET /live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    return client;
  };
  const client = await open();
  const [approval] = await world.waitFor(1);
  expect(other.connections()).toBe(0);
  world.proxy.server.answerApproval(approval?.id as string, yes);
  expect(await client.until(/hello from above/)).toContain("HTTP/1.1 101");

  const gone = await open();
  await world.waitFor(2);
  gone.destroy();
  await expect.poll(() => world.ended()).toEqual([{ id: world.added()[1]?.id, outcome: "withdrawn" }]);
  await other.close();
});
