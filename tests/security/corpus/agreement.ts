import type { Attack, AttackCase } from "./case.ts";

const attack = (title: string, travel: Attack, outcome: AttackCase["outcome"] = "refused"): AttackCase => ({
  class: "agreement",
  title,
  attack: travel,
  outcome,
});
const api = "api.github.com";
const ask = (host: string, extra = "", target = "/user"): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer {github}\r\n${extra}Connection: close\r\n\r\n`;

/** CONNECT target, TLS server name and Host have to agree before a secret goes anywhere. */
export const agreementCases: readonly AttackCase[] = [
  ...[
    ["another host", "evil.example"],
    ["a host below ours", `${api}.evil.example`],
    ["a host that ends alike", `evil${api}`],
    ["our host with another port", `${api}:8443`],
    ["our host with user info", `user@${api}`],
    ["our host, then a comma and another", `${api}, evil.example`],
    ["our host behind a space", `evil.example ${api}`],
    ["an address", "203.0.113.7"],
    ["nothing", ""],
    ["a host with a path", `${api}/evil`],
    ["a host with a homoglyph", "api.gıthub.com"],
    ["a percent-encoded host", "%61pi.github.com"],
    ["a host with a NUL", `${api}\0.evil.example`],
    ["brackets", `[${api}]`],
  ].map(([what, host]) =>
    attack(`The Host header inside the tunnel names ${what}`, {
      kind: "tunnel",
      to: `${api}:443`,
      text: ask(host as string),
    }),
  ),
  attack("There is no Host header", {
    kind: "tunnel",
    to: `${api}:443`,
    text: "GET /user HTTP/1.1\r\nAuthorization: Bearer {github}\r\nConnection: close\r\n\r\n",
  }),
  attack("There are two Host headers", { kind: "tunnel", to: `${api}:443`, text: ask(api, "Host: evil.example\r\n") }),
  attack("The TLS server name is another host", {
    kind: "tunnel",
    to: `${api}:443`,
    sni: "evil.example",
    text: ask(api),
  }),
  attack("There is no TLS server name", { kind: "tunnel", to: `${api}:443`, sni: "", text: ask(api) }),
  attack("The tunnel leads to an attacker, TLS name and Host to the API", {
    kind: "tunnel",
    to: "evil.example:443",
    sni: api,
    text: ask(api),
  }),
  attack("The tunnel leads to an attacker, and only the Host names the API", {
    kind: "tunnel",
    to: "evil.example:443",
    text: ask(api),
  }),
  attack("The tunnel leads to an address, and Host names the API in clear", {
    kind: "tunnel",
    to: "203.0.113.9:80",
    plain: true,
    text: ask(api),
  }),
  attack("TLS is spoken on port 80 of the API", { kind: "tunnel", to: `${api}:80`, text: ask(api) }),
  attack("Plain HTTP is spoken on port 443 of the API", {
    kind: "tunnel",
    to: `${api}:443`,
    plain: true,
    text: ask(api),
  }),
  attack("Plain HTTP is spoken on port 80 of the API", {
    kind: "tunnel",
    to: `${api}:80`,
    plain: true,
    text: ask(api),
  }),
  attack("An absolute URL in the tunnel names an attacker", {
    kind: "tunnel",
    to: `${api}:443`,
    text: ask(api, "", "https://evil.example/user"),
  }),
  attack("An absolute URL in the tunnel names the same host over plain HTTP", {
    kind: "tunnel",
    to: `${api}:443`,
    text: ask(api, "", `http://${api}/user`),
  }),
  attack("An absolute URL in the tunnel names another port", {
    kind: "tunnel",
    to: `${api}:443`,
    text: ask(api, "", `https://${api}:8443/user`),
  }),
  attack("An absolute URL in an attacker's tunnel names the API", {
    kind: "tunnel",
    to: "evil.example:443",
    text: ask("evil.example", "", `https://${api}/user`),
  }),
  attack("A request asks for a tunnel inside the tunnel", {
    kind: "tunnel",
    to: `${api}:443`,
    text: `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nAuthorization: Bearer {github}\r\n\r\n`,
  }),
  ...[
    ["X-Forwarded-Host", "evil.example"],
    ["X-Host", "evil.example"],
    ["Forwarded", "host=evil.example"],
  ].map(([name, value]) =>
    attack(
      `The header ${name} tries to move the request elsewhere`,
      { kind: "tunnel", to: `${api}:443`, text: ask(api, `${name}: ${value}\r\n`) },
      "defused",
    ),
  ),
  ...["X-Original-URL", "X-Original-URI", "X-Rewrite-URL"].map((name) =>
    attack(`The header ${name} names a path that is refused`, {
      kind: "tunnel",
      to: `${api}:443`,
      text: ask(api, `${name}: /repos/a/b/keys\r\n`),
    }),
  ),
  attack("The second request of a connection names an attacker", {
    kind: "tunnel",
    to: `${api}:443`,
    text: ask("evil.example"),
  }),
];
