import { broadcastGreeting, dnsOverTcp, dnsQuestion, httpRequest, ping, timeRequest } from "./packets.ts";
import {
  internetAddress,
  protocol,
  type SocketAddress,
  socketType,
  unixAddress,
  vsockAddress,
} from "./socketAddress.ts";

/**
 * How an outcome is judged. `away`: a place outside, of which nothing may be heard. `own`: an address of the container
 * itself, where nobody may listen. `resolver`: one within reach that may answer, but not from outside. `socket`: one of
 * the host's, which must not be there. `machine`: the virtual machine's host. `heard`, `proxy` and `stranger` are
 * controls: an answer, one of the proxy, and the proxy's 407.
 */
export type Expectation =
  | "away"
  | "own"
  | "resolver"
  | "socket"
  | "machine"
  | "heard"
  | "proxy"
  | "stranger"
  | "devices"
  | "frames";

export interface Trial {
  readonly id: string;
  readonly title: string;
  readonly target: string;
  readonly expects: Expectation;
  /** Its line for the probe, without the id. */
  readonly line: readonly string[];
}

/** What of this host a session must not reach. */
export interface HostPlaces {
  /** Addresses of this machine's interfaces, bridges among them, without loopback and zones. */
  readonly addresses: readonly string[];
  /** Ports where something of ours listens; whatever the address answers, also a refusal, is a way out. */
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  /** Unix sockets: the engine's, ours, and abstract ones ("@name") of other programs. */
  readonly sockets: readonly { readonly name: string; readonly path: string }[];
}

export interface TrialOptions {
  readonly host: HostPlaces;
  /** Where the proxy is reached inside. */
  readonly relayPort: number;
  /** `Basic` credentials that are not this session's. */
  readonly foreignCredentials: string;
  /** An agent runs in the namespace already: what listens on its loopback may be its own. */
  readonly occupied: boolean;
}

const outsideName = "example.com";

/** Everything that is tried at a session's start. */
export function trials(options: TrialOptions): Trial[] {
  const { host, relayPort, occupied } = options;
  return [
    ...controls(options),
    { id: "devices", title: "Network devices", target: "besides loopback", expects: "devices", line: [] },
    ...direct(),
    ...names(),
    ...otherProtocols(),
    ...metadata(),
    ...host.addresses.flatMap((address) =>
      host.ports.map(({ name, port }) => tcp("away", `host.${slug(name)}`, `This machine's ${name}`, address, port)),
    ),
    ...(occupied
      ? []
      : host.ports
          .filter(({ port }) => port !== relayPort)
          .map(({ name, port }) => tcp("own", `loopback.${slug(name)}`, `This machine's ${name}`, "127.0.0.1", port))),
    ...host.sockets.flatMap(({ name, path }) => socket(name, path)),
    ...machine(),
  ];
}

function controls({ relayPort, foreignCredentials }: TrialOptions): Trial[] {
  const proxy = internetAddress("127.0.0.1", relayPort);
  const target = `127.0.0.1:${relayPort}`;
  const url = "http://clauderon.internal/";
  const foreign = [`Proxy-Authorization: ${foreignCredentials}`];
  return [
    one(
      "proxy",
      "control.proxy",
      "The proxy",
      target,
      proxy,
      socketType.stream,
      httpRequest(url, "clauderon.internal"),
    ),
    { id: "control.datagram", title: "A datagram to itself", target: "127.0.0.1", expects: "heard", line: ["self"] },
    one(
      "heard",
      "control.ping",
      "A ping to itself",
      "127.0.0.1",
      internetAddress("127.0.0.1", 0),
      socketType.raw,
      ping(4),
      protocol.icmp,
    ),
    one(
      "stranger",
      "foreign.secret",
      "Another session's credentials",
      target,
      proxy,
      socketType.stream,
      httpRequest(url, "clauderon.internal", foreign),
    ),
  ];
}

function direct(): Trial[] {
  const hello = httpRequest("/", outsideName);
  return [
    tcp("away", "direct", "A direct connection", "1.1.1.1", 443),
    tcp("away", "direct", "A direct connection", "8.8.8.8", 80, hello),
    tcp("away", "direct6", "A direct connection over IPv6", "2606:4700:4700::1111", 443),
    tcp("away", "direct6", "A direct connection over IPv6", "2001:4860:4860::8888", 80, hello),
  ];
}

