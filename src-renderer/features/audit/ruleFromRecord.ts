import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";

type Place = Pick<AuditRecord, "host" | "port" | "scheme" | "method" | "path">;

const pathOf = ({ path }: Place): string | null => path?.replace(/\?.*$/, "") ?? null;

/** A rule for this host, or for this method and path of it, as config.toml has it. */
export function ruleToml(record: Place, action: PolicyRule["action"], exact: boolean): string {
  const text = (value: string): string => JSON.stringify(value);
  const path = pathOf(record);
  const ordinary = record.scheme === "https" || record.scheme === "wss" ? 443 : 80;
  const lines = [
    "[[rule]]",
    `host = ${text(record.host ?? "")}`,
    ...(record.port === null || record.port === ordinary ? [] : [`port = ${record.port}`]),
    ...(exact && record.method ? [`methods = [${text(record.method)}]`] : []),
    ...(exact && path ? [`path = ${text(path)}`] : []),
    `action = ${text(action)}`,
    'reason = ""',
  ];
  return `${lines.join("\n")}\n`;
}

/** The requests on record that such a rule fits, whatever their query, in the core's language. */
export function ruleWhere(record: Place, exact: boolean): string {
  const text = (value: string): string => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const path = pathOf(record);
  // What begins with the path and a question mark lies between that and the next character.
  const withQuery = path && `path >= ${text(`${path}?`)} and path < ${text(`${path}@`)}`;
  return [
    `host = ${text(record.host ?? "")}`,
    ...(exact && record.method ? [`method = ${text(record.method)}`] : []),
    ...(exact && path ? [`(path = ${text(path)} or ${withQuery})`] : []),
  ].join(" and ");
}
