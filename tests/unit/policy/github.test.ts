import { describe, expect, test } from "vitest";
import { graphqlOfBody } from "../../../src-main/core/proxy/inspection/graphqlFacts.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import type { AccessMode } from "../../../src-shared/model/session.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const policy = policyFrom();
const bearer = [["authorization", "Bearer ghp_clauderonPlaceholder"]] as const;
const ask = (method: string, url: string, accessMode: AccessMode = "write", change = {}) =>
  decide(makeRequest(method, url, { accessMode, headers: /github/.test(url) ? bearer : [], ...change }), policy);

describe("the scope of a session's own repositories", () => {
  test.each([
    ["GET", "https://api.github.com/repos/a/b/contents/x", "allow", 1],
    ["GET", "https://api.github.com/repos/A/B/contents/x", "allow", 1],
    ["POST", "https://api.github.com/repos/a/b/issues", "allow", 1],
    ["GET", "https://api.github.com/user", "allow", 1],
    ["GET", "https://api.github.com/repos/other/secret/contents/x", "allow", 0],
    ["GET", "https://api.github.com/user/repos", "allow", 0],
    ["GET", "https://api.github.com/search/code?q=x", "allow", 0],
    ["GET", "https://api.github.com/repos/a/b/../../other/secret", "allow", 0],
    ["GET", "https://api.github.com/repositories/42", "allow", 0],
    ["POST", "https://api.github.com/repos/other/place/issues", "github-scope", 0],
    ["POST", "https://api.github.com/repos/a/b/../../other/place/issues", "github-scope", 0],
    ["POST", "https://api.github.com/repos/a%2fb/issues/7", "github-scope", 0],
    ["PATCH", "https://api.github.com/repositories/42/issues/1", "github-scope", 0],
    ["PATCH", "https://api.github.com/user", "github-scope", 0],
    ["POST", "https://api.github.com/markdown", "allow", 0],
  ])("%s %s: %s, %i credentials", (method, url, outcome, injections) => {
    const verdict = ask(method, url);
    expect(verdict.decision === "allow" ? "allow" : verdict.rule).toBe(outcome);
    expect(verdict.injections).toHaveLength(injections);
    expect(JSON.stringify(verdict.headers)).not.toContain("Placeholder");
  });
  test.each([
    ["GET", "https://github.com/a/b.git/info/refs?service=git-upload-pack", "allow", 1],
    ["GET", "https://github.com/A/b/info/refs?service=git-receive-pack", "allow", 1],
    ["POST", "https://github.com/other/secret/git-upload-pack", "allow", 0],
    ["GET", "https://github.com/other/secret/info/refs?service=git-receive-pack", "github-scope", 0],
    ["POST", "https://github.com/other/secret/git-receive-pack", "github-scope", 0],
    ["GET", "https://github.com/a/b/releases/download/1/x", "allow", 1],
    ["GET", "https://github.com/other/b/releases/download/1/x", "allow", 0],
  ])("git: %s %s: %s, %i credentials", (method, url, outcome, injections) => {
    const basic = [["authorization", `Basic ${btoa("x-access-token:ghp_clauderonPlaceholder")}`]] as const;
    const verdict = ask(method, url, "write", { headers: basic });
    expect([verdict.decision === "allow" ? "allow" : verdict.rule, verdict.injections.length]).toEqual([
      outcome,
      injections,
    ]);
  });
  test.each([
    ["POST", "https://github.com/x/y.git/git-upload-pack", "allow", 1],
    ["POST", "https://github.com/x/y.git/info/lfs/objects/batch", "allow", 0],
    ["POST", "https://github.com/x/y.git/info/lfs/locks", "github-scope", 0],
    ["DELETE", "https://github.com/x/y/some/page", "allow", 0],
  ])("without a repository of its own: %s %s: %s, %i credentials", (method, url, outcome, injections) => {
    const basic = [["authorization", `Basic ${btoa("x-access-token:ghp_clauderonPlaceholder")}`]] as const;
    const verdict = ask(method, url, "write", { headers: basic, workspace: null });
    expect([verdict.decision === "allow" ? "allow" : verdict.rule, verdict.injections.length]).toEqual([
      outcome,
      injections,
    ]);
  });
  test("large files of its own repository are sent with the token, those of others are asked for without", () => {
    const basic = [["authorization", `Basic ${btoa("x-access-token:ghp_clauderonPlaceholder")}`]] as const;
    const credentials = (url: string) => ask("POST", url, "write", { headers: basic }).injections.length;
    expect(credentials("https://github.com/a/b.git/info/lfs/objects/batch")).toBe(1);
    expect(credentials("https://github.com/x/y.git/info/lfs/objects/batch")).toBe(0);
  });
  test("without a repository of its own a session reads with its token, and changes nothing", () => {
    const alone = { workspace: null };
    expect(ask("GET", "https://api.github.com/repos/x/y", "write", alone).injections).toHaveLength(1);
    expect(ask("POST", "https://api.github.com/repos/x/y/issues", "write", alone).rule).toBe("github-scope");
  });
  test("a rule that names the place opens it, and so does preset open", () => {
    const other = makeRequest("POST", "https://api.github.com/repos/other/place/issues", { headers: bearer });
    const rule = '[[rule]]\nhost = "api.github.com"\npath = "/repos/other/place/**"\naction = "allow"\n';
    expect(decide(other, policyFrom(rule)).injections).toHaveLength(1);
    expect(decide(other, policyFrom('[policy]\npreset = "open"')).injections).toHaveLength(1);
  });
});

