import { expect } from "vitest";
import type { ProxyEvent } from "../../src-main/core/proxy/threadContract.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { type EchoUpstream, echoUpstream } from "./echoUpstream.ts";
import { apiHost, type PolicyParts, ProxyUnderTest, placeholder, rule } from "./proxyUnderTest.ts";
import { type Answer, parseAnswer, type RawClient } from "./rawClient.ts";
import { createTestCa } from "./testCa.ts";

const testCa = createTestCa();

export const asking = rule({
  host: apiHost,
  methods: ["POST"],
  action: "ask",
  reason: "costs money",
  source: "config.toml:7",
});
export const yes = { allow: true, scope: "once", by: "browser" };
export const no = { allow: false, scope: "once", by: "browser" };

export const answerOf = async (client: RawClient): Promise<Answer> => parseAnswer(await client.until("end"));

/** A proxy with a rule that asks about each POST, before an upstream that reports what it saw. */
export class AskingProxy {
  readonly upstream: EchoUpstream;
  parts: PolicyParts;
  proxy: ProxyUnderTest;

  static async start(): Promise<AskingProxy> {
    const upstream = await echoUpstream(testCa.issue(apiHost));
    const upstreams = [{ host: apiHost, port: 443, address: upstream.address, caPem: testCa.ca }];
    const parts = { rules: [asking], upstreams };
    return new AskingProxy(upstream, parts, await ProxyUnderTest.start(parts));
  }

  private constructor(upstream: EchoUpstream, parts: PolicyParts, proxy: ProxyUnderTest) {
    this.upstream = upstream;
    this.parts = parts;
    this.proxy = proxy;
  }

  /** Another proxy in its place, with another policy. */
  async restart(change: Partial<PolicyParts>): Promise<void> {
    await this.proxy.stop();
    this.parts = { ...this.parts, ...change };
    this.proxy = await ProxyUnderTest.start(this.parts);
  }

  /** Sends a request and leaves it with the proxy. */
  async send(path: string, { headers = "", body = "hello" } = {}): Promise<RawClient> {
    const client = await this.proxy.secureTunnel();
    client.write(
      `POST ${path} HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\n${headers}` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    return client;
  }

  /** Every question so far, also each time that one changed. */
  added(): Approval[] {
    return this.proxy.events.flatMap((event) => (event.type === "approvalAdded" ? [event.approval] : []));
  }

  ended(): Omit<Extract<ProxyEvent, { type: "approvalEnded" }>, "type">[] {
    return this.proxy.events.flatMap((event) =>
      event.type === "approvalEnded" ? [{ id: event.id, outcome: event.outcome }] : [],
    );
  }

  async waitFor(count: number): Promise<Approval[]> {
    await expect.poll(() => this.added().length).toBeGreaterThanOrEqual(count);
    return this.added();
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.upstream.close();
  }
}
