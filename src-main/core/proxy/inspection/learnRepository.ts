import type { ServerResponse } from "node:http";
import type { ProxyRequest } from "../exchange.ts";
import { readNodeId } from "../rules/github/nodeId.ts";
import { githubPlace, ownRepositories } from "../rules/github/place.ts";
import { PathReadings } from "../rules/pathReadings.ts";
import type { GraphqlOperation } from "./bodyFacts.ts";

const maxAnswer = 1024 * 1024;

/**
 * GraphQL names objects by numbers, and which number is the session's own repository only GitHub knows. It says so when
 * a client asks about the repository by its name, which clients do before they change anything in it.
 */
export function learnRepository(request: ProxyRequest, response: ServerResponse, learned: Set<number>): void {
  const find = finder(request);
  if (!find) return;
  let answer: Buffer[] | null = [];
  let size = 0;
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  const end = response.end.bind(response) as () => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (status !== 200) answer = null;
    return writeHead(status, ...rest);
  }) as ServerResponse["writeHead"];
  response.write = ((chunk: Buffer) => {
    size += chunk.length;
    if (size > maxAnswer) answer = null;
    answer?.push(Buffer.from(chunk));
    return write(chunk);
  }) as ServerResponse["write"];
  response.end = ((chunk?: Buffer) => {
    if (chunk) response.write(chunk);
    for (const id of answer ? find(Buffer.concat(answer)) : []) learned.add(id);
    return end();
  }) as ServerResponse["end"];
}

/** How to find the numbers in an answer; null where the request asks for none. */
function finder(request: ProxyRequest): ((answer: Buffer) => number[]) | null {
  if (request.host !== "api.github.com" || request.scheme !== "https") return null;
  const own = ownRepositories(request);
  const place = githubPlace(request, new PathReadings(request.target));
  if (request.method === "GET" && place?.kind === "rest" && place.rest.length === 0 && place.repository !== null) {
    const name = place.repository;
    if (!own.includes(name)) return null;
    return (answer) => {
      const { id, full_name } = parse(answer) as { id?: unknown; full_name?: unknown };
      return typeof id === "number" && String(full_name).toLowerCase() === name ? [id] : [];
    };
  }
  const { body } = request;
  if (body === "unseen" || body?.kind !== "graphql" || body.operations.length !== 1) return null;
  const keys = ownKeys(body.operations[0] as GraphqlOperation, own);
  if (keys.length === 0) return null;
  return (answer) => {
    const { data } = parse(answer) as { data?: Record<string, Record<string, unknown> | null> | null };
    return keys.flatMap(([field, id]) => {
      const value = data?.[field]?.[id];
      const node = typeof value === "string" ? readNodeId(value) : null;
      return node?.prefix === "R" && node.repository !== null ? [node.repository] : [];
    });
  };
}

/** Under which names the answer will hold a repository of the session's own, and its id in it. */
function ownKeys({ fields }: GraphqlOperation, own: readonly string[]): [field: string, id: string][] {
  return fields.flatMap(({ name, key, args, idKey }): [string, string][] => {
    const asked = `${String(args.owner)}/${String(args.name)}`.toLowerCase();
    return name === "repository" && idKey !== null && own.includes(asked) ? [[key, idKey]] : [];
  });
}

function parse(answer: Buffer): object {
  try {
    const parsed: unknown = JSON.parse(answer.toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
