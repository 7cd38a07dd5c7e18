import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Config } from "../config/config.ts";
import { nearName } from "../config/nearName.ts";
import { type BuiltInPlaces, builtIns, injection } from "./builtIns.ts";
import type { CredentialDefinition } from "./definition.ts";

/** Every credential there is: the built-in ones, as config.toml extends them, then the user's own. */
export function defineCredentials(config: Config, npm: BuiltInPlaces["npm"]): CredentialDefinition[] {
  const table = builtIns({ npm, grafana: config.grafana });
  const extended = table.map((builtIn) => {
    const entry = config.credentials.find(({ id }) => id === builtIn.id);
    return {
      ...builtIn,
      source: entry?.source ?? null,
      containerVariables: unique([...builtIn.containerVariables, ...(entry?.env ? [entry.env] : [])]),
      injections: [...configured(config, builtIn.id, builtIn.placeholder), ...builtIn.injections],
    };
  });
  const own = config.credentials
    .filter(({ id }) => !table.some((builtIn) => builtIn.id === id))
    .map(({ id, source, env }): CredentialDefinition => {
      const placeholder = `clauderon-${id}-placeholder`;
      return {
        id,
        builtIn: false,
        hostVariables: [],
        containerVariables: env ? [env] : [],
        placeholder,
        otherPlaceholders: [],
        injections: configured(config, id, placeholder),
        probe: null,
        source,
      };
    });
  return [...extended, ...own];
}

function configured(config: Config, id: string, placeholder: string) {
  return config.injections
    .filter(({ credential }) => credential === id)
    .map(({ host, port, header, template }) => injection(id, { host, port, header, template, placeholder }));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Throws `not_found`, with what may be meant. */
export function findDefinition(definitions: readonly CredentialDefinition[], id: string): CredentialDefinition {
  const definition = definitions.find((it) => it.id === id);
  if (definition) return definition;
  const ids = definitions.map((it) => it.id);
  const near = nearName(id, ids);
  throw new AppError(
    "not_found",
    `There is no credential "${id}"${near ? `, did you mean "${near}"?` : "."}`,
    near ? null : `Known: ${ids.join(", ")}. Others come from [[credential]] in config.toml.`,
  );
}
