import { builtInHostVariables } from "./builtIns.ts";

/** Real values that came in the environment of this process, by variable name. Never logged, never sent on. */
export type EnvironmentSecrets = ReadonlyMap<string, string>;

/** Not used, but secrets all the same: an API key where a session needs an OAuth token. */
export const unusedVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"] as const;

/**
 * Takes the built-in credentials' variables out of the environment, so that no worker and no child inherits them.
 * The kernel's copy in /proc/<pid>/environ stays readable to the same user.
 */
export function takeEnvironmentSecrets(env: NodeJS.ProcessEnv): EnvironmentSecrets {
  return takeVariables(env, [...[...builtInHostVariables.values()].flat(), ...unusedVariables]);
}

/** The same for the variables that config.toml names as sources. */
export function takeVariables(env: NodeJS.ProcessEnv, names: readonly string[]): EnvironmentSecrets {
  const taken = new Map<string, string>();
  for (const name of names) {
    const value = env[name]?.trim();
    delete env[name];
    if (value) taken.set(name, value);
  }
  return taken;
}
