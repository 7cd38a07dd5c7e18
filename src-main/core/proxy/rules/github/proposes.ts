import { isGraphql, isPush } from "../../inspection/whatToInspect.ts";
import { compilePath, matchPath } from "../pathMatch.ts";
import type { Facts } from "../rule.ts";
import { githubPlace, namesPush, ownRepositories } from "./place.ts";

/** Calls on a repository that offer something to a person: pull requests and comments, never a merge or an approval. */
const offers = [
  ["POST", "/repos/*/*/pulls"],
  ["PATCH", "/repos/*/*/pulls/*"],
  ["POST", "/repos/*/*/pulls/*/comments"],
  ["POST", "/repos/*/*/pulls/*/comments/*/replies"],
  ["PATCH", "/repos/*/*/pulls/comments/*"],
  ["POST", "/repos/*/*/pulls/*/requested_reviewers"],
  ["POST", "/repos/*/*/issues"],
  ["POST", "/repos/*/*/issues/*/comments"],
  ["PATCH", "/repos/*/*/issues/comments/*"],
  ["POST", "/repos/*/*/issues/*/labels"],
  ["POST", "/repos/*/*/issues/*/assignees"],
].map(([method, path]) => ({ method, pattern: compilePath(path as string) }));

const offeringMutations = new Set([
  "createPullRequest",
  "updatePullRequest",
  "closePullRequest",
  "reopenPullRequest",
  "markPullRequestReadyForReview",
  "convertPullRequestToDraft",
  "requestReviews",
  "createIssue",
  "addComment",
  "updateIssueComment",
  "addPullRequestReviewComment",
  "addPullRequestReviewThreadReply",
  "addLabelsToLabelable",
  "addAssigneesToAssignable",
]);

/** Why a change is more than a proposal; null when it is one. */
export function proposes(facts: Facts): string | null {
  const { request, path } = facts;
  if (request.upgrade || path.malformed) return "could change something";
  if (isPush(facts) || namesPush(request, path)) return pushProposes(facts);
  const place = githubPlace(request, path);
  if (place?.kind === "graphql" && isGraphql(facts)) return graphqlProposes(facts);
  if (request.host !== "api.github.com" || place?.repository == null) return "is more than a proposal";
  if (!ownRepositories(request).includes(place.repository)) return "is about a repository that is not its own";
  const offered = offers.some(
    ({ method, pattern }) => method === request.method && matchPath(pattern, path, false) === "all",
  );
  return offered ? null : "is more than a proposal";
}

/** Scope was checked before: what is left is what the mutation does. */
function graphqlProposes({ request: { body } }: Facts): string | null {
  if (body === "unseen") return null;
  if (body?.kind !== "graphql") return "could change something";
  const more = body.operations.some(
    ({ type, fields }) =>
      type !== "query" && fields.some(({ name }) => type !== "mutation" || !offeringMutations.has(name)),
  );
  return more ? "is more than a proposal" : null;
}

/** A branch of the session's own repository, other than the default one; nothing is removed, no tag is set. */
function pushProposes({ request, path }: Facts): string | null {
  const { workspace, body } = request;
  const own = workspace?.repositories ?? [];
  const repositories = path.readings.map((segments) => repositoryAt(request.host, request.port, segments));
  if (!repositories.every((it) => it !== null && own.includes(it)))
    return "is a push to a repository that is not its own";
  if (body === "unseen" || request.method === "GET") return null;
  if (body?.kind !== "push") return "is a push that was not looked at";
  const guarded = new Set([...(workspace?.defaultBranches ?? []), "main", "master"]);
  for (const { ref, after } of body.commands) {
    if (/^0+$/.test(after)) return "removes a branch or tag";
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    if (branch === undefined) return "sets something else than a branch";
    if (guarded.has(branch)) return `pushes to ${branch}, the branch that others build on`;
  }
  return null;
}

/** "host/owner/name" of a path that git uses. */
function repositoryAt(host: string, port: number, segments: readonly string[]): string | null {
  const end = segments.findIndex(
    (segment, at) => segment === "git-receive-pack" || (segment === "info" && segments[at + 1] === "refs"),
  );
  if (end < 1) return null;
  const name = segments
    .slice(0, end)
    .join("/")
    .replace(/\.git$/, "");
  return `${host}${port === 443 ? "" : `:${port}`}/${name}`.toLowerCase();
}