describe("access mode propose", () => {
  test.each([
    ["GET", "https://example.com/", true],
    ["POST", "https://example.com/", false],
    ["POST", "https://search.example/index/_search", true],
    ["POST", "https://search.example/index/_search/../_doc", false],
    ["POST", "https://api.github.com/repos/a/b/pulls", true],
    ["PATCH", "https://api.github.com/repos/a/b/pulls/7", true],
    ["PUT", "https://api.github.com/repos/a/b/pulls/7/merge", false],
    ["POST", "https://api.github.com/repos/a/b/pulls/7/reviews", false],
    ["POST", "https://api.github.com/repos/a/b/issues/7/comments", true],
    ["PUT", "https://api.github.com/repos/a/b/contents/x", false],
    ["POST", "https://api.github.com/repos/other/place/pulls", false],
    ["GET", "https://github.com/a/b/info/refs?service=git-receive-pack", true],
    ["GET", "https://git.example/a/b/info/refs?service=git-receive-pack", false],
  ])("%s %s: %s", (method, url, passes) => {
    expect(ask(method, url, "propose").decision === "allow").toBe(passes);
  });
  const zero = "0".repeat(40);
  const id = "1".repeat(40);
  test.each([
    ["refs/heads/clauderon/fix", id, true],
    ["refs/heads/main", id, false],
    ["refs/heads/trunk", id, false],
    ["refs/heads/clauderon/fix", zero, false],
    ["refs/tags/v1", id, false],
    ["refs/pull/1/head", id, false],
  ])("a push that sets %s to %s: %s", (ref, after, passes) => {
    const body = { kind: "push", commands: [{ ref, before: zero, after }], workflows: null } as const;
    const at = (mode: AccessMode) => ask("POST", "https://github.com/a/b/git-receive-pack", mode, { body }).decision;
    expect(at("propose") === "allow").toBe(passes);
    expect([at("read"), at("write")]).toEqual(["deny", "allow"]);
  });
});

const graphql = (query: string, variables: object = {}, accessMode: AccessMode = "write", ids = [987654321]) => {
  const operations = graphqlOfBody(Buffer.from(JSON.stringify({ query, variables })), "application/json");
  const body = { kind: "graphql", operations } as const;
  return ask("POST", "https://api.github.com/graphql", accessMode, { body, ownRepositoryIds: new Set(ids) });
};

