import type { ConfiguredSource } from "../credentials/definition.ts";
import type { ConfiguredCredential, ConfiguredInjection } from "./config.ts";
import { configError } from "./configError.ts";
import { readHostPattern, readPort } from "./readPlaces.ts";
import type { TableReader } from "./tableReader.ts";

/** Variables that decide how a session itself works. */
const reservedVariables =
  /^(PATH|HOME|NODE_OPTIONS|LD_.*|(HTTPS?|NO|ALL)_PROXY|.*_CA_(CERTS|BUNDLE|CERTIFICATE)|SSL_CERT_FILE)$/i;

/** Reads one `[[credential]]`. */
export function readCredential(table: TableReader): ConfiguredCredential {
  const id = table.requiredString("id");
  const sourceTable = table.table("source");
  const env = table.string("env");
  table.end();
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(id.value)) {
    throw configError(id.line, `\`id\` is "${id.value}", but takes a-z, 0-9 and -, beginning with a letter.`);
  }
  if (env && (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(env.value) || reservedVariables.test(env.value))) {
    throw configError(env.line, `\`env\` is "${env.value}", which cannot carry a placeholder.`);
  }
  return { id: id.value, source: sourceTable && readSource(sourceTable), env: env?.value ?? null, line: table.line };
}

function readSource(table: TableReader): ConfiguredSource {
  const env = table.string("env");
  const file = table.string("file");
  const keychain = table.string("keychain");
  const command = table.strings("command");
  table.end();
  const given: ConfiguredSource[] = [
    ...(env ? [{ kind: "env" as const, name: env.value }] : []),
    ...(file ? [{ kind: "file" as const, path: file.value }] : []),
    ...(keychain ? [{ kind: "keychain" as const, name: keychain.value }] : []),
    ...(command ? [{ kind: "command" as const, command: command.value }] : []),
  ];
  const [source] = given;
  if (source && given.length === 1) return source;
  throw configError(table.line, "`source` needs one of `env`, `file`, `keychain` and `command`.");
}

/** Fields that say how a message is framed or routed: a secret there would break it. */
const reservedHeaders =
  /^(host|content-.*|transfer-encoding|connection|upgrade|te|trailer|proxy-.*|accept-encoding|range)$/;

/** Reads one `[[inject]]`. */
export function readInjection(table: TableReader): ConfiguredInjection {
  const host = readHostPattern(table, false);
  const port = readPort(table) ?? 443;
  const credential = table.requiredString("credential");
  const header = table.string("header");
  const value = table.string("value");
  table.end();
  const name = header?.value.toLowerCase() ?? "authorization";
  if (!/^[a-z0-9!#$%&'*+.^`|~-]{1,100}$/.test(name) || reservedHeaders.test(name)) {
    throw configError(header?.line ?? table.line, `\`header\` is "${header?.value}", which cannot carry a credential.`);
  }
  const template = value?.value ?? "Bearer {token}";
  const parts = template.match(/\{[^{}]*\}/g) ?? [];
  const known = parts.every((part) => /^\{(token|account_id|basic:[^{}:]*)\}$/.test(part));
  if (parts.length === 0 || !known || /[^\x20-\x7e]/.test(template)) {
    throw configError(
      value?.line ?? table.line,
      `\`value\` is "${template}", but needs a place for the secret.`,
      'Write "{token}", "Bearer {token}" or "Basic {basic:user-name}".',
    );
  }
  return { credential: credential.value, host, port, header: name, template, line: table.line };
}
