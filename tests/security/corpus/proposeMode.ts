import { act, github, gitPush, none, push, repository, some } from "./accessModeCase.ts";
import type { AttackCase } from "./case.ts";

/** Ways in which a session that may propose would do more than that. */
export const proposeModeCases: readonly AttackCase[] = [
  act(
    "proposer",
    "pushes to the default branch",
    "github.com",
    "POST",
    "/acme/harbor.git/git-receive-pack",
    gitPush,
    push(some, "2".repeat(40), "refs/heads/main"),
  ),
  act(
    "proposer",
    "deletes the default branch",
    "github.com",
    "POST",
    "/acme/harbor.git/git-receive-pack",
    gitPush,
    push(some, none, "refs/heads/main"),
  ),
  act(
    "proposer",
    "pushes a tag",
    "github.com",
    "POST",
    "/acme/harbor.git/git-receive-pack",
    gitPush,
    push(none, some, "refs/tags/v1"),
  ),
  act(
    "proposer",
    "pushes to a repository that is not its own",
    "github.com",
    "POST",
    "/mallory/exfiltration.git/git-receive-pack",
    gitPush,
    push(none, some, "refs/heads/x"),
  ),
  act("proposer", "merges a pull request", "api.github.com", "PUT", `${repository}/pulls/7/merge`, github, "{}"),
  act("proposer", "writes a file by the API", "api.github.com", "PUT", `${repository}/contents/a.txt`, github, "{}"),
  act(
    "proposer",
    "moves a branch by the API",
    "api.github.com",
    "PATCH",
    `${repository}/git/refs/heads/main`,
    github,
    "{}",
  ),
  act(
    "proposer",
    "opens a pull request elsewhere",
    "api.github.com",
    "POST",
    "/repos/mallory/exfiltration/pulls",
    github,
    "{}",
  ),
  act("proposer", "deletes a repository", "api.github.com", "DELETE", repository, github),
  act("proposer", "writes to a free host", "free.example", "POST", "/thing", "", "{}"),
];
