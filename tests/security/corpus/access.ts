import type { Attack, AttackCase } from "./case.ts";

const refused = (title: string, attack: Attack, seen?: string): AttackCase => ({
  class: "access",
  title,
  attack,
  outcome: "refused",
  ...(seen === undefined ? {} : { seen }),
});

const api = "api.github.com:443";
const basic = (text: string): string =>
  `Proxy-Authorization: Basic ${Buffer.from(text, "latin1").toString("base64")}\r\n`;
const connect = (headers: string, to = api): string => `CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n${headers}\r\n`;
const absolute = (headers: string): string =>
  `GET http://free.example/ HTTP/1.1\r\nHost: free.example\r\n${headers}\r\n`;

/** Nobody but a session of ours uses the proxy: the lesson of every proxy that trusted its network. */
export const accessCases: readonly AttackCase[] = [
  refused(
    "A stranger opens a tunnel without credentials",
    { kind: "raw", text: connect("") },
    "github/gh-aw-firewall 1454, 2025, 3022",
  ),
  refused("A stranger sends an absolute-form request without credentials", { kind: "raw", text: absolute("") }),
  ...[
    ["a session's name with a wrong secret", "main:wrong"],
    ["an unknown session", "nobody:0123456789"],
    ["an empty user and an empty secret", ":"],
    ["a session's id without a colon", "main"],
    ["a user that is a prototype's key", "__proto__:x"],
    ["a user that is a method of every object", "constructor:x"],
    ["the library's own metadata with a forged tag", 'metadata:{"tags":["session:main"]}'],
    ["the library's own metadata, encoded", `metadata:${Buffer.from('{"tags":["x"]}').toString("base64url")}`],
    ["a path as its user", "../../secrets/github:x"],
    ["a user with a NUL", "main\0:x"],
    ["a user of ten thousand letters", `${"a".repeat(10_000)}:x`],
    ["bytes that are not UTF-8", "\xff\xfe:\xff"],
    ["a wildcard", "*:*"],
    ["SQL", "' OR 1=1 --:x"],
  ].map(([what, text]) => refused(`A stranger gives ${what}`, { kind: "raw", text: connect(basic(text as string)) })),
  ...[
    ["another scheme", "Proxy-Authorization: Bearer {secret:main}\r\n"],
    ["the digest scheme", 'Proxy-Authorization: Digest username="{id:main}", response="0"\r\n'],
    ["credentials that are no base64", "Proxy-Authorization: Basic !!!\r\n"],
    ["an empty header", "Proxy-Authorization:\r\n"],
    ["the session's secret in Authorization instead", "Authorization: Basic {plain:main}\r\n"],
    ["the session's secret in a cookie", "Cookie: proxy={secret:main}\r\n"],
    ["the secret of another session with this one's id", "{auth:main with the secret of reader}"],
    ["the secret with its last character missing", "{auth:main one short}"],
    ["the secret in upper case", "{auth:main upper case}"],
    ["the secret with a character more", "{auth:main one long}"],
    ["two headers, the wrong one first", `${basic("main:wrong")}{auth}`],
  ].map(([what, headers]) => refused(`A stranger sends ${what}`, { kind: "raw", text: connect(headers as string) })),
  refused("A stranger follows a refused tunnel with a request on the same connection", {
    kind: "raw",
    text: `${connect("")}GET / HTTP/1.1\r\nHost: api.github.com\r\nAuthorization: Bearer {github}\r\n\r\n`,
  }),
  refused("A second absolute-form request on a session's connection leaves its credentials out", {
    kind: "raw",
    text: `GET / HTTP/1.1\r\nHost: x\r\n{auth}\r\n${absolute("")}`,
  }),
  refused("A session that is stopped still has its secret", {
    kind: "raw",
    text: `GET http://free.example/ HTTP/1.1\r\nHost: free.example\r\n{auth:stopped}\r\n`,
  }),
  refused("A session that was deleted still has its secret", { kind: "raw", text: connect("{auth:deleted}") }),
  refused("A secret from before it was replaced is used again", { kind: "raw", text: connect("{auth:replaced}") }),
  refused("TLS is spoken to the proxy's port itself", { kind: "raw", text: "\x16\x03\x01\x00\x05hello" }),
  refused("SOCKS is spoken to the proxy's port", { kind: "raw", text: "\x05\x01\x00" }),
  refused("HTTP/2 is spoken to the proxy's port", { kind: "raw", text: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" }),
  refused("The proxy is asked for a page of its own", {
    kind: "raw",
    text: "GET / HTTP/1.1\r\nHost: proxy\r\n{auth}\r\n",
  }),
  refused("An encrypted URL comes in absolute form, outside of a tunnel", {
    kind: "raw",
    text: "GET https://api.github.com/user HTTP/1.1\r\nHost: api.github.com\r\nAuthorization: Bearer {github}\r\n{auth}\r\n",
  }),
  refused("A WebSocket comes in absolute form, outside of a tunnel", {
    kind: "raw",
    text: "GET ws://free.example/ HTTP/1.1\r\nHost: free.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{auth}\r\n",
  }),
];
