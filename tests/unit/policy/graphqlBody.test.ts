import { describe, expect, test } from "vitest";
import { graphqlOfBody } from "../../../src-main/core/proxy/inspection/graphqlFacts.ts";
import { ask, graphql } from "../../helpers/githubRequests.ts";

describe("GraphQL", () => {
  test("a document that is deeper than any client's cannot be decided", () => {
    const deep = (levels: number) =>
      `{ repository(owner: "a", name: "b") ${"{ a ".repeat(levels)}${"}".repeat(levels)} }`;
    expect(graphql(deep(30)).decision).toBe("allow");
    expect(() => graphql(deep(60))).toThrow("too deep");
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
  test("what was not looked at is not sent", () => {
    expect(ask("POST", "https://api.github.com/graphql", "write", { body: null }).rule).toBe("graphql-unread");
    expect(ask("POST", "https://github.com/a/b/git-receive-pack", "write", { body: null }).rule).toBe("push-unread");
    const body = { kind: "undecidable", reason: "it is odd" };
    expect(ask("POST", "https://api.github.com/graphql", "write", { body }).rule).toBe("undecidable-body");
  });
});
