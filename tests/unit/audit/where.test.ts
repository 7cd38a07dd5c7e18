import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import { parseWhere } from "../../../src-main/core/audit/where.ts";
import { fieldNames, findField } from "../../../src-main/core/audit/whereFields.ts";
import { whereToSql } from "../../../src-main/core/audit/whereSql.ts";
import type { AuditEntry, AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { fc } from "../../helpers/property.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";
import { matches } from "./whereOracle.ts";

const entries: Partial<AuditEntry>[] = [
  {},
  { host: "api.github.com", method: "GET", response_code: 404, usage: null, cost_usd: null, duration_ms: 0.5 },
  {
    host: "api.github.com",
    decision: "deny",
    rule: "config.toml:41",
    reason: '100% no_way \\ "quoted"',
    response_code: 403,
  },
  {
    session_id: null,
    session_name: null,
    host: null,
    method: null,
    path: null,
    port: null,
    response_code: null,
    count: 7,
  },
  { error: "upstream_reset", auth_injected: false, credential_id: null, path: "/Repos/ACME/*?x=REDACTED", port: 8443 },
  { service: null, scheme: "http", http_version: "1.0", ttfb_ms: null, scrubbed: 3, request_bytes: 1e12 },
];

let at: ReturnType<typeof auditHome>;
let index: AuditIndex;
let records: AuditRecord[];

beforeAll(async () => {
  at = auditHome();
  await writeAuditLog(at.home, entries);
  index = AuditIndex.open(at.home);
  await index.catchUp();
  records = at.records();
});

afterAll(async () => {
  await index.close();
  await at[Symbol.asyncDispose]();
});

const found = (where: string) => index.query({ where, after: 0, limit: 1000 }).records.map(({ seq }) => seq);

describe("the language of --where", () => {
  it.each([
    ['host = "api.github.com"', [2, 3]],
    ["host = api.github.com", [2, 3]],
    ["host=api.github.com and response_code>=400", [2, 3]],
    ["decision = deny or error = upstream_reset", [3, 5]],
    ["decision = deny or error = upstream_reset and port = 443", [3]],
    ["(decision = deny or error = upstream_reset) and port = 8443", [5]],
    ["not host = api.github.com", [1, 4, 5, 6]],
    ["host != api.github.com", [1, 4, 5, 6]],
    ["host = null", [4]],
    ["host != null AND NOT auth_injected = TRUE", [5]],
    ["usage.input_tokens = null", [2]],
    ["model ~ sonnet", [1, 3, 4, 5, 6]],
    ["response_code > 0", [1, 2, 3, 5, 6]],
    ["not response_code > 0", [4]],
    ["path ~ 'repos/acme'", [5]],
    ["path ~ '/repos/*'", [5]],
    ["host ~ api.*.com", [1, 2, 3, 5, 6]],
    ["host ~ 'api'", [1, 2, 3, 5, 6]],
    ["host ~ ap?", []],
    ['reason ~ "0% no_w"', [3]],
    ['reason ~ "0%%no"', []],
    ["reason ~ '*no?way*'", [3]],
    ["reason ~ '\\\\ '", [3]],
    ["reason ~ '\\\"quoted'", [3]],
    ["http_version = 1.0", [6]],
    ["duration_ms < 1", [2]],
    ["request_bytes = 1e12", [6]],
    ["seq >= 2 and seq <= 3", [2, 3]],
    ["timestamp > 2020-01-01T00:00:00.000Z and count > 1", [4]],
    ["cost_usd >= -1", [1, 3, 4, 5, 6]],
    ["  ", [1, 2, 3, 4, 5, 6]],
  ])("finds by %s", (where, seqs) => {
    expect(found(where)).toEqual(seqs);
  });

  it.each([
    ["hsot = a", 1, "no field", "Did you mean host?"],
    ["host", 5, "operator is expected", "Operators"],
    ["host =", 7, "a value for host is expected", "For example"],
    ["host = and", 8, "a value for host is expected", "Quote"],
    ["port = a", 8, "port is compared with a number", "For example"],
    ['port = "80"', 8, "port is compared with a number", "For example"],
    ["auth_injected = yes", 17, "auth_injected is compared with true or false", "For example"],
    ["auth_injected > true", 17, "is true or false", "Write auth_injected = true"],
    ["port ~ 44", 8, "~ is for text", "port"],
    ["host > null", 8, "null is only compared with", "host != null"],
    ['host = "a', 8, "does not end", "Close the quote"],
    ["(host = a", 10, "`)` is expected", "For example"],
    ["host = a)", 9, "`and`, `or` or the end is expected", "For example"],
    ["host = a; DROP TABLE records", 9, '";" has no meaning', "quotes"],
    ["= a", 1, "name of a field", "Fields: seq, id"],
    ["host = a and", 13, "name of a field", "Fields"],
    [`${"(".repeat(5000)}host = a`, 101, "nested too deeply", "flatter"],
    [Array(300).fill("port = 1").join(" or "), 2401, "more than 200 times", "steps"],
  ])("says where %s is wrong and what is allowed", (where, position, what, hint) => {
    let thrown: unknown;
    try {
      parseWhere(where);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "usage", message: expect.stringContaining(`at character ${position}: `) });
    expect((thrown as Error).message).toContain(what);
    expect((thrown as { hint: string }).hint).toContain(hint);
  });

  const hostileText = fc.oneof(
    fc.string(),
    fc.constantFrom("api.github.com", "'; DROP TABLE records; --", '" OR 1=1 --', "%", "_", "*", "?", "\\", "a*", "?)"),
  );
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  const comparison = fc.constantFrom(...fieldNames()).chain((name) => {
    const { type } = findField(name)!;
    const equality = fc.constantFrom("=", "!=");
    const order = fc.constantFrom("=", "!=", ">", ">=", "<", "<=");
    const values = {
      text: fc.tuple(fc.constantFrom("=", "!=", ">", ">=", "<", "<=", "~"), hostileText.map(quoted)),
      number: fc.tuple(
        order,
        fc
          .oneof(fc.constantFrom(0, 1, 200, 404, 443, 0.5), fc.double({ noNaN: true, noDefaultInfinity: true }))
          .map(String),
      ),
      boolean: fc.tuple(equality, fc.constantFrom("true", "false")),
    };
    const anyNull = fc.tuple(equality, fc.constant("null"));
    return fc
      .oneof({ weight: 5, arbitrary: values[type] }, { weight: 1, arbitrary: anyNull })
      .map(([operator, value]) => `${name} ${operator} ${value}`);
  });
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      comparison,
      fc
        .tuple(tie("expression"), fc.constantFrom("and", "or"), tie("expression"))
        .map((parts) => `(${parts.join(" ")})`),
      tie("expression").map((inner) => `not ${inner}`),
    ),
  }));

  it("means the same in SQL as in words", () => {
    fc.assert(
      fc.property(expression, (where) => {
        const tree = parseWhere(where);
        const expected = records.filter((record) => matches(tree, record)).map(({ seq }) => seq);
        expect(found(where)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("puts nothing that a person typed into the SQL", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = whereToSql(parseWhere('host = "x" and path ~ "x"')).sql;
        expect(whereToSql(parseWhere(`host = ${quoted(text)} and path ~ ${quoted(text)}`)).sql).toBe(plain);
      }),
    );
  });

  it("takes any text as an expression or refuses it with a position", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom("host", "=", "(", ")", "and", "not", "'", '"', "1", "~", "null"), { maxLength: 12 })
            .map((words) => words.join(" ")),
        ),
        (text) => {
          try {
            if (text.trim()) parseWhere(text);
          } catch (error) {
            expect(error).toMatchObject({ code: "usage", message: expect.stringMatching(/at character \d+/) });
          }
        },
      ),
    );
    expect(at.records()).toHaveLength(entries.length);
  });
});
