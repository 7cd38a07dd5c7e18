import type { AttackCase } from "./case.ts";

const request = (title: string, host: string, method: string, target: string, id: string): AttackCase => ({
  class: "path tricks",
  title,
  attack: {
    kind: "tunnel",
    to: `${host}:443`,
    text: `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer {${id}}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
  },
  outcome: "refused",
});
const key = "/api/oauth/claude_cli/create_api_key";

/** Ways to write a forbidden path so that a rule sees another one than the server. */
export const pathTrickCases: readonly AttackCase[] = [
  ...(
    [
      ["with an encoded letter", "/api/oauth/claude_cli/create_api_%6bey"],
      ["with every letter encoded", `/%61%70%69/oauth/claude_cli/create_api_key`],
      ["with a doubly encoded slash", "/v1/messages%252f..%252f..%252fapi/oauth/claude_cli/create_api_key"],
      ["with an encoded slash", "/v1/messages/..%2f..%2fapi/oauth/claude_cli/create_api_key"],
      ["behind an allowed path and two dots", `/v1/messages/../..${key}`],
      ["behind an allowed path and encoded dots", `/v1/messages/%2e%2e/%2e%2e${key}`],
      ["behind an allowed path and a parameter", `/v1/messages;/../..${key}`],
      ["with doubled slashes", `//api//oauth//claude_cli//create_api_key`],
      ["with a backslash", `/v1/messages\\..\\..${key.replaceAll("/", "\\")}`],
      ["with an encoded backslash", "/v1/messages%5c..%5c..%5capi/oauth/claude_cli/create_api_key"],
      ["with an overlong encoding of a slash", "/v1/messages%c0%af..%c0%af..%c0%afapi/oauth/claude_cli/create_api_key"],
      ["with a full-width slash", "/v1/messages%ef%bc%8f..%ef%bc%8fapi/oauth/claude_cli/create_api_key"],
      ["in capitals", key.toUpperCase()],
      ["with a trailing slash", `${key}/`],
      ["with a trailing dot segment", `${key}/.`],
      ["with a query that looks allowed", `${key}?/v1/messages`],
      ["with an encoded question mark", `${key}%3f/v1/messages`],
      ["with a NUL behind an allowed path", `/v1/messages%00${key}`],
      ["with a line feed in it", `/v1/messages%0a${key}`],
      ["with a parameter on each segment", "/api;a=1/oauth;b/claude_cli;c/create_api_key;d"],
      ["with an extension", `${key}.json`],
    ] as const
  ).map(([how, target]) =>
    request(`A call that makes an API key is written ${how}`, "api.anthropic.com", "POST", target, "anthropic"),
  ),
  ...(
    [
      ["with an encoded letter", "/denied/%6beys"],
      ["in capitals", "/DENIED/KEYS"],
      ["with doubled slashes", "/denied//keys"],
      ["with dot segments", "/denied/./x/../keys"],
      ["with a trailing slash", "/denied/keys/"],
      ["with a parameter", "/denied/keys;v=1"],
      ["with an encoded slash", "/denied%2fkeys"],
      ["with a doubly encoded slash", "/denied%252fkeys"],
    ] as const
  ).map(([how, target]) =>
    request(`A path that the user denies is written ${how}`, "eu.acme.example", "POST", target, "acme"),
  ),
];