function names(): Trial[] {
  const question = dnsQuestion(outsideName);
  const overTcp = dnsOverTcp(outsideName);
  const public4 = ["1.1.1.1", "8.8.8.8", "9.9.9.9"];
  return [
    ...public4.map((address) => udp("away", "dns.udp", "DNS over UDP", address, 53, question)),
    ...public4.slice(0, 2).map((address) => tcp("away", "dns.tcp", "DNS over TCP", address, 53, overTcp)),
    udp("away", "dns.udp6", "DNS over UDP and IPv6", "2606:4700:4700::1111", 53, question),
    tcp("away", "dns.tls", "DNS over TLS", "9.9.9.9", 853),
    udp("resolver", "dns.engine.udp", "The engine's own DNS, over UDP", "127.0.0.11", 53, question),
    tcp("resolver", "dns.engine.tcp", "The engine's own DNS, over TCP", "127.0.0.11", 53, overTcp),
    udp("resolver", "dns.stub", "The host's DNS stub", "127.0.0.53", 53, question),
    {
      id: "dns.configured",
      title: "The configured DNS servers",
      target: "/etc/resolv.conf",
      expects: "resolver",
      line: ["resolvers", question.toString("hex")],
    },
  ];
}

function otherProtocols(): Trial[] {
  const raw = (version: 4 | 6, host: string): Trial =>
    one(
      "away",
      `ping.${host}`,
      version === 4 ? "A ping" : "A ping over IPv6",
      host,
      internetAddress(host, 0),
      socketType.raw,
      ping(version),
      version === 4 ? protocol.icmp : protocol.icmp6,
    );
  return [
    udp("away", "udp", "A datagram", "1.1.1.1", 443, broadcastGreeting),
    udp("away", "ntp", "A request for the time", "162.159.200.1", 123, timeRequest),
    udp("away", "broadcast", "A broadcast", "255.255.255.255", 67, broadcastGreeting),
    udp("away", "multicast", "A multicast", "224.0.0.251", 5353, dnsQuestion("local")),
    // Site-wide: a link-local one would need the name of a link.
    udp("away", "multicast6", "A multicast over IPv6", "ff05::fb", 5353, dnsQuestion("local")),
    raw(4, "1.1.1.1"),
    raw(6, "2606:4700:4700::1111"),
    one(
      "away",
      "gre",
      "A packet of a tunnel (GRE)",
      "1.1.1.1",
      internetAddress("1.1.1.1", 0),
      socketType.raw,
      Buffer.from([0, 0, 8, 0]),
      protocol.gre,
    ),
    { id: "frame", title: "An Ethernet frame", target: "each device", expects: "frames", line: ["packet"] },
  ];
}

/** Where clouds give out the machine's own credentials. */
function metadata(): Trial[] {
  const service = "A cloud's metadata service";
  return [
    tcp(
      "away",
      "metadata",
      `${service} (AWS, Google, Azure)`,
      "169.254.169.254",
      80,
      httpRequest("/", "169.254.169.254"),
    ),
    tcp("away", "metadata", `${service} (AWS containers)`, "169.254.170.2", 80),
    tcp("away", "metadata", `${service} (AWS, IPv6)`, "fd00:ec2::254", 80),
    tcp("away", "metadata", `${service} (Azure)`, "168.63.129.16", 80),
    tcp("away", "metadata", `${service} (Alibaba)`, "100.100.100.200", 80),
  ];
}

function socket(name: string, path: string): Trial[] {
  const address = unixAddress(path);
  if (address === null) return [];
  return [one("socket", `socket.${slug(path)}`, name, path, address, socketType.stream, null)];
}

/** Not separated by network namespaces. */
function machine(): Trial[] {
  return [22, 1024, 2375].map((port) =>
    one(
      "machine",
      `vsock.${port}`,
      "The virtual machine's host",
      `vsock 2:${port}`,
      vsockAddress(2, port),
      socketType.stream,
      null,
    ),
  );
}

function tcp(expects: Expectation, id: string, title: string, host: string, port: number, payload?: Buffer): Trial {
  return one(
    expects,
    `${id}.${host}.${port}`,
    title,
    place(host, port),
    internetAddress(host, port),
    socketType.stream,
    payload ?? null,
  );
}

function udp(expects: Expectation, id: string, title: string, host: string, port: number, payload: Buffer): Trial {
  return one(
    expects,
    `${id}.${host}.${port}`,
    title,
    place(host, port),
    internetAddress(host, port),
    socketType.datagram,
    payload,
  );
}

function one(
  expects: Expectation,
  id: string,
  title: string,
  target: string,
  address: SocketAddress,
  type: number,
  payload: Buffer | null,
  ipProtocol: number = protocol.default,
): Trial {
  const words = [address.family, type, ipProtocol, address.bytes.toString("hex"), payload?.toString("hex") || "-"];
  return { id, title, target, expects, line: ["try", ...words.map(String)] };
}

const place = (host: string, port: number): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
