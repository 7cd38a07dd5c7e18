import type { AttackCase } from "./case.ts";

const through = (title: string, to: string, plain = false): AttackCase => ({
  class: "destination",
  title,
  attack: {
    kind: "tunnel",
    to,
    ...(plain ? ({ plain: true } as const) : {}),
    text: `GET /latest/meta-data/ HTTP/1.1\r\nHost: ${to.replace(/:\d+$/, "")}\r\nConnection: close\r\n\r\n`,
  },
  outcome: "refused",
});
const absolute = (title: string, url: string): AttackCase => ({
  class: "destination",
  title,
  attack: { kind: "raw", text: `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{auth}\r\n` },
  outcome: "refused",
});

/** Every way to write an address that is not on the public internet. */
const addresses: readonly (readonly [string, string])[] = [
  ["loopback", "127.0.0.1"],
  ["another address of loopback", "127.8.9.10"],
  ["the last address of loopback", "127.255.255.254"],
  ["this host", "0.0.0.0"],
  ["another address of this host", "0.1.2.3"],
  ["the private network 10", "10.0.0.1"],
  ["the private network 172.16", "172.16.0.1"],
  ["the engine's bridge", "172.17.0.1"],
  ["the end of the private network 172.16", "172.31.255.254"],
  ["the private network 192.168", "192.168.1.1"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["a cloud's metadata in carrier-grade NAT", "100.100.100.200"],
  ["most clouds' metadata", "169.254.169.254"],
  ["a container platform's metadata", "169.254.170.2"],
  ["link-local", "169.254.0.1"],
  ["a cloud's metadata on a public address", "168.63.129.16"],
  ["protocol assignments", "192.0.0.170"],
  ["documentation", "192.0.2.1"],
  ["benchmarking", "198.18.0.1"],
  ["multicast", "224.0.0.251"],
  ["reserved addresses", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["loopback over IPv6", "[::1]"],
  ["the unspecified address over IPv6", "[::]"],
  ["loopback mapped into IPv6", "[::ffff:127.0.0.1]"],
  ["loopback mapped into IPv6, in hexadecimal", "[::ffff:7f00:1]"],
  ["metadata mapped into IPv6", "[::ffff:169.254.169.254]"],
  ["a private address mapped into IPv6", "[0:0:0:0:0:ffff:0a00:0001]"],
  ["loopback in the deprecated compatible form", "[::127.0.0.1]"],
  ["metadata through NAT64", "[64:ff9b::a9fe:a9fe]"],
  ["loopback through local NAT64", "[64:ff9b:1::7f00:1]"],
  ["loopback through 6to4", "[2002:7f00:1::]"],
  ["a private address through 6to4", "[2002:0a00:1::1]"],
  ["Teredo", "[2001:0:7f00:1::]"],
  ["a unique local address", "[fd00::1]"],
  ["a cloud's metadata over IPv6", "[fd00:ec2::254]"],
  ["link-local over IPv6", "[fe80::1]"],
  ["site-local over IPv6", "[fec0::1]"],
  ["multicast over IPv6", "[ff02::1]"],
  ["the discard prefix", "[100::1]"],
  ["documentation over IPv6", "[2001:db8::1]"],
];

/** Numbers that resolvers and C libraries take for addresses. */
const spellings: readonly (readonly [string, string])[] = [
  ["as one decimal number", "2130706433"],
  ["as one hexadecimal number", "0x7f000001"],
  ["in octal", "0177.0.0.1"],
  ["in hexadecimal", "0x7f.0.0.1"],
  ["with two parts", "127.1"],
  ["with leading zeros", "127.000.000.001"],
  ["with a trailing dot", "127.0.0.1."],
  ["in full-width digits", "１２７.0.0.1"],
  ["with an ideographic full stop", "127。0。0。1"],
];

const names: readonly (readonly [string, string])[] = [
  ["localhost", "localhost"],
  ["localhost with a trailing dot", "localhost."],
  ["a name below localhost", "x.localhost"],
  ["the container's name for the host", "host.docker.internal"],
  ["a metadata service by its name", "metadata.google.internal"],
];

export const destinationCases: readonly AttackCase[] = [
  ...addresses.map(([what, host]) => through(`A tunnel leads to ${what}`, `${host}:443`)),
  ...addresses
    .filter(([, host]) => ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1"].includes(host))
    .map(([what, host]) => absolute(`A plain request asks for ${what}`, `http://${host}/latest/meta-data/`)),
  ...spellings.map(([how, host]) => through(`A tunnel leads to loopback written ${how}`, `${host}:443`)),
  ...names.map(([what, host]) => through(`A tunnel leads to ${what}`, `${host}:443`)),
  ...(["127.0.0.1", "[::1]", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"] as const).map((host) =>
    through(`A tunnel leads to a service of the host at ${host}`, `${host}:{port:service}`, true),
  ),
  through("A tunnel leads to the port of the app's own pages", "127.0.0.1:{port:web}", true),
  through("A tunnel leads to the proxy itself", "127.0.0.1:{port:proxy}", true),
  absolute("A plain request asks the proxy for itself", "http://127.0.0.1:{port:proxy}/"),
  absolute("A plain request asks for the app's own pages", "http://localhost:{port:web}/"),
  ...[22, 25, 53, 445, 3306, 5432, 6379, 2375].map((port) =>
    through(`A tunnel leads to port ${port} of a public name`, `free.example:${port}`, true),
  ),
  {
    class: "destination",
    title: "A server with a certificate for another name answers for the API",
    attack: {
      kind: "tunnel",
      to: "badcert.example:443",
      text: "GET / HTTP/1.1\r\nHost: badcert.example\r\nAuthorization: Bearer {acme}\r\nConnection: close\r\n\r\n",
    },
    outcome: "refused",
  },
];
