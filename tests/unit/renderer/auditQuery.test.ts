import { describe, expect, it } from "vitest";
import { parseWhere } from "../../../src-main/core/audit/where.ts";
import { findField } from "../../../src-main/core/audit/whereFields.ts";
import { queryFields, readQuery, suggestions, toWhere } from "../../../src-renderer/features/audit/auditQuery.ts";
import { fc } from "../../helpers/property.ts";

describe("the filter of the audit screen", () => {
  it.each([
    ["host:api.github.com", '(host = "api.github.com")'],
    ["host:*.github.com status:>=400", '(host ~ "*.github.com") and (response_code >= 400)'],
    ["!decision:allow", 'not (decision = "allow")'],
    ["status:401,403", "(response_code = 401 or response_code = 403)"],
    ["injected:true", "(auth_injected = true)"],
    ["messages", '(host ~ "messages" or path ~ "messages" or rule ~ "messages")'],
    ['path:"a b"', '(path = "a b")'],
    ["", undefined],
  ])("%s means %s", (query, where) => expect(toWhere(query)).toBe(where));

  it("names the field that was meant, and leaves a wrong term out", () => {
    expect(readQuery("hots:a")[0]?.problem).toContain("Did you mean host:?");
    expect(readQuery("status:many")[0]?.problem).toContain("takes numbers");
    expect(toWhere("status:many host:a")).toBe('(host = "a")');
    expect(toWhere("host:, method:GET")).toBe('(method = "GET")');
  });

  it("offers fields by their first letters, and the values of a field", () => {
    expect(suggestions("de").map(({ text }) => text)).toEqual(["decision:"]);
    expect(suggestions("!decision:d").map(({ text }) => text)).toEqual(["!decision:deny"]);
  });

  it("names only fields that the core knows", () => {
    expect(queryFields.filter(({ column }) => !findField(column))).toEqual([]);
  });

  it("is nothing while a field has no value yet", () => {
    expect(["host:", "host:,", "status:,,", '""'].map(toWhere)).toEqual([undefined, undefined, undefined, undefined]);
    expect(toWhere(",")).toContain('","');
  });

  it("is an expression that the core reads, whatever is typed", () => {
    const word = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('"', "\\", "host:", "!", "status:>=", ",", "*"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.boolean(), (words, spaced) => {
        const where = toWhere(words.join(spaced ? " " : ""));
        if (where !== undefined) expect(() => parseWhere(where)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
