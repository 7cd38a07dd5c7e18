import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { HostPlaces } from "./trials.ts";

const maxAddresses = 8;
/** Whatever answers at an address, also with a refusal, betrays it; few ports are enough. */
const maxForeignPorts = 3;
const maxAbstract = 4;

/** Everything of this machine that a session must not reach, as it is now. */
export function hostPlaces(known: {
  /** Of the containers' default bridge, which a machine may have without telling. */
  readonly gateway: string | null;
  readonly proxyPort: number;
  readonly sockets: HostPlaces["sockets"];
}): HostPlaces {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = own.filter(({ internal, address }) => !internal && !address.includes("%") && !isLinkLocal(address));
  const addresses = new Set([...(known.gateway ? [known.gateway] : []), ...outward.map(({ address }) => address)]);
  return {
    addresses: [...addresses].slice(0, maxAddresses),
    ports: hostPorts(known.proxyPort),
    sockets: [...known.sockets, ...abstractSockets()],
  };
}

/** Without their interface's name they mean nothing in another namespace. */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

function hostPorts(proxyPort: number): HostPlaces["ports"] {
  const listening = [read("/proc/net/tcp"), read("/proc/net/tcp6")].flatMap(listeners);
  const inodes = ownSockets();
  const ours = listening.filter(({ inode }) => inodes.has(inode)).map(({ port }) => port);
  const others = listening.map(({ port }) => port).filter((port) => !ours.includes(port) && port !== proxyPort);
  return [
    { name: "proxy port", port: proxyPort },
    ...[...new Set(ours)].filter((port) => port !== proxyPort).map((port) => ({ name: "own port of Clauderon", port })),
    ...[...new Set([...others.sort((a, b) => a - b), 22])]
      .slice(0, maxForeignPorts)
      .map((port) => ({ name: "service", port })),
  ];
}

/** Listening sockets of the kernel's table. */
export function listeners(table: string): { readonly port: number; readonly inode: string }[] {
  return table.split("\n").flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    if (fields[3] !== "0A") return [];
    return [{ port: Number.parseInt(fields[1]?.split(":")[1] ?? "", 16), inode: fields[9] ?? "" }];
  });
}

function ownSockets(): Set<string> {
  try {
    const links = readdirSync("/proc/self/fd").map((name) => readlink(`/proc/self/fd/${name}`));
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return new Set();
  }
}

/** Listening ones of other programs. Their names belong to a network namespace: in ours they exist, in a session's not. */
function abstractSockets(): HostPlaces["sockets"] {
  const listening = /^\S+ \S+ \S+ 00010000 0001 \S+ +\d+ (@\S+)$/gm;
  const names = [...read("/proc/net/unix").matchAll(listening)].map((match) => match[1] ?? "");
  return [...new Set(names)]
    .slice(0, maxAbstract)
    .map((path) => ({ name: "An abstract socket of this machine", path }));
}

/** Empty where this machine has no such table. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
