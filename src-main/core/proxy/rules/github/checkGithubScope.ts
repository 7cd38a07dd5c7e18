import { type Facts, nameOf, namesHost, type Outcome, type Rule, refuse } from "../rule.ts";
import { type GithubPlace, githubPlace, namesPush, ownRepositories } from "./place.ts";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);
/** Who the token is and how much is left: needed by clients, and nobody else's. */
const aboutTheToken = new Set(["", "user", "rate_limit", "meta", "zen", "versions"]);
/** Posts that only answer. */
const answersOnly = new Set(["markdown", "markdown/raw"]);

/**
 * At GitHub a session changes its own repositories only, and its token goes to them only: a token that reads and writes
 * everything the user can would let a page that the agent reads carry off another repository. Others are read as anybody
 * reads them, without the token.
 */
export const checkGithubScope: Rule = (facts, draft) => {
  const { request, host, path } = facts;
  if (host.preset === "open" || host.service !== "github" || namesHost(draft.allowedBy)) return null;
  const place = githubPlace(request, path);
  if (place === null || place.kind === "graphql") return null;
  const own = ownRepositories(request);
  if (place.repository !== null && own.includes(place.repository)) return null;
  if (namesPush(request, path)) return outside(facts, place.repository, own);
  // Without a repository of its own there is nothing that reading could be limited to.
  const reading: Outcome = own.length === 0 ? null : { change: { anonymous: true } };
  if (place.kind !== "rest") return readsByWeb(facts, place) ? reading : changesByWeb(facts, place, own);
  const name = place.rest.join("/");
  if (readMethods.has(request.method)) {
    return place.repository === null && aboutTheToken.has(name) ? null : reading;
  }
  if (place.repository === null && answersOnly.has(name)) return reading;
  return outside(facts, place.repository, own);
};

/** Git fetches by POST; anything else at the web's own addresses changes something. */
function readsByWeb({ request }: Facts, { rest }: GithubPlace): boolean {
  return readMethods.has(request.method) || rest.at(-1) === "git-upload-pack";
}

/** Large files are asked for by POST, as they are offered: without the token nothing but public ones can be. */
function changesByWeb(facts: Facts, { kind, repository, rest }: GithubPlace, own: readonly string[]): Outcome {
  const isFileRequest = rest.slice(0, 4).join("/") === "info/lfs/objects/batch";
  return kind === "git" && !isFileRequest ? outside(facts, repository, own) : { change: { anonymous: true } };
}

function outside(facts: Facts, repository: string | null, own: readonly string[]): Outcome {
  const what =
    repository === null ? "something else than a repository of its own" : `${repository}, which is not its own`;
  return refuse(
    "github-scope",
    `${nameOf(facts)} would change ${what}: this session ${own.length === 0 ? "has no repository at GitHub" : `works on ${own.join(", ")}`}.`,
    `The user can allow it in config.toml: [[rule]] host = "${facts.request.host}", path = "…", action = "allow".`,
  );
}
