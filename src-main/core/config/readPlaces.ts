import { isIP } from "node:net";
import { parseAuthority } from "../proxy/rules/hostMatch.ts";
import { configError } from "./configError.ts";
import type { Placed, TableReader } from "./tableReader.ts";

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A host as rules name it, in lower case: exact, "*.example.com", or, where allowed, "*". */
export function readHostPattern(table: TableReader, allowAny: boolean): string {
  const given = table.requiredString("host");
  const host = given.value.toLowerCase().replace(/\.$/, "");
  if (host === "*" && allowAny) return host;
  const name = host.startsWith("*.") ? host.slice(2) : host;
  if (isIP(name) !== 0 && name === host) return host;
  if (name.length > 253 || !name.split(".").every((part) => label.test(part))) {
    throw configError(
      given.line,
      `\`host\` is "${given.value}", which is not a host name${allowAny ? ', "*.example.com" or "*"' : ' or "*.example.com"'}.`,
      "Leave out the scheme, the port and the path: they have keys of their own.",
    );
  }
  return host;
}

export function readPort(table: TableReader): number | null {
  return table.integer("port", 1, 65_535)?.value ?? null;
}

/** "host:port", "[v6]:port"; the port is needed. */
export function parseAddress(given: Placed<string>): { host: string; port: number } {
  const address = /:\d+$/.test(given.value) ? parseAuthority(given.value, 0) : null;
  if (address) return address;
  throw configError(given.line, `\`address\` is "${given.value}", but takes host:port, like "127.0.0.1:9443".`);
}
