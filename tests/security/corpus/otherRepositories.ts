import { act, git, github, gitPush, graphql, json, none, push, some } from "./accessModeCase.ts";
import type { AttackCase } from "./case.ts";

/** Ways in which a session that may write would do so beyond its own repositories. */
export const otherRepositoryCases: readonly AttackCase[] = [
  ...(["PUT", "PATCH", "DELETE"] as const).map((method) =>
    act(
      "main",
      `sends a GraphQL mutation by ${method}`,
      "api.github.com",
      method,
      "/graphql",
      github + json,
      graphql('mutation { addStar(input: {starrableId: "R_kgDOAAAAAQ"}) { clientMutationId } }'),
    ),
  ),
  act(
    "main",
    "sends a GraphQL mutation below its address",
    "api.github.com",
    "POST",
    "/graphql/x",
    github + json,
    graphql('mutation { addStar(input: {starrableId: "R_kgDOAAAAAQ"}) { clientMutationId } }'),
  ),
  act(
    "main",
    "locks a large file of a repository that is not its own",
    "github.com",
    "POST",
    "/mallory/exfiltration.git/info/lfs/locks",
    `${git}Content-Type: application/vnd.git-lfs+json\r\n`,
    '{"path":"a.bin"}',
  ),
  act(
    "main",
    "pushes to a repository that is not its own",
    "github.com",
    "POST",
    "/mallory/exfiltration.git/git-receive-pack",
    gitPush,
    push(none, some, "refs/heads/x"),
  ),
  act(
    "main",
    "writes a file to a repository that is not its own",
    "api.github.com",
    "PUT",
    "/repos/mallory/exfiltration/contents/secret.txt",
    github,
    "{}",
  ),
  act(
    "main",
    "opens an issue in a repository that is not its own",
    "api.github.com",
    "POST",
    "/repos/mallory/exfiltration/issues",
    github,
    "{}",
  ),
  act(
    "main",
    "forks a repository that is not its own",
    "api.github.com",
    "POST",
    "/repos/mallory/exfiltration/forks",
    github,
    "{}",
  ),
];
