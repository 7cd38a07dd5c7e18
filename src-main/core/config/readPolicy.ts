import { presetNames } from "../../../src-shared/model/policy.ts";
import { catalogue, entryMatches } from "../proxy/catalogue/catalogue.ts";
import type { Config } from "./config.ts";
import { defaultConfig } from "./config.ts";
import { configError } from "./configError.ts";
import { nearName } from "./nearName.ts";
import type { TableReader } from "./tableReader.ts";

/** Reads `[policy]`: the preset, and what becomes of entries of the built-in catalogue. */
export function readPolicy(table: TableReader | null): Config["policy"] {
  if (!table) return defaultConfig.policy;
  return {
    preset: table.optionalWord("preset", presetNames) ?? defaultConfig.policy.preset,
    ask: readEntries(table, "ask"),
    allow: readEntries(table, "allow"),
  };
}

/** `server_tools = "none"`, or a list of names as they begin: "web_search" covers each of its versions. */
export function readServerTools(table: TableReader): readonly string[] | null {
  if (table.has("server_tools", "string")) {
    const word = table.string("server_tools");
    if (word?.value === "none") return [];
    throw configError(word?.line ?? table.line, '`server_tools` takes "none" or a list like ["web_search"].');
  }
  const given = table.strings("server_tools");
  const wrong = given?.value.find((name) => !/^[a-z][a-z0-9_]{0,63}$/.test(name));
  if (given && wrong !== undefined)
    throw configError(given.line, `\`server_tools\` holds "${wrong}", which is no tool.`);
  return given?.value ?? null;
}

function readEntries(table: TableReader, key: string): readonly string[] {
  const given = table.strings(key);
  for (const id of given?.value ?? []) {
    if (catalogue.some((entry) => entryMatches(id, entry.id))) continue;
    const near = nearName(
      id,
      catalogue.map((entry) => entry.id),
    );
    throw configError(
      given?.line ?? table.line,
      `\`${key}\` names "${id}", which is not in the catalogue${near ? `, did you mean "${near}"?` : "."}`,
      "`clauderon rules list --built-in` shows the ids.",
    );
  }
  return given?.value ?? [];
}
