import { describe, expect, test } from "vitest";
import { graphqlOfBody } from "../../../src-main/core/proxy/inspection/graphqlFacts.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import type { AccessMode } from "../../../src-shared/model/session.ts";
import { bearer, foreignPull, graphql, nodeId, ownPull, ownRepository } from "../../helpers/githubRequests.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

describe("GraphQL", () => {
  test.each([
    ['{ repository(owner: "a", name: "b") { id pullRequests(first: 1) { nodes { title } } } }', true],
    ['{ other: repository(owner: "A", name: "B") { id } }', true],
    ["{ viewer { login } }", true],
    ['{ search(query: "repo:a/b is:pr", type: ISSUE, first: 1) { nodes { __typename } } }', true],
    [`{ node(id: "${ownPull}") { __typename } }`, true],
    ['{ repository(owner: "a", name: "b") { parent { owner { login } } } }', true],
    ['{ repository(owner: "other", name: "secret") { id } }', false],
    ['{ a: repository(owner: "a", name: "b") { id } b: repository(owner: "x", name: "y") { id } }', false],
    ['query { ...all } fragment all on Query { repository(owner: "x", name: "y") { id } }', false],
    ['{ ... on Query { repository(owner: "x", name: "y") { id } } }', false],
    ["{ viewer { repositories(first: 9) { nodes { name } } } }", false],
    [
      '{ repository(owner: "a", name: "b") { owner { ... on User { repositories(first: 9) { nodes { name } } } } } }',
      false,
    ],
    ['{ repository(owner: "a", name: "b") { parent { object(expression: "HEAD:x") { id } } } }', false],
    ['{ search(query: "repo:a/b repo:x/y", type: ISSUE, first: 1) { issueCount } }', false],
    ['{ search(query: "secret", type: CODE, first: 1) { codeCount } }', false],
    ['{ search(query: "repo:a/b x", type: USER, first: 1) { nodes { __typename } } }', false],
    ['{ repository(owner: "a", name: "b") { owner { login ... on User { name } } } }', true],
    ['{ repository(owner: "a", name: "b") { owner { ... on User { issues(first: 9) { nodes { body } } } } } }', false],
    [
      '{ repository(owner: "a", name: "b") { assignableUsers(first: 9) { nodes { pullRequests(first: 9) { nodes { body } } } } } }',
      false,
    ],
    ['{ repository(owner: "a", name: "b") { assignableUsers(first: 9) { nodes { login } } } }', true],
    ['{ repository(owner: "a", name: "b") { newField { issues(first: 9) { nodes { body } } } } }', false],
    [
      '{ repository(owner: "a", name: "b") { milestones(first: 1) { nodes { issues(first: 1) { nodes { id } } } } } }',
      true,
    ],
    [
      '{ repository(owner: "a", name: "b") { pullRequest(number: 1) { reviewRequests(first: 9) { nodes { requestedReviewer { ... on Team { organization { login } slug } } } } } } }',
      true,
    ],
    [
      '{ repository(owner: "a", name: "b") { pullRequest(number: 1) { commits(first: 9) { nodes { commit { authors(first: 9) { nodes { name user { login } } } } } } } } }',
      true,
    ],
    [
      '{ repository(owner: "a", name: "b") { owner { ... on Organization { auditLog(first: 9) { totalCount } } } } }',
      false,
    ],
    [`{ node(id: "${foreignPull}") { __typename } }`, false],
    ['{ node(id: "MDEwOlJlcG9zaXRvcnkx") { __typename } }', false],
  ])("%s: %s", (query, passes) => {
    expect(graphql(query).decision === "allow").toBe(passes);
    expect(graphql(query, {}, "read").decision === "allow").toBe(passes);
  });
  test("fills in variables and their defaults", () => {
    const query = 'query($o: String!, $n: String = "b") { repository(owner: $o, name: $n) { id } }';
    expect(graphql(query, { o: "a" }).decision).toBe("allow");
    expect(graphql(query, { o: "x" }).rule).toBe("github-scope");
    expect(graphql(query, {}).rule).toBe("github-scope");
  });
  test.each([
    [
      "createPullRequest",
      { repositoryId: ownRepository, title: "x", baseRefName: "main", headRefName: "f" },
      "allow",
      "allow",
    ],
    ["addComment", { subjectId: ownPull, body: "x" }, "allow", "allow"],
    ["requestReviews", { pullRequestId: ownPull, userIds: [nodeId("U", 0, 7)] }, "allow", "allow"],
    ["mergePullRequest", { pullRequestId: ownPull }, "allow", "access-propose"],
    ["createPullRequest", { repositoryId: nodeId("R", 0, 123456789) }, "github-scope", "github-scope"],
    ["addComment", { subjectId: foreignPull, body: "x" }, "github-scope", "github-scope"],
    ["addComment", { subjectId: "MDExOlB1bGxSZXF1ZXN0MQ==", body: "x" }, "github-scope", "github-scope"],
    ["followUser", { userId: nodeId("U", 0, 7) }, "github-scope", "github-scope"],
    [
      "createRef",
      { repositoryId: ownRepository },
      "builtin.github.graphql.createRef",
      "builtin.github.graphql.createRef",
    ],
    [
      "createCommitOnBranch",
      { branch: { repositoryNameWithOwner: "a/b", branchName: "f" }, fileChanges: { additions: [{ path: "x" }] } },
      "allow",
      "access-propose",
    ],
    [
      "createCommitOnBranch",
      { branch: { repositoryNameWithOwner: "x/y", branchName: "f" }, fileChanges: {} },
      "github-scope",
      "github-scope",
    ],
    [
      "createCommitOnBranch",
      {
        branch: { repositoryNameWithOwner: "a/b", branchName: "f" },
        fileChanges: { additions: [{ path: "./.github//workflows/x.yml" }] },
      },
      "github-workflows",
      "github-workflows",
    ],
  ])("mutation %s %j: %s, %s", (name, input, write, propose) => {
    const query = `mutation($input: Any!) { m: ${name}(input: $input) { clientMutationId } }`;
    const outcome = (mode: AccessMode) => {
      const verdict = graphql(query, { input }, mode);
      return verdict.decision === "allow" ? "allow" : verdict.rule;
    };
    expect([outcome("write"), outcome("propose")]).toEqual([write, propose]);
    expect(outcome("read")).not.toBe("allow");
  });
  test.each([
    ["{ commentEdge { node { url } } }", true],
    ["{ subject { ... on PullRequest { author { login } } } }", true],
    [
      "{ subject { ... on PullRequest { author { ... on User { repositories(first: 9) { nodes { url } } } } } } }",
      false,
    ],
    [
      "{ subject { ... on PullRequest { repository { owner { ... on User { issues(first: 9) { nodes { body } } } } } } } }",
      false,
    ],
    ['{ subject { ... on PullRequest { repository { object(expression: "HEAD:x") { id } } } } }', false],
  ])("what a mutation answers is read in the same bounds: %s: %s", (answer, passes) => {
    const query = `mutation { addComment(input: {subjectId: "${ownPull}", body: "x"}) ${answer} }`;
    expect(graphql(query).decision === "allow").toBe(passes);
  });
  test("a reply names an object too", () => {
    const reply = (to: string) =>
      graphql(
        `mutation { addPullRequestReviewComment(input: {pullRequestId: "${ownPull}", inReplyTo: "${to}"}) { clientMutationId } }`,
      ).decision;
    expect([reply(nodeId("PRRC", 0, 987654321, 9)), reply(nodeId("PRRC", 0, 123456789, 9))]).toEqual(["allow", "deny"]);
  });
  test("every mutation of the catalogue is refused by its entry", async () => {
    const { catalogue } = await import("../../../src-main/core/proxy/catalogue/catalogue.ts");
    for (const { id, mutation } of catalogue) {
      if (mutation === null) continue;
      expect(graphql(`mutation { x: ${mutation}(input: {repositoryId: "${ownRepository}"}) { id } }`).rule).toBe(id);
      expect(graphql(`mutation { ${mutation}Not(input: {repositoryId: "${ownRepository}"}) { id } }`).rule).not.toBe(
        id,
      );
    }
  });
  test("a yes to one mutation opens nothing else in its document", () => {
    const asking = policyFrom(
      '[policy]\nask = ["builtin.github.graphql.createRef", "builtin.github.graphql.updateRef"]',
    );
    const outcome = (...mutations: string[]) => {
      const query = `mutation { ${mutations.map((it, at) => `m${at}: ${it} { clientMutationId }`).join(" ")} }`;
      const operations = graphqlOfBody(Buffer.from(JSON.stringify({ query })), "application/json");
      const body = { kind: "graphql", operations } as const;
      const request = makeRequest("POST", "https://api.github.com/graphql", { headers: bearer, body });
      const before = decide(request, asking).decision;
      return [before, decide(request, asking, new Set(["builtin.github.graphql.createRef"])).decision];
    };
    const createRef = `createRef(input: {repositoryId: "${ownRepository}"})`;
    expect(outcome(createRef)).toEqual(["ask", "allow"]);
    for (const other of [
      `inviteEnterpriseAdmin(input: {enterpriseId: "x"})`,
      `addComment(input: {subjectId: "${foreignPull}", body: "x"})`,
      `updateRef(input: {refId: "x"})`,
    ]) {
      expect([other, ...outcome(createRef, other)]).toEqual([other, "deny", "deny"]);
      expect([other, ...outcome(other, createRef)]).toEqual([other, "deny", "deny"]);
    }
  });
});
