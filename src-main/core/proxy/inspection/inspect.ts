import type { Policy } from "../../policy.ts";
import type { ProxyRequest } from "../exchange.ts";
import { type BodyFacts, type BodyKind, Undecidable } from "./bodyFacts.ts";
import { graphqlOfBody, graphqlOfQuery } from "./graphqlFacts.ts";
import { readPack } from "./packReader.ts";
import { readPushHead } from "./pktLines.ts";
import { decodeBody } from "./readBody.ts";
import { trimServerTools } from "./serverTools.ts";
import { harmlessObjects, type KnownObjects, workflowChange } from "./workflowChange.ts";

export interface Inspection {
  readonly facts: BodyFacts;
  /** What is sent in place of the body; null leaves it as it came. */
  readonly replacement: Buffer | null;
  /** Objects of a push that was found harmless. */
  readonly objects: { readonly commits: readonly string[]; readonly trees: readonly string[] } | null;
}

/** Looks at a body. What goes wrong meanwhile is a fact as well: nothing can be decided by such a body. */
export async function inspect(
  kind: BodyKind,
  request: ProxyRequest,
  body: Buffer,
  policy: Policy,
  known: KnownObjects,
): Promise<Inspection> {
  try {
    const decoded = await decodeBody(body, valuesOf(request, "content-encoding"), kind);
    if (decoded === null) throw new Undecidable("its body is encoded in a way that is not known here");
    if (kind === "graphql") return plain({ kind, operations: graphqlOf(request, decoded) });
    if (kind === "push") return await push(decoded, known);
    const trimmed = trimServerTools(decoded, policy.serverTools ?? []);
    return { facts: { kind }, replacement: trimmed, objects: null };
  } catch (error) {
    // A reader that fails has not read: the reason is shown when it is one of ours.
    const reason = error instanceof Undecidable ? error.message : "its body could not be looked at";
    return plain({ kind: "undecidable", reason });
  }
}

function plain(facts: BodyFacts): Inspection {
  return { facts, replacement: null, objects: null };
}

function graphqlOf(request: ProxyRequest, body: Buffer) {
  const at = request.target.indexOf("?");
  const search = at === -1 ? "" : request.target.slice(at + 1);
  if (request.method === "GET" || request.method === "HEAD") {
    if (body.length > 0) throw new Undecidable("it is a GET with a body");
    return search === "" ? [] : graphqlOfQuery(search);
  }
  if (request.method !== "POST") throw new Undecidable("it is GraphQL by an unusual method");
  if (namesGraphql(search)) throw new Undecidable("it has a GraphQL query in its address and a body");
  const types = valuesOf(request, "content-type");
  return graphqlOfBody(body, types.length === 1 ? (types[0] as string) : "");
}

async function push(body: Buffer, known: KnownObjects): Promise<Inspection> {
  const { commands, packAt } = readPushHead(body);
  const pack = body.subarray(packAt);
  const objects = pack.length === 0 ? new Map() : await readPack(pack);
  const workflows = workflowChange(commands, objects, known);
  return {
    facts: { kind: "push", commands, workflows },
    replacement: null,
    objects: workflows === null ? harmlessObjects(objects) : null,
  };
}

function valuesOf({ headers }: ProxyRequest, name: string): string[] {
  return headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
}

/** Servers join what the address says to what the body says, also piece by piece: `variables[id]=…`. */
function namesGraphql(search: string): boolean {
  const names = search.split(/[&;]/).map((parameter) => lenientlyDecoded(parameter.split("=", 1)[0] as string));
  return names.some((name) => /^\s*(?:query|operationname|variables|extensions|id)(?:[[.\s]|$)/i.test(name));
}

/** What is no escape stays as it is, as with servers: one of those must not hide the others. */
function lenientlyDecoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
