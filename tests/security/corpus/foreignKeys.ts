import type { AttackCase } from "./case.ts";

const pinned = (title: string, host: string, line: string, target = "/v1/messages"): AttackCase => ({
  class: "foreign key",
  title,
  attack: {
    kind: "tunnel",
    to: `${host}:443`,
    text: `POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${line}Content-Length: 2\r\nConnection: close\r\n\r\n{}`,
  },
  outcome: "refused",
});

/** An attacker's key on a host of ours would carry the user's data into the attacker's account. */
export const foreignKeyCases: readonly AttackCase[] = [
  ...(
    [
      ["api.anthropic.com", "Authorization: Bearer {foreign}", "/v1/messages"],
      ["api.anthropic.com", "X-Api-Key: {foreign}", "/v1/messages"],
      ["api.openai.com", "Authorization: Bearer {foreign}", "/v1/responses"],
      ["api.github.com", "Authorization: token {foreign}", "/user/repos"],
      ["github.com", "Authorization: Basic {basic:foreign}", "/evil/repo.git/git-receive-pack"],
      ["generativelanguage.googleapis.com", "X-Goog-Api-Key: {foreign}", "/v1beta/models/x:generateContent"],
      ["packages.example", "Authorization: Bearer {foreign}", "/harbor"],
      ["sentry.io", "Authorization: Bearer {foreign}", "/api/0/projects/"],
      ["api.pagerduty.com", "Authorization: Token token={foreign}", "/incidents"],
      ["grafana.example", "Authorization: Bearer {foreign}", "/api/annotations"],
      ["eu.acme.example", "X-Api-Key: {foreign}", "/things"],
    ] as const
  ).map(([host, line, target]) =>
    pinned(`An attacker's key comes to ${host} as ${line.split(":")[0]}`, host, `${line}\r\n`, target),
  ),
  pinned(
    "An attacker's key comes with a placeholder's text around it",
    "api.anthropic.com",
    "Authorization: Bearer {foreign} {foreign}\r\n",
  ),
  pinned(
    "Two Authorization headers come, ours and an attacker's",
    "api.anthropic.com",
    "Authorization: Bearer {anthropic}\r\nAuthorization: Bearer {foreign}\r\n",
  ),
  pinned(
    "Two Authorization headers come, an attacker's and ours",
    "api.anthropic.com",
    "authorization: Bearer {foreign}\r\nAUTHORIZATION: Bearer {anthropic}\r\n",
  ),
  pinned(
    "An attacker's key comes in a header that servers read alike",
    "api.anthropic.com",
    "X_Api_Key: {foreign}\r\n",
  ),
  pinned(
    "An attacker's key comes in the query",
    "generativelanguage.googleapis.com",
    "",
    "/v1beta/models/x:generateContent?key={foreign}",
  ),
  pinned(
    "An attacker's key comes in the query under an encoded name",
    "generativelanguage.googleapis.com",
    "",
    "/v1beta/models/x:generateContent?%6bey={foreign}",
  ),
  {
    class: "foreign key",
    title: "An attacker's key beside our placeholder does not leave",
    attack: {
      kind: "tunnel",
      to: "api.anthropic.com:443",
      text: "POST /v1/messages HTTP/1.1\r\nHost: api.anthropic.com\r\nAuthorization: Bearer {anthropic}\r\nX-Api-Key: {foreign}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    },
    outcome: "defused",
  },
];
