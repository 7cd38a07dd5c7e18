import { type EchoUpstream, echoUpstream } from "./echoUpstream.ts";
import { type PolicyParts, ProxyUnderTest } from "./proxyUnderTest.ts";
import { createTestCa } from "./testCa.ts";

const testCa = createTestCa();

export interface ProxyBefore {
  readonly upstream: EchoUpstream;
  readonly proxy: ProxyUnderTest;
  stop(): Promise<void>;
}

/** A proxy before one upstream that reports what it saw and stands for each of the hosts. */
export async function proxyBefore(hosts: readonly string[], parts: PolicyParts = {}): Promise<ProxyBefore> {
  const upstream = await echoUpstream(testCa.issue(...hosts));
  const upstreams = hosts.map((host) => ({ host, port: 443, address: upstream.address, caPem: testCa.ca }));
  const proxy = await ProxyUnderTest.start({ upstreams, ...parts });
  return {
    upstream,
    proxy,
    async stop() {
      await proxy.stop();
      await upstream.close();
    },
  };
}
