import { expect, test } from "vitest";
import { trimServerTools } from "../../../src-main/core/proxy/inspection/serverTools.ts";
import { policyFrom } from "../../helpers/policy.ts";

const trim = (body: object, ...allowed: string[]): unknown => {
  const trimmed = trimServerTools(Buffer.from(JSON.stringify(body)), allowed);
  return trimmed && JSON.parse(trimmed.toString());
};
const search = { type: "web_search_20250305", name: "web_search" };
const fetching = { type: "web_fetch_20250910", name: "web_fetch" };
const own = { name: "Read", input_schema: {} };
const bash = { type: "bash_20250124", name: "bash" };

test("tools that the provider runs are removed, those of the client stay", () => {
  expect(trim({ model: "m", tools: [own, search, bash, fetching] })).toEqual({ model: "m", tools: [own, bash] });
  expect(trim({ tools: [own, search, fetching] }, "web_search")).toEqual({ tools: [own, search] });
  expect(trim({ tools: [own, { type: "custom", name: "x" }, bash] })).toBeNull();
  expect(trim({ tools: [{ type: "web_search_evil_20250305", name: "x" }] }, "web_search")).toEqual({});
  expect(trim({ model: "m" })).toBeNull();
});
test("a choice of a tool goes with it", () => {
  expect(trim({ tools: [own, search], tool_choice: { type: "tool", name: "web_search" } })).toEqual({
    tools: [own],
    tool_choice: { type: "auto" },
  });
  expect(trim({ tools: [search], tool_choice: { type: "any" } })).toEqual({});
});
test("MCP servers and containers go the same way", () => {
  expect(trim({ mcp_servers: [{ url: "https://evil.example" }], container: "c" })).toEqual({});
  expect(trim({ mcp_servers: [1], tools: [{ type: "mcp_toolset", mcp_server_name: "x" }] }, "mcp")).toBeNull();
});
test.each(["[]", "{", '{"tools":{}}', '{"tools":["x"]}', '{"tools":[{"type":1}]}', '{"tools":[],"tools":[]}', "null"])(
  "%s is not guessed at",
  (body) => {
    expect(() => trimServerTools(Buffer.from(body), [])).toThrow();
  },
);
test.each([
  ['server_tools = "none"', []],
  ['server_tools = ["web_search"]', ["web_search"]],
  ["", null],
])("[anthropic] %s", (line, tools) => {
  expect(policyFrom(`[anthropic]\n${line}`).serverTools).toEqual(tools);
});
test.each(['server_tools = "some"', 'server_tools = ["Web Search"]', "server_tools = 1"])("a mistake: %s", (line) => {
  expect(() => policyFrom(`[anthropic]\n${line}`)).toThrow("server_tools");
});
