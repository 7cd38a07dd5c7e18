import { BlockList, isIP, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** Everything that is not a place on the public internet (IANA special-purpose registries). */
const closed4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // "this host": Linux connects to loopback
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT, and one cloud's metadata
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // a cloud's metadata on a public address
  ["169.254.0.0", 16], // link-local, and most clouds' metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const closed6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // Teredo and other protocol assignments
  ["2001:db8::", 32],
  ["3fff::", 20],
];
/** All that was ever given out to the public; the rest holds loopback, private, link-local and ways to write IPv4. */
const public6 = { first: 0x2000, last: 0x3fff };

const blocked = new BlockList();
for (const [net, prefix] of closed4) blocked.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of closed6) blocked.addSubnet(net, prefix, "ipv6");

/** May a session's request be sent to this address without a rule that names the host? Takes any spelling of IPv6. */
export function isPublicAddress(address: string, own: ReadonlySet<string> = ownAddresses()): boolean {
  const bare = address.split("%", 1)[0] as string;
  if (isIP(bare) === 0) return false;
  if (isIPv4(bare)) return !own.has(bare) && !blocked.check(bare, "ipv4");
  const groups = expand(bare);
  const embedded = embedded4(groups);
  if (embedded) return isPublicAddress(embedded, own);
  const [first = 0] = groups;
  if (first < public6.first || first > public6.last || isIsatap(groups)) return false;
  return !own.has(bare) && !blocked.check(bare, "ipv6");
}

/** An address of this machine itself, by whichever name it goes. */
export function isOwnAddress(address: string): boolean {
  const bare = address.split("%", 1)[0] as string;
  if (isIP(bare) === 0) return false;
  if (isIPv4(bare)) return bare.startsWith("127.") || bare.startsWith("0.") || ownAddresses().has(bare);
  const groups = expand(bare);
  const embedded = embedded4(groups);
  if (embedded) return isOwnAddress(embedded);
  return groups.slice(0, 7).every((it) => it === 0) || ownAddresses().has(bare);
}

/** An IPv4 address in the interface part: its router would take the packet there. */
function isIsatap(groups: readonly number[]): boolean {
  return ((groups[4] as number) & 0xfdff) === 0 && groups[5] === 0x5efe;
}

/** Services on the host itself may listen on its public addresses only. */
function ownAddresses(): ReadonlySet<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)));
}

/** The IPv4 address inside mapped, NAT64 and 6to4 addresses: those reach it. */
function embedded4(groups: readonly number[]): string | null {
  const last = (): string => dotted(groups[6] as number, groups[7] as number);
  if (groups.slice(0, 5).every((it) => it === 0) && groups[5] === 0xffff) return last();
  if (groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((it) => it === 0)) return last();
  if (groups[0] === 0x2002) return dotted(groups[1] as number, groups[2] as number);
  return null;
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

function expand(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((it) => Number.parseInt(it, 16)));
  const [before, after] = [groups(head), groups(tail ?? "")];
  return [...before, ...new Array<number>(tail === undefined ? 0 : 8 - before.length - after.length).fill(0), ...after];
}
