import { describe, expect, it } from "vitest";
import { canonicalJson, hasCanonicalKeyOrder } from "../../../src-main/core/audit/canonicalJson.ts";
import { fc } from "../../helpers/property.ts";

describe("canonical JSON (RFC 8785)", () => {
  // Appendix B of the RFC, and what else serialisers disagree on.
  it.each([
    [0, "0"],
    [-0, "0"],
    [5e-324, "5e-324"],
    [-5e-324, "-5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [9007199254740992, "9007199254740992"],
    [295147905179352830000, "295147905179352830000"],
    [9.999999999999997e22, "9.999999999999997e+22"],
    [1e23, "1e+23"],
    [1.0000000000000001e23, "1.0000000000000001e+23"],
    [999999999999999700000, "999999999999999700000"],
    [1e21, "1e+21"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
    [-0.0000033333333333333333, "-0.0000033333333333333333"],
    [1424953923781206.2, "1424953923781206.2"],
  ])("writes the number %s as ECMAScript does", (number, text) => {
    expect(canonicalJson(number)).toBe(text);
  });

  it("escapes only what must be escaped, in the shortest form", () => {
    const text = "\u20ac$\u000f\nA'\u0042\u0022\u005c\\\"/\u007f\u2028";
    expect(canonicalJson(text)).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"');
    expect(canonicalJson("\b\t\n\f\r\u0000")).toBe('"\\b\\t\\n\\f\\r\\u0000"');
  });

  it("sorts keys by UTF-16 code units, at every depth", () => {
    const keys = {
      "\u20ac": 1,
      "\r": 2,
      "\ufb33": 3,
      "1": 4,
      "\ud83d\ude00": 5,
      "\u0080": 6,
      "\u00f6": 7,
      a: { z: 1, y: [] },
    };
    expect(canonicalJson(keys)).toBe(
      '{"\\r":2,"1":4,"a":{"y":[],"z":1},"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", undefined, { a: undefined }, 1n])(
    "refuses what JSON cannot carry: %s",
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );

  it("reads back as the same value, and does not change when written again", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("knows its own key order", () => {
    expect(hasCanonicalKeyOrder({ a: 1, b: { c: [], d: [{ e: 1, f: 2 }] } })).toBe(true);
    expect(hasCanonicalKeyOrder({ a: 1, b: { c: [], d: [{ f: 1, e: 2 }] } })).toBe(false);
  });
});
