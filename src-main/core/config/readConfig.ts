import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { builtInHostVariables, builtIns } from "../credentials/builtIns.ts";
import type { ApprovalLimits, ProxyLimits, Upstream } from "../policy.ts";
import type { DiskLimits } from "../sessions/diskUse.ts";
import { type Config, defaultConfig } from "./config.ts";
import { configError } from "./configError.ts";
import { nearName } from "./nearName.ts";
import { readCredential, readInjection } from "./readCredential.ts";
import { parseAddress, readHostPattern, readPort } from "./readPlaces.ts";
import { readPolicy, readServerTools } from "./readPolicy.ts";
import { readRule } from "./readRule.ts";
import { TableReader } from "./tableReader.ts";
import { parseToml, TomlSyntaxError, type TomlTable } from "./toml.ts";
import { tunnelProblem } from "./tunnelProblem.ts";

/** Reads the text of a config.toml. Throws `bad_config` naming key and line, and nothing else. */
export function readConfig(text: string, readCa: (path: string) => string = readText): Config {
  const top = new TableReader("", parse(text));
  const proxy = top.table("proxy");
  const approvals = top.table("approvals");
  const audit = top.table("audit");
  const sessions = top.table("sessions");
  const image = top.table("image");
  const grafana = top.table("grafana");
  const policy = top.table("policy");
  const anthropic = top.table("anthropic");
  const config: Config = {
    proxy: {
      port: proxy?.integer("port", 0, 65_535)?.value ?? defaultConfig.proxy.port,
      limits: readLimits(proxy?.table("limits") ?? null),
    },
    approvals: readApprovals(approvals),
    audit: { segmentBytes: (audit?.integer("segment_mib", 1, 4096)?.value ?? 64) * 1024 * 1024 },
    sessions: readDiskLimits(sessions),
    image: { base: image?.string("base")?.value ?? null },
    grafana: grafana && { host: readHostPattern(grafana, false), port: readPort(grafana) ?? 443 },
    upstreams: top.tables("upstream").map((table) => readUpstream(table, readCa)),
    credentials: top.tables("credential").map(readCredential),
    injections: top.tables("inject").map(readInjection),
    rules: top.tables("rule").map(readRule),
    policy: readPolicy(policy),
    anthropic: { serverTools: anthropic && readServerTools(anthropic) },
  };
  for (const table of [proxy, approvals, audit, sessions, image, grafana, policy, anthropic, top]) table?.end();
  checkCredentials(config);
  checkTunnels(config);
  return config;
}

function parse(text: string): TomlTable {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlSyntaxError) throw configError(error.line, `${error.message}.`);
    throw error;
  }
}

function readLimits(table: TableReader | null): ProxyLimits {
  const defaults = defaultConfig.proxy.limits;
  const limits: ProxyLimits = {
    connections: table?.integer("connections", 1, 100_000)?.value ?? defaults.connections,
    requestsPerSecond: table?.integer("requests_per_second", 1, 1_000_000)?.value ?? defaults.requestsPerSecond,
    newNamesPerSecond: table?.integer("new_names_per_second", 1, 1_000_000)?.value ?? defaults.newNamesPerSecond,
    headerTimeoutMs: table?.integer("header_timeout_ms", 100, 600_000)?.value ?? defaults.headerTimeoutMs,
    headerBytes: table?.integer("header_bytes", 4096, 1024 * 1024)?.value ?? defaults.headerBytes,
  };
  table?.end();
  return limits;
}

function readApprovals(table: TableReader | null): ApprovalLimits {
  const defaults = defaultConfig.approvals;
  const seconds = table?.integer("timeout_seconds", 30, 1800)?.value;
  return {
    timeoutMs: seconds === undefined ? defaults.timeoutMs : seconds * 1000,
    heldPerSession: table?.integer("held_per_session", 0, 1000)?.value ?? defaults.heldPerSession,
    held: table?.integer("held", 0, 1000)?.value ?? defaults.held,
  };
}

function readDiskLimits(table: TableReader | null): DiskLimits {
  const defaults = defaultConfig.sessions;
  const mebibyte = 1024 * 1024;
  const most = 16 * 1024 * 1024;
  const soft = table?.integer("disk_soft_mib", 1, most);
  const hard = table?.integer("disk_hard_mib", 1, most);
  const softBytes = soft ? soft.value * mebibyte : Math.min(defaults.softBytes, (hard?.value ?? most) * mebibyte);
  const hardBytes = hard ? hard.value * mebibyte : Math.max(defaults.hardBytes, softBytes);
  if (soft && softBytes > hardBytes) {
    throw configError(soft.line, "`disk_soft_mib` is more than `disk_hard_mib`, so that it would never be told of.");
  }
  return { softBytes, hardBytes };
}

function readUpstream(table: TableReader, readCa: (path: string) => string): Upstream {
  const host = readHostPattern(table, false);
  const port = readPort(table) ?? 443;
  const address = parseAddress(table.requiredString("address"));
  const ca = table.string("ca");
  table.end();
  return { host, port, address, caPem: ca && readCertificates(ca.value, ca.line, readCa) };
}

function readCertificates(path: string, line: number, readCa: (path: string) => string): string {
  if (!isAbsolute(path)) throw configError(line, `\`ca\` is "${path}", but takes an absolute path.`);
  let pem: string;
  try {
    pem = readCa(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw configError(line, `\`ca\` names ${path}, which cannot be read (${why}).`);
  }
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  throw configError(line, `\`ca\` names ${path}, which holds no PEM certificate.`);
}

function checkCredentials({ credentials, injections }: Config): void {
  const ids = new Map<string, number>();
  for (const { id, line, source } of credentials) {
    const before = ids.get(id);
    if (before !== undefined) throw configError(line, `the credential "${id}" was already given on line ${before}.`);
    if (source === null && !builtInHostVariables.has(id)) {
      throw configError(line, `the credential "${id}" needs a \`source\`.`);
    }
    ids.set(id, line);
  }
  const known = [...ids.keys(), ...builtInHostVariables.keys()];
  for (const { credential, line } of injections) {
    if (known.includes(credential)) continue;
    const near = nearName(credential, known);
    throw configError(line, `there is no credential "${credential}"${near ? `, did you mean "${near}"?` : "."}`);
  }
}

/** A tunnel is opaque: a host whose secret we put in cannot be one. The npm host, known later, is checked then. */
function checkTunnels(config: Config): void {
  const injected = [
    ...builtIns({ npm: null, grafana: config.grafana }).flatMap(({ injections }) => injections),
    ...config.injections,
  ];
  for (const rule of config.rules) {
    const problem = tunnelProblem(rule, injected);
    if (problem) throw new AppError("bad_config", problem);
  }
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
