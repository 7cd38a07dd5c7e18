import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultConfig } from "../../../src-main/core/config/config.ts";
import { effectiveSettings } from "../../../src-main/core/config/effectiveSettings.ts";
import { readConfig } from "../../../src-main/core/config/readConfig.ts";
import { rulesToml } from "../../../src-main/core/config/rulesToml.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { fc } from "../../helpers/property.ts";

const pem = "-----BEGIN CERTIFICATE-----\n";
const read = (text: string) => readConfig(text, () => pem);

test("an empty file gives the defaults", () => {
  expect(read("")).toEqual(defaultConfig);
  expect(read("# nothing\n\n[proxy]\n")).toEqual(defaultConfig);
});

test("the example of docs/configuration.md is read as it says", () => {
  const text = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  const config = read(/```toml\n([\s\S]*?)```/.exec(text)?.[1] ?? "");
  expect(config.proxy).toEqual(defaultConfig.proxy);
  expect(config.audit).toEqual(defaultConfig.audit);
  expect(config.grafana).toEqual({ host: "grafana.example.com", port: 443 });
  expect(config.upstreams).toEqual([
    { host: "api.anthropic.com", port: 443, address: { host: "127.0.0.1", port: 9443 }, caPem: pem },
  ]);
  expect(config.credentials).toMatchObject([
    { id: "acme", source: { kind: "env", name: "ACME_TOKEN" }, env: "ACME_TOKEN" },
  ]);
  expect(config.injections).toMatchObject([
    { credential: "acme", host: "api.acme.example", port: 443, header: "x-api-key" },
  ]);
  expect(config.rules).toMatchObject([
    { host: "api.github.com", methods: ["POST", "PUT", "PATCH", "DELETE"], action: "deny" },
  ]);
});

describe("a mistake is told with its line and key:", () => {
  test.each<[string, string, string]>([
    [
      "a misspelt key",
      '[[rule]]\nhost = "a.b"\nmetods = ["GET"]\naction = "deny"',
      "line 3: unknown key `metods` in [[rule]], did you mean `methods`?",
    ],
    [
      "a misspelt key that was needed",
      '[[rule]]\nhsot = "a.b"\naction = "deny"',
      "line 2: unknown key `hsot` in [[rule]], did you mean `host`?",
    ],
    ["a misspelt section", "\n[proxi]\nport = 1", "line 2: unknown key `proxi`, did you mean `proxy`?"],
    ["a key of nowhere", "wibble = 1", "line 1: unknown key `wibble`"],
    [
      "a misspelt limit",
      "[proxy.limits]\nconection = 1",
      "line 2: unknown key `conection` in limits, did you mean `connections`?",
    ],
    [
      "a misspelt action",
      '[[rule]]\nhost = "a.b"\naction = "dney"',
      'line 3: `action` is "dney", but takes one of allow, deny, ask, tunnel, did you mean `deny`?',
    ],
    ["a missing key", '[[rule]]\naction = "deny"', "line 1: [[rule]] needs the key `host`."],
    ["a wrong type", '[proxy]\nport = "1"', "line 2: `port` in [proxy] must be a whole number from 0 to 65535."],
    ["a port out of range", "[proxy]\nport = 70000", "line 2: `port`"],
    [
      "a table where a list belongs",
      '[rule]\nhost = "a.b"',
      "line 1: `rule` must be a list of tables, written [[rule]].",
    ],
    ["broken syntax", "[proxy]\nport = \n", "line 2:"],
    ["a key given twice", "[proxy]\nport = 1\nport = 2", "line 3:"],
    ["a URL for a host", '[[rule]]\nhost = "https://a.b"\naction = "deny"', "line 2: `host`"],
    ["a host with a port", '[[rule]]\nhost = "a.b:443"\naction = "deny"', "line 2: `host`"],
    ["a star inside a host", '[[rule]]\nhost = "a.*.b"\naction = "deny"', "line 2: `host`"],
    ["every host for an injection", '[[inject]]\nhost = "*"\ncredential = "github"', "line 2: `host`"],
    ["a path without slash", '[[rule]]\nhost = "a.b"\npath = "x"\naction = "deny"', "line 3: `path`"],
    ["a path with a query", '[[rule]]\nhost = "a.b"\npath = "/x?y"\naction = "deny"', "line 3: `path`"],
    ["a path with dots", '[[rule]]\nhost = "a.b"\npath = "/x/../y"\naction = "deny"', "line 3: `path`"],
    ["two stars inside a segment", '[[rule]]\nhost = "a.b"\npath = "/x**"\naction = "deny"', "line 3: `path`"],
    ["an empty list of methods", '[[rule]]\nhost = "a.b"\nmethods = []\naction = "deny"', "line 3: `methods`"],
    [
      "a tunnel with a path",
      '[[rule]]\nhost = "a.b"\npath = "/x"\naction = "tunnel"',
      'line 3: a rule with `action = "tunnel"` cannot have `path`',
    ],
    [
      "a tunnel to an injected host",
      '\n[[rule]]\nhost = "api.anthropic.com"\naction = "tunnel"',
      'line 2: `action = "tunnel"` for api.anthropic.com covers api.anthropic.com',
    ],
    ["a tunnel that covers an injected host", '[[rule]]\nhost = "*"\naction = "tunnel"', 'line 1: `action = "tunnel"`'],
    [
      "a tunnel below an injected wildcard",
      '[[inject]]\nhost = "*.a.b"\ncredential = "github"\n[[rule]]\nhost = "x.a.b"\naction = "tunnel"',
      'line 4: `action = "tunnel"`',
    ],
    [
      "an unknown credential",
      '[[inject]]\nhost = "a.b"\ncredential = "githb"',
      'line 1: there is no credential "githb", did you mean "github"?',
    ],
    [
      "a credential given twice",
      '[[credential]]\nid = "x"\nsource = { env = "X" }\n[[credential]]\nid = "x"\nsource = { env = "X" }',
      'line 4: the credential "x" was already given on line 1.',
    ],
    ["a custom credential without source", '[[credential]]\nid = "x"', 'line 1: the credential "x" needs a `source`.'],
    ["two sources", '[[credential]]\nid = "x"\nsource = { env = "X", file = "/x" }', "line 3: `source` needs one of"],
    [
      "a misspelt source",
      '[[credential]]\nid = "x"\nsource = { comand = ["x"] }',
      "line 3: unknown key `comand` in source, did you mean `command`?",
    ],
    ["an id with a path", '[[credential]]\nid = "../x"\nsource = { env = "X" }', "line 2: `id`"],
    [
      "a variable that runs things",
      '[[credential]]\nid = "x"\nsource = { env = "X" }\nenv = "LD_PRELOAD"',
      "line 4: `env`",
    ],
    [
      "a header that frames",
      '[[inject]]\nhost = "a.b"\ncredential = "github"\nheader = "Content-Length"',
      "line 4: `header`",
    ],
    ["a value without a place", '[[inject]]\nhost = "a.b"\ncredential = "github"\nvalue = "x"', "line 4: `value`"],
    [
      "a value with an unknown field",
      '[[inject]]\nhost = "a.b"\ncredential = "github"\nvalue = "{toke}"',
      "line 4: `value`",
    ],
    ["an address without port", '[[upstream]]\nhost = "a.b"\naddress = "127.0.0.1"', "line 3: `address`"],
    ["a relative ca", '[[upstream]]\nhost = "a.b"\naddress = "127.0.0.1:1"\nca = "ca.pem"', "line 4: `ca`"],
  ])("%s", (_, text, message) => {
    try {
      read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: "bad_config" });
      expect((error as AppError).message).toContain(`config.toml ${message}`);
      return;
    }
    expect.unreachable("read without an error");
  });
});

