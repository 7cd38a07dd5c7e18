import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CredentialDefinition } from "../credentials/definition.ts";
import type { Policy } from "../policy.ts";
import type { Config } from "./config.ts";
import { tunnelProblem } from "./tunnelProblem.ts";

/**
 * The policy for the proxy's thread. `unavailable` says by credential why its value cannot be used now (Vault.problems):
 * a request with its placeholder is then refused with that sentence. Throws `bad_config` for a tunnel rule over an
 * injected host.
 */
export function buildPolicy(
  config: Config,
  definitions: readonly CredentialDefinition[],
  grants: readonly PolicyRule[],
  unavailable: ReadonlyMap<string, string> = new Map(),
): Policy {
  const rules = [...config.rules, ...grants];
  const injections = definitions.flatMap((definition) =>
    definition.injections.map((injection) => ({
      ...injection,
      unavailable: unavailable.get(injection.credentialId) ?? null,
    })),
  );
  for (const rule of rules) {
    const problem = tunnelProblem(rule, injections);
    if (problem) throw new AppError("bad_config", problem);
  }
  return {
    rules,
    injections,
    placeholders: definitions.flatMap(({ id, placeholder, otherPlaceholders, injections: own }) =>
      [...new Set([placeholder, ...otherPlaceholders, ...own.map((injection) => injection.placeholder)])].map(
        (text) => ({ credentialId: id, placeholder: text }),
      ),
    ),
    upstreams: [...config.upstreams],
    limits: config.proxy.limits,
    approvals: config.approvals,
    preset: config.policy.preset,
    catalogue: { ask: [...config.policy.ask], allow: [...config.policy.allow] },
    serverTools: config.anthropic.serverTools && [...config.anthropic.serverTools],
  };
}
