import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { redactPath } from "../../../src-main/core/audit/redact.ts";
import { fc } from "../../helpers/property.ts";

const random = (length: number) => randomBytes(length).toString("hex");

describe("a request target in the audit log", () => {
  it.each([
    ["/v1/messages", "/v1/messages"],
    ["/v1/messages?beta=true", "/v1/messages?beta=REDACTED"],
    ["/search?q=a&page=2&empty=&flag", "/search?q=REDACTED&page=REDACTED&empty=&flag"],
    ["/a?x=1=2?y", "/a?x=REDACTED"],
    ["/a?", "/a?"],
    ["/a?&", "/a?&"],
    ["http://user:pass@example.com/a", "http://example.com/a"],
    ["http://user:p@ss@example.com/a@b", "http://example.com/a@b"],
    ["http://example.com/a@b?c=d", "http://example.com/a@b?c=REDACTED"],
    ["/a;jsessionid=abc/b", "/a;jsessionid=REDACTED/b"],
    ["/\u00e9\u0000\n", "/%E9%00%0A"],
    ["*", "*"],
    ["/repos/acme/task-ghost_story", "/repos/acme/task-ghost_story"],
  ])("is kept without its values: %s", (target, kept) => {
    expect(redactPath(target)).toBe(kept);
  });

  it.each([
    ["sk-", "ant-oat01-"],
    ["ghp", "_"],
    ["github", "_pat_"],
    ["npm", "_"],
    ["xoxb", "-"],
    ["glpat", "-"],
  ])("does not hold a credential that begins with %s%s, in path, name or bare word", (first, second) => {
    const secret = random(20);
    const token = `${first}${second}${secret}`;
    const encoded = [...token].map((char) => `%${char.charCodeAt(0).toString(16)}`).join("");
    for (const target of [`/a/${token}/b`, `/a/x:${token}`, `/a?${token}`, `/a?${token}=1`, `/a/${encoded}/b`]) {
      const kept = redactPath(target);
      expect(kept).not.toContain(secret);
      expect(decodeURIComponent(kept)).not.toContain(secret);
      expect(kept).toContain("REDACTED");
    }
  });

  it("does not hold a bot's token, a webhook's secret, or a signed token", () => {
    const secret = random(20);
    expect(redactPath(`/bot123456789:${secret}/send`)).toBe("/REDACTED/send");
    expect(redactPath(`/services/T0123/B0456/${secret}`)).toBe("/services/T0123/B0456/REDACTED");
    expect(redactPath(`/api/webhooks/123/${secret}`)).toBe("/api/webhooks/123/REDACTED");
    expect(redactPath(`/verify/eyJ${secret}.${secret}.${secret}`)).toBe("/verify/REDACTED");
  });

  it("is bounded", () => {
    expect(redactPath(`/${"a".repeat(100_000)}`).length).toBeLessThan(4_200);
  });

  it("never shows a query's value, and is always printable ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.stringMatching(/^[0-9a-f]{24}$/), (noise, value) => {
        const kept = redactPath(`/${noise.replaceAll("?", "")}?key=${value}`);
        expect(kept).toMatch(/^[\x20-\x7e]*$/);
        expect(kept.split("?")[1]).not.toContain(value);
      }),
    );
  });
});

it("reads a path that is made to be read again and again only once", () => {
  const hostile = `/${"-eyJaaaaaaaa".repeat(100_000)}`;
  expect(redactPath(hostile)).not.toContain("eyJ");
});
