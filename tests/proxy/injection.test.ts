import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EchoUpstream, echoUpstream } from "../helpers/echoUpstream.ts";
import { apiHost, ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const testCa = createTestCa();
let upstream: EchoUpstream;
let proxy: ProxyUnderTest;

beforeEach(async () => {
  upstream = await echoUpstream(testCa.issue(apiHost, "other.example"));
  proxy = await ProxyUnderTest.start({
    upstreams: [apiHost, "other.example"].map((host) => ({
      host,
      port: 443,
      address: upstream.address,
      caPem: testCa.ca,
    })),
  });
});

afterEach(async () => {
  await proxy.stop();
  await upstream.close();
});

const last = () => upstream.seen.at(-1);

describe("A request in a tunnel", () => {
  it("gets the real token in place of the placeholder, and leaves one record", async () => {
    const answer = await proxy.get(
      `POST /v1/messages?beta=true HTTP/1.1\r\nHost: ${apiHost}\r\nAuthorization: Bearer ${placeholder}\r\nContent-Length: 5\r\n`,
      { body: "hello" },
    );
    expect(answer.status).toBe(200);
    expect(last()?.headers.authorization).toBe(`Bearer ${proxy.token}`);
    expect(last()?.body).toBe("hello");
    expect(proxy.audit.entries).toMatchObject([
      {
        session_id: proxy.session.id,
        method: "POST",
        scheme: "https",
        host: apiHost,
        port: 443,
        path: "/v1/messages?beta=REDACTED",
        decision: "allow",
        auth_injected: true,
        credential_id: "anthropic",
        response_code: 200,
        request_bytes: 5,
        error: null,
      },
    ]);
    expect(proxy.audit.intents).toEqual([proxy.audit.entries[0]?.id]);
    expect(JSON.stringify(proxy.audit.entries)).not.toContain("canary");
  });

  it("gets no token when no placeholder came in", async () => {
    const answer = await proxy.get(`GET /api/hello HTTP/1.1\r\nHost: ${apiHost}\r\n`);
    expect(answer.status).toBe(200);
    expect(last()?.headers.authorization).toBeUndefined();
    expect(proxy.audit.entries[0]).toMatchObject({ auth_injected: false, credential_id: null });
  });

  it("is refused inside the tunnel when its placeholder belongs to another host", async () => {
    const answer = await proxy.get(
      `GET / HTTP/1.1\r\nHost: other.example\r\nAuthorization: Bearer ${placeholder}\r\n`,
      { authority: "other.example:443" },
    );
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({
      type: "error",
      error: { type: "permission_error" },
      clauderon: { retryable: false },
    });
    expect(answer.headers["x-clauderon-denied"]).toBe(JSON.parse(answer.body).clauderon.rule);
    expect(upstream.seen).toHaveLength(0);
  });
});
