import { type PolicyRule, ruleActionSchema } from "../../../src-shared/model/policy.ts";
import { configError } from "./configError.ts";
import { readHostPattern, readPort } from "./readPlaces.ts";
import type { Placed, TableReader } from "./tableReader.ts";

/** Reads one `[[rule]]`. */
export function readRule(table: TableReader): PolicyRule {
  const action = table.word("action", ruleActionSchema.options);
  const host = readHostPattern(table, true);
  const port = readPort(table);
  const methods = table.strings("methods");
  const path = table.string("path");
  const reason = table.string("reason")?.value ?? null;
  table.end();
  if (action === "tunnel" && (methods || path)) {
    throw configError(
      (methods ?? path)?.line ?? table.line,
      `a rule with \`action = "tunnel"\` cannot have \`${methods ? "methods" : "path"}\`: nobody sees them in a tunnel.`,
    );
  }
  return {
    host,
    // An opaque tunnel to any port would be a way around everything else.
    port: port ?? (action === "tunnel" ? 443 : null),
    methods: methods && readMethods(methods),
    path: path && readPathPattern(path),
    action,
    reason,
    source: `config.toml:${table.line}`,
  };
}

function readMethods({ value, line }: Placed<string[]>): string[] {
  return value.map((method) => {
    if (/^[A-Za-z-]{1,32}$/.test(method)) return method.toUpperCase();
    throw configError(line, `\`methods\` holds "${method}", which is not a method.`);
  });
}

function readPathPattern({ value, line }: Placed<string>): string {
  const wrong = pathProblem(value);
  if (wrong) throw configError(line, `\`path\` is "${value}", ${wrong}.`);
  return value;
}

export function pathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "but a path begins with /";
  if (/[?#]/.test(path)) return "but rules look at the path alone, without query or fragment";
  if (/[^\x21-\x7e]|\\|;|%(?![0-9A-Fa-f]{2})/.test(path)) return "which no path looks like";
  const segments = path.slice(1).split("/");
  if (segments.some((segment) => segment === "." || segment === "..")) return "but `.` and `..` never match";
  if (segments.some((segment, index) => segment === "" && index < segments.length - 1)) return "but `//` never matches";
  if (segments.some((segment) => segment.includes("**") && segment !== "**"))
    return "but `**` stands alone between slashes";
  return null;
}
