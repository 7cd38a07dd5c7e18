import type { Injection } from "../../policy.ts";
import { renderInjection, type SecretFields } from "../renderInjection.ts";
import { spellingsOf } from "./encodings.ts";
import { PatternSet } from "./patternSet.ts";

type Secrets = Readonly<Record<string, SecretFields>>;

/** Secrets are replaced as a whole, so what was made of them is right as long as they live. */
const cache = new WeakMap<Secrets, Map<string, PatternSet | null>>();

/**
 * Everything that a host could send back of the credentials that go there, on whatever port and whether or not this
 * request carried them: a server may keep what an earlier one brought. Null where there is nothing to look for.
 */
export function secretPatterns(injections: readonly Injection[], secrets: Secrets): PatternSet | null {
  if (injections.length === 0) return null;
  const key = injections.map(({ credentialId, template }) => `${credentialId} ${template}`).join("\n");
  const known = cache.get(secrets) ?? new Map<string, PatternSet | null>();
  if (known.size === 0) cache.set(secrets, known);
  let patterns = known.get(key);
  if (patterns === undefined) {
    const spellings = [...valuesOf(injections, secrets)].flatMap(spellingsOf);
    patterns = spellings.length === 0 ? null : new PatternSet(spellings);
    known.set(key, patterns);
  }
  return patterns;
}

/** Named in answers that clients go by, and open nothing. */
const identifiers = new Set(["account_id"]);

/** The values of a credential that must not be told, without those that only name something. */
export function secretValues(fields: SecretFields | undefined): string[] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) => (identifiers.has(name) ? [] : [value]));
}

function valuesOf(injections: readonly Injection[], secrets: Secrets): ReadonlySet<string> {
  const values = new Set<string>();
  for (const { credentialId, header, template } of injections) {
    const fields = Object.hasOwn(secrets, credentialId) ? secrets[credentialId] : undefined;
    if (!fields) continue;
    for (const value of secretValues(fields)) values.add(value);
    try {
      // What goes over the wire may be another text than the value: user and token in base64.
      for (const part of renderInjection({ credentialId, header, template }, fields).split(" ").slice(1))
        values.add(part);
    } catch {
      // Nothing that could be injected, so nothing that could come back.
    }
  }
  return values;
}
