import { describe, expect, test } from "vitest";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import type { AccessMode } from "../../../src-shared/model/session.ts";
import { ask, bearer } from "../../helpers/githubRequests.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

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
