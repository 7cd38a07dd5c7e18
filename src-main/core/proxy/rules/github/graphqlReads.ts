/** Below a repository these lead to others. */
const leadsAway = new Set([
  "repositories",
  "repositoriesContributedTo",
  "topRepositories",
  "starredRepositories",
  "watching",
  "pinnedItems",
  "pinnableItems",
  "itemShowcase",
  "organizations",
  "enterprises",
  "enterprise",
  "gists",
  "gist",
  "projectsV2",
  "contributionsCollection",
  "savedReplies",
  "packages",
  "issueComments",
  "repositoryDiscussions",
  "repositoryDiscussionComments",
  "gistComments",
  "auditLog",
  "membersWithRole",
  "repositoryMigrations",
  "samlIdentityProvider",
  "ipAllowListEntries",
]);

/** Other repositories, of which only who they are may be asked. */
const others = new Set([
  "parent",
  "templateRepository",
  "headRepository",
  "baseRepository",
  "commitRepository",
  "fromRepository",
  "forks",
  "source",
  "repository",
]);
const whoTheyAre = new Set(["owner", "nodes", "edges", "node", "defaultBranchRef"]);

/**
 * People, teams and programs, of whom only who they are may be asked: what is theirs is spread over all repositories,
 * and the token sees all that its owner sees.
 */
const people = new Set([
  "actor",
  "answerChosenBy",
  "app",
  "assignableUsers",
  "assignedActors",
  "assignee",
  "assignees",
  "author",
  "collaborators",
  "creator",
  "deletedBy",
  "deletedCommentAuthor",
  "disabler",
  "dismisser",
  "editor",
  "enabledBy",
  "enabler",
  "enqueuer",
  "headRepositoryOwner",
  "mentionableUsers",
  "mentions",
  "mergedBy",
  "onBehalfOf",
  "organization",
  "owner",
  "participants",
  "pinnedBy",
  "pusher",
  "reactors",
  "relevantOrganizations",
  "relevantTeams",
  "requestedReviewer",
  "resolvedBy",
  "reviewer",
  "reviewers",
  "signer",
  "stargazers",
  "suggestedActors",
  "team",
  "teams",
  "uploadedBy",
  "user",
  "users",
  "viewer",
  "watchers",
]);
const listing = new Set(["nodes", "edges", "node"]);

/** Lists that people have too: they are the repository's own only where nothing stands between. */
const lists = new Set(["issues", "pullRequests", "commitComments"]);
const holders = new Set(["milestone", "milestones", "label", "labels"]);

/** Does a selection below one of the session's own objects lead to what may not be its own? */
export function readsBeyond(below: readonly string[]): boolean {
  return below.some((path) => {
    const fields = path.split("/");
    if (fields.some((field) => leadsAway.has(field))) return true;
    const away = fields.findIndex((field) => others.has(field));
    if (away !== -1 && fields.slice(away + 1).some((field) => !whoTheyAre.has(field))) return true;
    const person = fields.findIndex((field) => people.has(field));
    // A team is named with its organization.
    if (person !== -1 && fields.slice(person + 1).some((field) => !listing.has(field) && field !== "organization"))
      return true;
    const list = fields.findIndex((field) => lists.has(field));
    const before = list === -1 ? undefined : fields.slice(0, list).findLast((field) => !listing.has(field));
    return before !== undefined && !holders.has(before);
  });
}
