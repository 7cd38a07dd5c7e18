import { isIP } from "node:net";

/** A name that can be looked up and put into a certificate: an address, or labels of DNS characters. */
export function isHostName(host: string): boolean {
  if (isIP(host)) return !host.includes("%");
  return host.length <= 253 && /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(host);
}
