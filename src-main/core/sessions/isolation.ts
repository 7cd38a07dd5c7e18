/** Tunnel devices that the kernel itself puts into each new namespace; without an address they lead nowhere. */
const kernelDevices = /^(tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/;

/**
 * Why a network namespace is not locked, from its /proc/net/dev and /proc/net/route; null when it has loopback and
 * nothing else.
 */
export function isolationProblem(devices: string, routes: string): string | null {
  const names = [...devices.matchAll(/^\s*([^\s:|]+):/gm)].map((match) => match[1]!);
  if (!names.includes("lo")) return "its network devices could not be read";
  const others = names.filter((name) => name !== "lo" && !kernelDevices.test(name));
  if (others.length > 0) return `it has the network device ${others[0]}`;
  const lines = routes.split("\n").filter((line) => line.trim());
  if (!lines[0]?.startsWith("Iface")) return "its routes could not be read";
  return lines.length > 1 ? "it has a route" : null;
}
