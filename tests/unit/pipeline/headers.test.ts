import { describe, expect, test } from "vitest";
import type { HeaderList } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { renderInjection } from "../../../src-main/core/proxy/renderInjection.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom();
const forwarded = (url: string, headers: HeaderList, upgrade = false) =>
  decide(makeRequest("GET", url, { headers, upgrade }), policy).headers;

describe("what is forwarded", () => {
  test("keeps order and casing, and drops what belongs to this hop", () => {
    const headers: HeaderList = [
      ["X-Custom", "1"],
      ["Connection", "keep-alive, X-Secret-Hop"],
      ["Keep-Alive", "5"],
      ["Proxy-Authorization", "Basic x"],
      ["Proxy-Connection", "keep-alive"],
      ["X-Secret-Hop", "gone"],
      ["TE", "trailers"],
      ["Transfer-Encoding", "chunked"],
      ["Expect", "100-continue"],
      ["accept-ENCODING", "gzip"],
      ["Range", "bytes=0-1"],
      ["Cookie", "a=b"],
    ];
    expect(forwarded("https://example.com/", headers)).toEqual([
      ["Host", "example.com"],
      ["X-Custom", "1"],
      ["accept-ENCODING", "gzip"],
      ["Range", "bytes=0-1"],
      ["Cookie", "a=b"],
    ]);
    expect(forwarded("https://api.github.com/", headers)).toEqual([
      ["Host", "api.github.com"],
      ["X-Custom", "1"],
      ["Accept-Encoding", "identity"],
    ]);
  });
  test("a Connection header cannot take away where the request goes or where its body ends", () => {
    const headers: HeaderList = [
      ["Connection", "host, content-length, authorization"],
      ["Content-Length", "3"],
      ["Authorization", "Bearer ghp_clauderonPlaceholder"],
    ];
    const verdict = decide(makeRequest("POST", "https://api.github.com/repos/a/b/issues", { headers }), policy);
    expect(verdict.headers.map(([name]) => name)).toEqual(["Host", "Content-Length", "Accept-Encoding"]);
    expect(verdict.injections).toHaveLength(1);
  });
  test("an upgrade to another host keeps its handshake", () => {
    const headers: HeaderList = [
      ["Connection", "keep-alive, Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Key", "k"],
    ];
    expect(forwarded("https://example.com/ws", headers, true)).toEqual([
      ["Host", "example.com"],
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Key", "k"],
    ]);
  });
  test("a missing Host is added, with the port and the brackets that it needs", () => {
    const request = { ...makeRequest("GET", "https://example.com/"), headers: [] };
    expect(decide(request, policy).headers).toEqual([["Host", "example.com"]]);
    const v6 = { ...request, host: "2001:db8::1", sni: null };
    expect(decide(v6, policy).headers).toEqual([["Host", "[2001:db8::1]"]]);
  });
  test("an upgrade to a protocol that hides requests is dropped, the request goes on", () => {
    const headers: HeaderList = [
      ["Connection", "Upgrade, HTTP2-Settings"],
      ["Upgrade", "h2c"],
      ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
    ];
    expect(forwarded("http://example.com/", headers, true)).toEqual([["Host", "example.com"]]);
  });
  test("a method override is refused where the method decides, and passes elsewhere", () => {
    const headers: HeaderList = [["X-HTTP-Method-Override", "DELETE"]];
    const rule = (url: string, accessMode: "read" | "write") =>
      decide(makeRequest("POST", url, { headers, accessMode }), policy).rule;
    expect(rule("https://api.anthropic.com/v1/messages", "write")).toBe("method-override");
    expect(rule("https://example.com/", "read")).toBe("method-override");
    expect(rule("https://example.com/", "write")).toBe("default");
    expect(rule("https://example.com/?_method=DELETE", "read")).toBe("method-override");
    const inQuery = (url: string) => decide(makeRequest("POST", url), policy).rule;
    expect(inQuery("https://api.anthropic.com/v1/messages?x=1&_METHOD=DELETE")).toBe("method-override");
    expect(inQuery("https://api.anthropic.com/v1/messages?q=_method")).toBe("default");
    expect(inQuery("https://example.com/?_method=DELETE")).toBe("default");
  });
});

describe("the last step", () => {
  const plan = (template: string) => ({ credentialId: "x", header: "authorization", template });
  test.each([
    ["Bearer {token}", "Bearer abc"],
    ["Token token={token}", "Token token=abc"],
    ["{token}", "abc"],
    ["{account_id}", "acc-1"],
    ["Basic {basic:x-access-token}", `Basic ${Buffer.from("x-access-token:abc").toString("base64")}`],
  ])("writes %s", (template, value) => {
    expect(renderInjection(plan(template), { token: "abc", account_id: "acc-1" })).toBe(value);
  });
  test("writes a value as it is, also where it looks like a pattern", () => {
    expect(renderInjection(plan("Bearer {token}"), { token: "a$&{token}$1" })).toBe("Bearer a$&{token}$1");
  });
  test.each([
    ["no secret", undefined],
    ["a missing field", {}],
    ["an empty value", { token: "" }],
    ["a line break", { token: "a\r\nX: y" }],
    ["a bare line feed", { token: "a\nb" }],
    ["a NUL", { token: "a\0b" }],
    ["a field of the prototype", Object.create({ token: "inherited" }) as Record<string, string>],
  ])("refuses %s without telling the value", (_, secret) => {
    expect(() => renderInjection(plan("Bearer {token}"), secret)).toThrow(/^The credential x has no value/);
  });
});
