/** What the rules may know of a request's body: facts, never the bytes. */
export type BodyFacts =
  | { readonly kind: "graphql"; readonly operations: readonly GraphqlOperation[] }
  | {
      readonly kind: "push";
      readonly commands: readonly RefUpdate[];
      /** Why the push might change workflows; null when it does not. */
      readonly workflows: string | null;
    }
  | { readonly kind: "messages" }
  /** It could not be read for certain, which no rule takes for a yes. */
  | { readonly kind: "undecidable"; readonly reason: string };

export interface RefUpdate {
  readonly ref: string;
  /** All zeros: the ref is made. */
  readonly before: string;
  /** All zeros: the ref is removed. */
  readonly after: string;
}

export interface GraphqlOperation {
  readonly type: "query" | "mutation" | "subscription";
  readonly fields: readonly GraphqlField[];
}

export interface GraphqlField {
  readonly name: string;
  /** Under which name the answer holds it. */
  readonly key: string;
  /** The same of its own field `id`; null where that is not asked for. */
  readonly idKey: string | null;
  /** Values with their variables filled in; `unknownValue` where one is missing. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Fields below that have fields of their own, as paths: "pullRequest", "pullRequest/headRepository". */
  readonly below: readonly string[];
}

export const unknownValue: unique symbol = Symbol("unknown");

/** A body that somebody has to look at before a decision. */
export type BodyKind = "graphql" | "push" | "messages";

export class Undecidable extends Error {}
