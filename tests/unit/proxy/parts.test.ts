import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../../src-main/core/proxy/addressGuard.ts";
import { authenticate, parseProxyAuthorization, secretMatches } from "../../../src-main/core/proxy/authenticate.ts";
import { TokenBucket } from "../../../src-main/core/proxy/limits.ts";
import { corporateProxy } from "../../../src-main/core/proxy/upstreamRoute.ts";
import { createUsageMeter } from "../../../src-main/core/proxy/usageMeter.ts";

describe("The address guard", () => {
  it.each([
    ["1.1.1.1", true],
    ["2606:4700::1111", true],
    ["127.8.9.1", false],
    ["0.0.0.0", false],
    ["10.1.2.3", false],
    ["172.31.0.1", false],
    ["172.32.0.1", true],
    ["192.168.1.1", false],
    ["100.64.0.1", false],
    ["169.254.169.254", false],
    ["168.63.129.16", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["::7f00:1", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:7f00:1", false],
    ["0:0:0:0:0:ffff:a00:1", false],
    ["::ffff:1.1.1.1", true],
    ["64:ff9b::7f00:1", false],
    ["64:ff9b::1.1.1.1", true],
    ["2002:7f00:1::", false],
    ["2001:0:1::", false],
    ["::ffff:0:7f00:1", false],
    ["64:ff9b:1::7f00:1", false],
    ["2606:4700::5efe:7f00:1", false],
    ["2606:4700::200:5efe:a00:1", false],
    ["2002:a9fe:a9fe::1", false],
    ["2002:101:101::1", true],
    ["4000::1", false],
    ["100::1", false],
    ["fec0::1", false],
    ["0:0:0:0:0:0:0:1", false],
    ["192.0.0.192", false],
    ["198.18.0.1", false],
    ["240.0.0.1", false],
    ["100.127.255.255", false],
    ["100.128.0.1", true],
    ["fe80::1%eth0", false],
    ["fd00:ec2::254", false],
    ["ff02::1", false],
    ["not-an-address", false],
    ["", false],
  ])("%s is open: %s", (address, open) => {
    expect(isPublicAddress(address, new Set())).toBe(open);
  });

  it("closes the host's own addresses", () => {
    expect(isPublicAddress("1.1.1.1", new Set(["1.1.1.1"]))).toBe(false);
  });
});

describe("Authentication", () => {
  const secretHash = createHash("sha256").update("s:ecret").digest("hex");
  const [one, two] = [
    { id: "one", secretHash },
    { id: "two", secretHash: createHash("sha256").update("other").digest("hex") },
  ];
  const find = (id: string) => [one, two].find((session) => session.id === id);
  const header = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  it("reads Basic credentials, a colon in the secret included", () => {
    expect(parseProxyAuthorization(header("one:s:ecret"))).toEqual({ sessionId: "one", secret: "s:ecret" });
    expect(parseProxyAuthorization("Basic")).toBeNull();
    expect(parseProxyAuthorization(header("no colon"))).toBeNull();
  });

  it("takes no secret for a session that has no hash", () => {
    expect(secretMatches("", "")).toBe(false);
    expect(secretMatches("", null)).toBe(false);
  });

  it("on a session's socket takes nobody else", () => {
    expect(authenticate(undefined, one, find)).toBe(one);
    expect(authenticate(header("one:s:ecret"), one, find)).toBe(one);
    expect(authenticate(header("two:other"), one, find)).toBeNull();
    expect(authenticate(undefined, null, find)).toBeNull();
    expect(authenticate(header("two:other"), null, find)).toBe(two);
  });
});

it("A token bucket gives a burst, then its rate, and forgives a clock that steps back", () => {
  const bucket = new TokenBucket(2, 0);
  expect([0, 0, 0, 499, 500, 400, 1_000].map((now) => bucket.take(now))).toEqual([
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

describe("The way through a corporate proxy", () => {
  const environment = (no: string) => ({ https: "http://proxy.corp:3128", http: null, no });
  it.each([
    ["", "api.example", 443, true],
    ["api.example", "api.example", 443, false],
    [".example", "api.example", 443, false],
    ["*.example", "api.example", 443, false],
    ["pi.example", "api.example", 443, true],
    ["api.example:8443", "api.example", 443, true],
    ["api.example:443", "api.example", 443, false],
    ["*", "api.example", 443, false],
    ["a, b  api.example", "api.example", 443, false],
    ["", "127.0.0.1", 443, false],
    ["", "localhost", 443, false],
  ])("with NO_PROXY=%s for %s:%i is taken: %s", (no, host, port, taken) => {
    expect(corporateProxy("https", host, port, environment(no))?.hostname ?? null).toBe(taken ? "proxy.corp" : null);
  });
});

describe("The usage meter", () => {
  const feed = (contentType: string, text: string, size: number) => {
    const meter = createUsageMeter(contentType);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) meter?.feed(bytes.subarray(at, at + size));
    return meter?.result()?.usage ?? null;
  };
  const event = (type: string, fields: object) =>
    `event: ${type}\r\ndata: ${JSON.stringify({ type, ...fields })}\r\n\r\n`;
  const anthropic = [
    event("message_start", { message: { model: "m", usage: { input_tokens: 5, output_tokens: 1 } } }),
    event("content_block_delta", { delta: { text: `${"x".repeat(500)} "usage":{"output_tokens":999}` } }),
    event("ping", {}),
    event("message_delta", { usage: { output_tokens: 29 } }),
  ].join("");

  it.each([1, 2, 7, 64, 10_000])("reads a stream in pieces of %i bytes", (size) => {
    expect(feed("text/event-stream; charset=utf-8", anthropic, size)).toMatchObject({
      model: "m",
      input_tokens: 5,
      output_tokens: 29,
    });
  });

  it("reads OpenAI's stream and counts cached tokens apart", () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 7 },
      output_tokens: 20,
      total_tokens: 120,
    };
    const text = event("response.completed", { response: { model: "gpt-5", usage } });
    expect(feed("text/event-stream", text, 13)).toMatchObject({
      model: "gpt-5",
      input_tokens: 93,
      output_tokens: 20,
      cache_read_input_tokens: 7,
    });
  });

  it("reads plain JSON, streams without event names, and ignores what is none", () => {
    const body = JSON.stringify({ model: "m", usage: { input_tokens: 1, output_tokens: 2 } });
    expect(feed("application/json", body, 3)).toMatchObject({ input_tokens: 1, output_tokens: 2 });
    const chat = JSON.stringify({ model: "g", usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } });
    expect(feed("text/event-stream", `data: {"a":1}\n\ndata: ${chat}\n\ndata: [DONE]\n\n`, 9)).toMatchObject({
      input_tokens: 3,
      output_tokens: 4,
    });
    expect(feed("application/json", '{"usage": "lots"}', 5)).toBeNull();
    expect(createUsageMeter("text/html")).toBeNull();
  });
});
