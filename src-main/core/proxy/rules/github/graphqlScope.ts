import { type GraphqlField, unknownValue } from "../../inspection/bodyFacts.ts";
import { readsBeyond } from "./graphqlReads.ts";
import { readNodeId } from "./nodeId.ts";

/** People and groups that a change may name beside what it changes: assignees, reviewers. */
const references = new Set(["U", "BOT", "T", "O", "MAN", "EMU"]);

/** Why a mutation is not certainly about the session's own repositories; null when it is. */
export function mutationScope(
  { args, below }: GraphqlField,
  own: readonly string[],
  ownIds: ReadonlySet<number>,
): string | null {
  // What a mutation answers is read like anything else.
  if (readsBeyond(below)) return "reads more than the session's own repositories";
  const places = { names: [] as string[], ids: [] as unknown[], unknown: false };
  collect(args, places, 0);
  if (places.unknown) return "leaves out a value that it names";
  if (places.names.some((name) => !own.includes(name.toLowerCase()))) return "names a repository that is not its own";
  let found = places.names.length > 0;
  for (const id of places.ids) {
    const place = typeof id === "string" ? readNodeId(id) : null;
    if (place === null) return "names an object whose repository cannot be told";
    if (place.repository === null) {
      if (!references.has(place.prefix)) return "is about something else than a repository";
    } else if (!ownIds.has(place.repository)) return "names an object that is not known to be in its own repository";
    else found = true;
  }
  return found ? null : "does not say which repository it is about";
}

function collect(value: unknown, into: { names: string[]; ids: unknown[]; unknown: boolean }, depth: number): void {
  if (value === unknownValue || depth > 12) into.unknown = true;
  else if (Array.isArray(value)) for (const item of value) collect(item, into, depth + 1);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (item === null || key === "clientMutationId") continue;
      if (key === "repositoryNameWithOwner") into.names.push(String(item));
      else if (/(^i|I)d$|^inReplyTo$/.test(key)) into.ids.push(item);
      else if (/(^i|I)ds$/.test(key) && Array.isArray(item)) into.ids.push(...item);
      else collect(item, into, depth + 1);
    }
  }
}

const free = new Set([
  "rateLimit",
  "__schema",
  "__type",
  "__typename",
  "meta",
  "codesOfConduct",
  "licenses",
  "license",
]);
/** Asked for without anything below them they only name somebody. */
const flat = new Set(["viewer", "user", "organization", "repositoryOwner"]);

/** Why a query may read more than the session's own repositories; null when it does not. */
export function queryScope(
  { name, args, below }: GraphqlField,
  own: readonly string[],
  ownIds: ReadonlySet<number>,
): string | null {
  if (free.has(name)) return null;
  if (flat.has(name)) return below.length === 0 ? null : "reads more than the session's own repositories";
  if (!isOwn(name, args, own, ownIds)) return "is not certainly about the session's own repositories";
  return readsBeyond(below) ? "reads more than the session's own repositories" : null;
}

function isOwn(name: string, args: GraphqlField["args"], own: readonly string[], ownIds: ReadonlySet<number>): boolean {
  if (name === "repository") {
    const { owner, name: repository } = args;
    if (typeof owner !== "string" || typeof repository !== "string") return false;
    // A renamed repository could be followed from here to somewhere else only by its owner.
    return own.includes(`${owner}/${repository}`.toLowerCase());
  }
  // Among people a repository narrows nothing.
  if (name === "search") {
    const { type, query } = args;
    return typeof type === "string" && type !== "USER" && typeof query === "string" && searchesOwn(query, own);
  }
  const ids = name === "node" ? [args.id] : name === "nodes" ? args.ids : null;
  if (!Array.isArray(ids)) return false;
  return ids.every((id) => {
    const place = typeof id === "string" ? readNodeId(id) : null;
    return place !== null && place.repository !== null && ownIds.has(place.repository);
  });
}

/** `repo:` qualifiers are joined by OR, so each has to be the session's; there has to be one. */
function searchesOwn(query: string, own: readonly string[]): boolean {
  if (/\b(OR|NOT|AND)\b|[()]/.test(query)) return false;
  const repositories = [...query.matchAll(/(?:^|\s)repo:("?)([^\s"]+)\1(?=\s|$)/gi)].map((match) =>
    match[2]!.toLowerCase(),
  );
  const widens = /(?:^|\s)(user|org|owner|enterprise):/i.test(query);
  return !widens && repositories.length > 0 && repositories.every((name) => own.includes(name));
}
