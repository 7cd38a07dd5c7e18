import type { Attack, AttackCase } from "./case.ts";

const bypass = (title: string, seen: string, attack: Attack): AttackCase => ({
  class: "bypass",
  title,
  seen,
  attack,
  outcome: "refused",
});

/** Ways around allow-lists that were reported of other products. Those that need a container are in container.test.ts. */
export const bypassCases: readonly AttackCase[] = [
  bypass("A denied host is asked over plain HTTP", "anthropics/claude-code 40213", {
    kind: "raw",
    text: "GET http://denied.example/ HTTP/1.1\r\nHost: denied.example\r\n{auth}\r\n",
  }),
  bypass("A denied host is asked over plain HTTP inside a tunnel", "anthropics/claude-code 40213", {
    kind: "tunnel",
    to: "denied.example:80",
    plain: true,
    text: "GET / HTTP/1.1\r\nHost: denied.example\r\nConnection: close\r\n\r\n",
  }),
  bypass("A tunnel to an allowed host is asked to relay another CONNECT", "anthropics/claude-code 87381", {
    kind: "tunnel",
    to: "free.example:80",
    plain: true,
    text: "CONNECT denied.example:443 HTTP/1.1\r\nHost: denied.example:443\r\n\r\n",
  }),
  bypass("A denied host is named in other letter case", "anthropics/claude-code 77045", {
    kind: "tunnel",
    to: "DENIED.Example:443",
    text: "GET / HTTP/1.1\r\nHost: DENIED.Example\r\nConnection: close\r\n\r\n",
  }),
  bypass("A denied host is named with a trailing dot", "anthropics/claude-code 77045", {
    kind: "tunnel",
    to: "denied.example.:443",
    text: "GET / HTTP/1.1\r\nHost: denied.example.\r\nConnection: close\r\n\r\n",
  }),
  bypass("A denied host is fronted by an allowed one", "anthropics/claude-code 88553", {
    kind: "tunnel",
    to: "free.example:443",
    text: "GET / HTTP/1.1\r\nHost: denied.example\r\nConnection: close\r\n\r\n",
  }),
  bypass("A denied host is given as the TLS name of an allowed tunnel", "anthropics/claude-code 88553", {
    kind: "tunnel",
    to: "free.example:443",
    sni: "denied.example",
    text: "GET / HTTP/1.1\r\nHost: free.example\r\nConnection: close\r\n\r\n",
  }),
  bypass("A denied host is reached on another port", "github/gh-aw-firewall 129", {
    kind: "tunnel",
    to: "denied.example:8443",
    text: "GET / HTTP/1.1\r\nHost: denied.example:8443\r\nConnection: close\r\n\r\n",
  }),
  bypass("A name below a denied wildcard is asked", "github/gh-aw-firewall 137", {
    kind: "tunnel",
    to: "a.b.wild.example:443",
    text: "GET / HTTP/1.1\r\nHost: a.b.wild.example\r\nConnection: close\r\n\r\n",
  }),
  bypass("A tunnel to an allowed name carries SSH", "github/gh-aw-firewall 207", {
    kind: "tunnel",
    to: "free.example:443",
    plain: true,
    text: "SSH-2.0-OpenSSH_9.2\r\n",
  }),
  bypass("A tunnel to an allowed name carries bytes of no protocol", "github/gh-aw-firewall 207", {
    kind: "tunnel",
    to: "free.example:443",
    plain: true,
    text: "\0\x01\x02secret data\r\n",
  }),
  bypass("A host is asked with the methods that a rule denies, in another case", "NVIDIA/OpenShell bypass tests", {
    kind: "tunnel",
    to: "getonly.example:443",
    text: "pOsT / HTTP/1.1\r\nHost: getonly.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
  }),
  bypass("A host is asked with a denied method by override", "NVIDIA/OpenShell bypass tests", {
    kind: "tunnel",
    to: "getonly.example:443",
    text: "GET / HTTP/1.1\r\nHost: getonly.example\r\nX-HTTP-Method-Override: POST\r\nConnection: close\r\n\r\n",
  }),
];
