import type { Setting } from "../../../src-shared/contract/system.ts";
import type { Config } from "./config.ts";
import { parseToml, type TomlNode } from "./toml.ts";

type Row = readonly [key: string, value: number | string | readonly string[] | null, about: string, when?: "at start"];

const mebibyte = 1024 * 1024;

/** The values of config.toml that are not credentials, places or rules, as they are in force. */
function rows({ proxy, approvals, audit, sessions, image, grafana, policy, anthropic }: Config): readonly Row[] {
  return [
    ["proxy.port", proxy.port, "TCP port of the proxy; sessions use sockets of their own", "at start"],
    ["proxy.limits.connections", proxy.limits.connections, "connections that a session may hold open"],
    ["proxy.limits.requests_per_second", proxy.limits.requestsPerSecond, "requests of a session in a second"],
    ["proxy.limits.new_names_per_second", proxy.limits.newNamesPerSecond, "hosts it never asked for, in a second"],
    ["proxy.limits.header_timeout_ms", proxy.limits.headerTimeoutMs, "time to finish a request's header"],
    ["proxy.limits.header_bytes", proxy.limits.headerBytes, "size of a request's header"],
    ["approvals.timeout_seconds", approvals.timeoutMs / 1000, "how long a held request waits; then it is denied"],
    ["approvals.held_per_session", approvals.heldPerSession, "requests of a session that may wait at once"],
    ["approvals.held", approvals.held, "requests of all sessions that may wait at once"],
    ["audit.segment_mib", audit.segmentBytes / mebibyte, "size at which audit.jsonl is rotated", "at start"],
    ["sessions.disk_soft_mib", sessions.softBytes / mebibyte, "a session that wrote more is warned of", "at start"],
    ["sessions.disk_hard_mib", sessions.hardBytes / mebibyte, "one that wrote more is stopped", "at start"],
    ["image.base", image.base, "what the agent image is built from", "at start"],
    ["grafana.host", grafana?.host ?? null, "where the Grafana key goes"],
    ["policy.preset", policy.preset, "what is permitted where no rule speaks"],
    ["policy.ask", policy.ask, "calls of the built-in catalogue that wait for you"],
    ["policy.allow", policy.allow, "calls of the built-in catalogue that pass"],
    ["anthropic.server_tools", anthropic.serverTools, "the provider's own tools that a request may name"],
  ];
}

/** `text` is the file that is in force; null where there is none, or where it has changed into one that is not taken. */
export function effectiveSettings(config: Config, text: string | null): Setting[] {
  const root = text === null ? null : parseToml(text);
  return rows(config).map(([key, value, about, when]) => ({
    key,
    value: value === null ? "not set" : JSON.stringify(value),
    about,
    line: root && lineOf(root, key.split(".")),
    atStart: when === "at start",
  }));
}

function lineOf(root: TomlNode, path: readonly string[]): number | null {
  let at: TomlNode = root;
  let line: number | null = null;
  for (const name of path) {
    const entry = at.kind === "table" ? at.entries.get(name) : undefined;
    if (!entry) return null;
    at = entry.node;
    line = entry.line;
  }
  return line;
}
