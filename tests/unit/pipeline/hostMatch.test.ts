import { describe, expect, test } from "vitest";
import {
  hostMatches,
  normaliseHost,
  parseAuthority,
  renderAuthority,
} from "../../../src-main/core/proxy/rules/hostMatch.ts";
import { fc } from "../../helpers/property.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join("."));

describe("host patterns", () => {
  test("an exact pattern covers itself only", () => {
    fc.assert(fc.property(name, name, (a, b) => hostMatches(a, b) === (a === b)));
  });
  test("a wildcard covers every depth below, never the apex, never a longer name that ends alike", () => {
    fc.assert(
      fc.property(name, label, label, (apex, one, two) => {
        const pattern = `*.${apex}`;
        return (
          hostMatches(pattern, `${one}.${apex}`) &&
          hostMatches(pattern, `${one}.${two}.${apex}`) &&
          !hostMatches(pattern, apex) &&
          !hostMatches(pattern, `${one}${apex}`) &&
          !hostMatches(pattern, `.${apex}`.slice(1)) &&
          !hostMatches(pattern, `${one}.${apex}.evil.example`)
        );
      }),
    );
  });
});

describe("authorities", () => {
  test("what is rendered is read back", () => {
    const scheme = fc.constantFrom("http" as const, "https" as const);
    const host = fc.oneof(
      name,
      fc.ipV4(),
      fc.ipV6().map((it) => it.toLowerCase()),
    );
    fc.assert(
      fc.property(scheme, host, fc.integer({ min: 1, max: 65_535 }), (by, at, port) => {
        expect(parseAuthority(renderAuthority(by, at, port), by === "https" ? 443 : 80)).toEqual({ host: at, port });
      }),
    );
  });
  test.each([
    "",
    "a b",
    "a:b",
    "a:0",
    "a:65536",
    "a:123456",
    "a@b",
    "a/b",
    "[::1",
    "::1",
    "[::1%25eth0]",
    "a\\b",
    "a?b",
    "[a]:1",
    "a:1:2",
    ".",
  ])("%j is none", (text) => expect(parseAuthority(text, 443)).toBeNull());
  test("any text gives an authority in lower case or none", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseAuthority(text, 443);
        return parsed === null || parsed.host === normaliseHost(parsed.host).toLowerCase() || parsed.host.endsWith(".");
      }),
    );
  });
});
