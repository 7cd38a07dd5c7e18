import { isIPv4, isIPv6 } from "node:net";

/* Socket addresses as the Linux kernel takes them, for little-endian processors, which are all that we build for. */

export const family = { unix: 1, inet: 2, inet6: 10, vsock: 40 } as const;
export const socketType = { stream: 1, datagram: 2, raw: 3 } as const;
/** IP protocols. */
export const protocol = { default: 0, icmp: 1, gre: 47, icmp6: 58 } as const;

const unixPathBytes = 108;

export interface SocketAddress {
  readonly family: number;
  readonly bytes: Buffer;
}

export function internetAddress(host: string, port: number): SocketAddress {
  return isIPv4(host) ? ipv4Address(host, port) : ipv6Address(host, port);
}

function ipv4Address(host: string, port: number): SocketAddress {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(family.inet, 0);
  bytes.writeUInt16BE(port, 2);
  host.split(".").forEach((part, index) => void bytes.writeUInt8(Number(part), 4 + index));
  return { family: family.inet, bytes };
}

function ipv6Address(host: string, port: number): SocketAddress {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(family.inet6, 0);
  bytes.writeUInt16BE(port, 2);
  ipv6Words(host).forEach((word, index) => void bytes.writeUInt16BE(word, 8 + 2 * index));
  return { family: family.inet6, bytes };
}

/** Eight words of an address without a zone. */
export function ipv6Words(host: string): number[] {
  if (!isIPv6(host) || host.includes("%") || host.includes("."))
    throw new RangeError(`not a plain IPv6 address: ${host}`);
  const [head = "", tail] = host.split("::");
  const words = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));
  const before = words(head);
  if (tail === undefined) return before;
  const after = words(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** A name that begins with "@" is an abstract one, which belongs to a network namespace and not to the file system. */
export function unixAddress(path: string): SocketAddress | null {
  const name = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : path);
  if (name.length >= unixPathBytes) return null;
  const head = Buffer.alloc(2);
  head.writeUInt16LE(family.unix, 0);
  return { family: family.unix, bytes: Buffer.concat([head, name]) };
}

/** The virtual machine's own host, where there is one. */
export function vsockAddress(context: number, port: number): SocketAddress {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(family.vsock, 0);
  bytes.writeUInt32LE(port, 4);
  bytes.writeUInt32LE(context, 8);
  return { family: family.vsock, bytes };
}
