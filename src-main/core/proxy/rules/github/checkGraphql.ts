import type { GraphqlField } from "../../inspection/bodyFacts.ts";
import { isGraphql } from "../../inspection/whatToInspect.ts";
import { refuseEntry } from "../checkCatalogue.ts";
import { type Facts, namesHost, type Outcome, type Rule, refuse } from "../rule.ts";
import { mutationScope, queryScope } from "./graphqlScope.ts";
import { ownRepositories } from "./place.ts";

/** GitHub's GraphQL by the meaning of its documents: no mutation that mints access, no repository but the session's. */
export const checkGraphql: Rule = (facts, draft) => {
  const { request, host } = facts;
  const { body } = request;
  if (request.host !== "api.github.com" || host.preset === "open" || namesHost(draft.allowedBy)) return null;
  if (!isGraphql(facts) || body === "unseen") return null;
  if (body?.kind !== "graphql") {
    return refuse("graphql-unread", "This GraphQL request was not looked at, so it is not sent.", "Send it by POST.");
  }
  const asks = new Map<string, NonNullable<Outcome>>();
  for (const { type, fields } of body.operations) {
    if (type === "subscription") return outside("a subscription", "is not known here");
    for (const field of fields) {
      const outcome = type === "mutation" ? mutation(field, facts) : query(field, facts);
      if (outcome === null) continue;
      // A yes ends this rule, so all else in the document is judged before the question is put.
      if ("refuse" in outcome && outcome.ask) asks.set(outcome.refuse.rule, outcome);
      else return outcome;
    }
  }
  if (asks.size > 1) return outside("a document", "asks for several approvals at once");
  return [...asks.values()][0] ?? null;
};

function mutation(field: GraphqlField, facts: Facts): Outcome {
  const entry = facts.host.catalogue.find((it) => it.entry.mutation === field.name);
  if (entry && entry.action !== "allow") return refuseEntry(entry);
  if (field.name === "createCommitOnBranch" && touchesWorkflows(field.args.input)) {
    return refuse(
      "github-workflows",
      "This commit would change a workflow, which runs with the repository's secrets after this session.",
      "Leave .github as it was, or ask the user to make the change.",
    );
  }
  // The user named this mutation: it may be about what the session does not own.
  if (entry) return null;
  const problem = mutationScope(field, ownRepositories(facts.request), facts.request.ownRepositoryIds ?? noIds);
  return problem === null ? null : outside(`the mutation ${shown(field.name)}`, problem);
}

function query(field: GraphqlField, { request }: Facts): Outcome {
  const own = ownRepositories(request);
  const problem = own.length === 0 ? null : queryScope(field, own, request.ownRepositoryIds ?? noIds);
  return problem === null ? null : outside(`the query for ${shown(field.name)}`, problem);
}

const noIds: ReadonlySet<number> = new Set();

function outside(what: string, problem: string): Outcome {
  return refuse(
    "github-scope",
    `In GraphQL, ${what} ${problem}.`,
    "Ask for the session's own repository by owner and name first, or use the REST API (`gh api repos/OWNER/NAME/…`).",
  );
}

function touchesWorkflows(input: unknown): boolean {
  const changes = (input as { fileChanges?: { additions?: unknown; deletions?: unknown } } | null)?.fileChanges ?? {};
  if (typeof changes !== "object") return true;
  return [changes.additions, changes.deletions].some((list) => {
    if (list === undefined || list === null) return false;
    if (!Array.isArray(list)) return true;
    return list.some((change) => {
      const path = (change as { path?: unknown } | null)?.path;
      if (typeof path !== "string") return true;
      const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
      return segments.includes("..") || (segments[0] === ".github" && (segments[1] ?? "workflows") === "workflows");
    });
  });
}

function shown(name: string): string {
  return name.slice(0, 80);
}
