import { z } from "zod";
import type { CatalogueEntry } from "../../../../src-shared/model/policy.ts";
import type { Policy } from "../../policy.ts";
import groups from "./catalogue.json" with { type: "json" };

const fileSchema = z.array(
  z.strictObject({
    service: z.string(),
    hosts: z.array(z.string()),
    entries: z.array(
      z.strictObject({
        id: z.string(),
        method: z.string(),
        path: z.string(),
        mutation: z.string().optional(),
        why: z.string(),
        source: z.string(),
      }),
    ),
  }),
);

export type Entry = Omit<CatalogueEntry, "action">;

/** Every call known to create a lasting credential or lasting access, in the order of the file. */
export const catalogue: readonly Entry[] = fileSchema
  .parse(groups)
  .flatMap(({ service, hosts, entries }) =>
    entries.map((entry) => ({ ...entry, service, hosts, mutation: entry.mutation ?? null })),
  );

/** Does the name in `[policy] ask` or `allow` mean this entry? By id, or by a beginning that ends in `*`. */
export function entryMatches(name: string, id: string): boolean {
  return name.endsWith("*") ? id.startsWith(name.slice(0, -1)) : name === id;
}

/** What becomes of an entry's calls where no rule of the user's speaks. `ask` wins: it is the narrower of the two. */
export function entryAction(id: string, policy: Pick<Policy, "preset" | "catalogue">): CatalogueEntry["action"] {
  if (policy.catalogue.ask.some((name) => entryMatches(name, id))) return "ask";
  const allowed = policy.preset === "open" || policy.catalogue.allow.some((name) => entryMatches(name, id));
  return allowed ? "allow" : "deny";
}

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A POST counts as every other change: many servers take one for a PATCH, and frameworks look in its body for the
 * method that is meant.
 */
export function methodMatches(pattern: string, method: string): boolean {
  const upper = method.toUpperCase();
  if (pattern === "any" || pattern === upper) return true;
  return pattern === "change" ? !readMethods.has(upper) : upper === "POST" && !readMethods.has(pattern);
}