test("a certificate file that is absent or no certificate is told with its line", () => {
  const text = '[[upstream]]\nhost = "a.b"\naddress = "127.0.0.1:1"\nca = "/nonexistent/ca.pem"';
  expect(() => readConfig(text)).toThrow(
    "config.toml line 4: `ca` names /nonexistent/ca.pem, which cannot be read (ENOENT).",
  );
  expect(() => readConfig(text, () => "x")).toThrow("holds no PEM certificate");
});

test("rules written as TOML are read back as they were", () => {
  const text = `[[rule]]
host = "*.a.b"
port = 8080
methods = ["get", "POST"]
path = "/x/**/y"
action = "ask"
reason = "because \\"\\u007F\\" \\\\ and\\nmore"
[[rule]]
host = "c.d"
action = "allow"
`;
  const plain = (toml: string) => read(toml).rules.map((rule) => ({ ...rule, source: "" }));
  expect(plain(rulesToml(read(text).rules))).toEqual(plain(text));
});

describe("whatever the text, reading ends with a configuration or a bad_config", () => {
  const readsOrExplains = (text: string): void => {
    try {
      read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe("bad_config");
      expect((error as AppError).message).toMatch(/^config\.toml line \d+: /);
    }
  };
  test("any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), readsOrExplains), { numRuns: 500 });
  });
  test("any sequence of TOML-like lines", () => {
    const line = fc.constantFrom(
      "[proxy]",
      "[[rule]]",
      "[rule]",
      "[[inject]]",
      "[[credential]]",
      "[[upstream]]",
      "[a.b]",
      "[__proto__]",
      "[proxy.limits]",
      'host = "a.b"',
      'action = "allow"',
      "port = 1",
      "port = 1979-05-27",
      'id = "x"',
      "source = { env = 'X' }",
      "source.file = '/x'",
      "methods = ['GET', 1]",
      "rule = [1]",
      "rule = []",
      "proxy.port = 2",
      "constructor = 1",
      "x = [[1], {a = 2}]",
      "port = inf",
      'credential = "github"',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => readsOrExplains(lines.join("\n"))),
      { numRuns: 1000 },
    );
  });
});

test("each setting in force is told with its value and the line that it comes from", () => {
  const text = "[approvals]\n\ntimeout_seconds = 300\n[proxy.limits]\nconnections = 12\n";
  const settings = effectiveSettings(readConfig(text), text);
  expect(settings.find(({ key }) => key === "approvals.timeout_seconds")).toMatchObject({ value: "300", line: 3 });
  expect(settings.find(({ key }) => key === "proxy.limits.connections")).toMatchObject({ value: "12", line: 5 });
  expect(settings.find(({ key }) => key === "proxy.port")).toMatchObject({ value: "18080", line: null, atStart: true });
  expect(settings.find(({ key }) => key === "image.base")).toMatchObject({ value: "not set", line: null });
});
