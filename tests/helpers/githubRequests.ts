import type { Verdict } from "../../src-main/core/proxy/exchange.ts";
import { graphqlOfBody } from "../../src-main/core/proxy/inspection/graphqlFacts.ts";
import { decide } from "../../src-main/core/proxy/pipeline.ts";
import type { AccessMode } from "../../src-shared/model/session.ts";
import { makeRequest, policyFrom } from "./policy.ts";

const policy = policyFrom();
export const bearer = [["authorization", "Bearer ghp_clauderonPlaceholder"]] as const;

/** What the usual policy says to a request, which carries the placeholder where it goes to GitHub. */
export const ask = (method: string, url: string, accessMode: AccessMode = "write", change = {}): Verdict =>
  decide(makeRequest(method, url, { accessMode, headers: /github/.test(url) ? bearer : [], ...change }), policy);

export const graphql = (query: string, variables: object = {}, accessMode: AccessMode = "write", ids = [987654321]) => {
  const operations = graphqlOfBody(Buffer.from(JSON.stringify({ query, variables })), "application/json");
  const body = { kind: "graphql", operations } as const;
  return ask("POST", "https://api.github.com/graphql", accessMode, { body, ownRepositoryIds: new Set(ids) });
};

/** `PREFIX_` and a packed list, as GitHub writes ids now. */
export const nodeId = (prefix: string, ...numbers: number[]): string => {
  const packed = numbers.flatMap((n) => (n < 128 ? [n] : [0xce, n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
  return `${prefix}_${Buffer.from([0x90 | numbers.length, ...packed]).toString("base64url")}`;
};
export const ownRepository = nodeId("R", 0, 987654321);
export const ownPull = nodeId("PR", 0, 987654321, 5);
export const foreignPull = nodeId("PR", 0, 123456789, 5);