/** `PREFIX_` and a packed list, as GitHub writes ids now. */
const nodeId = (prefix: string, ...numbers: number[]): string => {
  const packed = numbers.flatMap((n) => (n < 128 ? [n] : [0xce, n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
  return `${prefix}_${Buffer.from([0x90 | numbers.length, ...packed]).toString("base64url")}`;
};
const ownRepository = nodeId("R", 0, 987654321);
const ownPull = nodeId("PR", 0, 987654321, 5);
const foreignPull = nodeId("PR", 0, 123456789, 5);

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
  test("a document that is deeper than any client's cannot be decided", () => {
    const deep = (levels: number) =>
      `{ repository(owner: "a", name: "b") ${"{ a ".repeat(levels)}${"}".repeat(levels)} }`;
    expect(graphql(deep(30)).decision).toBe("allow");
    expect(() => graphql(deep(60))).toThrow("too deep");
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
  test("the operation that is named is the one that counts", () => {
    const read = (body: object) => {
      const operations = graphqlOfBody(Buffer.from(JSON.stringify(body)), "application/json");
      return ask("POST", "https://x.example/graphql", "read", { body: { kind: "graphql", operations } }).decision;
    };
    const query = "query a { x } mutation b { y }";
    expect(read({ query, operationName: "a" })).toBe("allow");
    expect(read({ query, operationName: "b" })).toBe("deny");
    expect(read({ query, operationName: "c" })).toBe("deny");
    expect(read({ query })).toBe("deny");
    expect(read([{ query: "{ x }" }, { query: "{ y }" }])).toBe("allow");
    expect(read([{ query: "{ x }" }, { query: "mutation { y }" }])).toBe("deny");
  });
  test.each([
    ['{"query":"{ a }","query":"mutation { b }"}', "names a field twice"],
    ['{"query":"{ a }","q\\u0075ery":"mutation { b }"}', "names a field twice"],
    ['{"extensions":{"persistedQuery":{"sha256Hash":"00"}}}', "stored GraphQL query"],
    ['{"query":"{ a }","extensions":{"persistedQuery":{"sha256Hash":"00"}}}', "stored GraphQL query"],
    ['{"query":"{ a }","documentId":"00"}', "stored GraphQL query"],
    ['{"query":"{ a }","id":"00"}', "stored GraphQL query"],
    ['{"query":"{ a"}', "cannot be read"],
    ['{"query":"{ ...x } fragment x on Q { ...x }"}', "holds itself"],
    ['{"query":"type A { b: C }"}', "defines a schema"],
    ['{"query":"{ a }","variables":[1]}', "no object"],
    ["[]", "is empty"],
    ["query=%7Ba%7D", "not JSON"],
  ])("%s cannot be decided: %s", (body, reason) => {
    expect(() => graphqlOfBody(Buffer.from(body), "application/json")).toThrow(reason);
  });
  test("a body that is not JSON by its type, or not UTF-8, cannot be decided", () => {
    const body = Buffer.from('{"query":"{ a }"}');
    expect(() => graphqlOfBody(body, "multipart/form-data; boundary=x")).toThrow("not JSON");
    expect(() => graphqlOfBody(Buffer.concat([body, Buffer.from([0xff])]), "application/json")).toThrow("not UTF-8");
    expect(graphqlOfBody(body, "application/json; charset=utf-8")).toHaveLength(1);
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
  test("what was not looked at is not sent", () => {
    expect(ask("POST", "https://api.github.com/graphql", "write", { body: null }).rule).toBe("graphql-unread");
    expect(ask("POST", "https://github.com/a/b/git-receive-pack", "write", { body: null }).rule).toBe("push-unread");
    const body = { kind: "undecidable", reason: "it is odd" };
    expect(ask("POST", "https://api.github.com/graphql", "write", { body }).rule).toBe("undecidable-body");
  });
});
