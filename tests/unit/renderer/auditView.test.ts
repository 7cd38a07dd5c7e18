import { describe, expect, it } from "vitest";
import { parseWhere } from "../../../src-main/core/audit/where.ts";
import { closer, filterOf, further, isWhole, readView } from "../../../src-renderer/features/audit/auditView.ts";
import { fieldOf } from "../../../src-renderer/features/audit/countedField.ts";
import { ruleToml, ruleWhere } from "../../../src-renderer/features/audit/ruleFromRecord.ts";
import { ruleAddress } from "../../../src-renderer/features/rules/ruleAddress.ts";

const view = (text: string) => readView(new URLSearchParams(text));
const now = Date.parse("2026-11-25T12:00:00.000Z");

describe("the address of the audit", () => {
  it.each([
    ["", {}],
    ["range=1h", { from: "2026-11-25T11:00:00.000Z" }],
    ["range=1h&from=2026-11-25T11:30:00Z", { from: "2026-11-25T11:30:00.000Z" }],
    ["range=1h&from=2026-11-25T09:00:00Z", { from: "2026-11-25T11:00:00.000Z" }],
    ["from=2026-11-25&to=2026-11-26", { from: "2026-11-25T00:00:00.000Z", to: "2026-11-26T00:00:00.000Z" }],
    ["q=method:GET&from=tomorrow&range=9y", { where: '(method = "GET")' }],
  ])("%s asks for %o", (text, filter) => expect(filterOf(view(text), now)).toEqual(filter));

  it("shows everything while nothing that could be asked for is said", () => {
    expect(["", "q=host:", "from=x", "verify="].every((text) => isWhole(view(text)))).toBe(true);
    expect(isWhole(view("range=1h"))).toBe(false);
  });
});

describe("zooming into time", () => {
  const span = { from: 0, to: 1000 };
  it("takes the newer half, and twice as much again until that is everything", () => {
    expect(closer(span)).toEqual({ from: 500, to: 1000 });
    expect(further({ from: 750, to: 1000 }, span)).toEqual({ from: 500, to: 1000 });
    expect(further({ from: 400, to: 600 }, span)).toEqual({ from: 300, to: 700 });
    expect(further({ from: 10, to: 990 }, span)).toBeNull();
  });
});

describe("a rule from a request", () => {
  const record = {
    host: "api.x.example",
    port: 443,
    scheme: "https",
    method: "POST",
    path: '/a"b?q=REDACTED',
  } as const;
  it("names host, method and path without the query, as config.toml writes them", () => {
    expect(ruleToml(record, "ask", true)).toBe(
      '[[rule]]\nhost = "api.x.example"\nmethods = ["POST"]\npath = "/a\\"b"\naction = "ask"\nreason = ""\n',
    );
    expect(ruleToml({ ...record, port: 8443 }, "deny", false)).toBe(
      '[[rule]]\nhost = "api.x.example"\nport = 8443\naction = "deny"\nreason = ""\n',
    );
  });
  it("fits on record what it would decide on, in words that the core reads", () => {
    for (const exact of [true, false]) expect(() => parseWhere(ruleWhere(record, exact))).not.toThrow();
  });
});

it.each([
  ["config.toml:41", "/rules#config.toml%3A41"],
  ["grant 3", "/rules#grant%203"],
  ["builtin.github.webhooks", "/rules?part=access#builtin.github.webhooks"],
  ["preset-strict", "/rules?part=preview"],
  ["private-address", null],
])("the rule %s is found at %s", (rule, address) => expect(ruleAddress(rule)).toBe(address));

it.each([
  ["dec", "decision", ""],
  ["host:api", "host", "api"],
  ["!session:a,fix", "session_name", "fix"],
  ["s", null, null],
  ["path:x", null, null],
  ["nothing:x", null, null],
])("%s asks for the values of %s", (draft, column, begins) => {
  const meant = fieldOf(draft);
  expect(meant?.field.column ?? null).toBe(column);
  expect(meant?.begins ?? null).toBe(begins);
});
