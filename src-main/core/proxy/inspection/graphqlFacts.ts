import type { FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode, ValueNode } from "graphql";
import { parse } from "graphql/language/parser.js";
import { type GraphqlField, type GraphqlOperation, Undecidable, unknownValue } from "./bodyFacts.ts";
import { readJson } from "./strictJson.ts";

const maxTokens = 20_000;
const maxFields = 5_000;
/** Deeper than any client asks, and each level lengthens the paths of all below. */
const maxDepth = 40;

/** Reads the operations of a GraphQL request over POST. Throws `Undecidable` for what servers might read otherwise. */
export function graphqlOfBody(body: Buffer, contentType: string): GraphqlOperation[] {
  if (!/^application\/(graphql\+)?json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim())) {
    throw new Undecidable("its GraphQL request is not JSON");
  }
  const parsed = readJson(body);
  const requests = Array.isArray(parsed) ? parsed : [parsed];
  if (requests.length === 0) throw new Undecidable("its GraphQL request is empty");
  return requests.flatMap(operationsOf);
}

/** The same over GET, from the query string. */
export function graphqlOfQuery(search: string): GraphqlOperation[] {
  const parameters = new URLSearchParams(search);
  const names = [...parameters.keys()];
  if (new Set(names).size !== names.length) throw new Undecidable("it repeats a GraphQL parameter");
  const variables = parameters.get("variables");
  return operationsOf({
    query: parameters.get("query"),
    operationName: parameters.get("operationName"),
    variables: variables ? readJson(Buffer.from(variables)) : {},
  });
}

function operationsOf(request: unknown): GraphqlOperation[] {
  if (typeof request !== "object" || request === null) throw new Undecidable("its GraphQL request is no object");
  const { query, operationName, variables } = request as Record<string, unknown>;
  if (typeof query !== "string" || namesStored(request))
    throw new Undecidable("it names a stored GraphQL query, whose text nobody here knows");
  const values = variables ?? {};
  if (typeof values !== "object" || Array.isArray(values)) throw new Undecidable("its GraphQL variables are no object");
  let definitions: readonly unknown[];
  try {
    definitions = parse(query, { maxTokens, noLocation: true }).definitions;
  } catch {
    throw new Undecidable("its GraphQL document cannot be read");
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of definitions as readonly (OperationDefinitionNode | FragmentDefinitionNode)[]) {
    if (definition.kind === "OperationDefinition") operations.push(definition);
    else if (definition.kind !== "FragmentDefinition") throw new Undecidable("its GraphQL document defines a schema");
    else if (fragments.has(definition.name.value)) throw new Undecidable("it defines a GraphQL fragment twice");
    else fragments.set(definition.name.value, definition);
  }
  const named = operations.filter(({ name }) => typeof operationName === "string" && name?.value === operationName);
  // With a name that means one operation the server runs that one; else it is taken for all of them.
  const chosen = named.length === 1 ? named : operations;
  if (chosen.length === 0) throw new Undecidable("its GraphQL document holds no operation");
  return chosen.map((operation) =>
    new OperationReader(fragments, withDefaults(operation, values as Record<string, unknown>)).read(operation),
  );
}

/** Beside a text of its own, a server may prefer the stored one. */
function namesStored({ extensions, ...others }: { extensions?: unknown }): boolean {
  if (typeof extensions === "object" && extensions !== null && "persistedQuery" in extensions) return true;
  return Object.keys(others).some((name) =>
    /^(?:id|hash|(?:doc|document|query|operation)_?(?:id|hash)|persisted.*)$/i.test(name),
  );
}

type Variables = Readonly<Record<string, unknown>>;

function withDefaults({ variableDefinitions }: OperationDefinitionNode, given: Variables): Variables {
  const values: Record<string, unknown> = Object.create(null);
  for (const { variable, defaultValue } of variableDefinitions ?? []) {
    if (defaultValue) values[variable.name.value] = resolveValue(defaultValue, {});
  }
  return Object.assign(values, given);
}

class OperationReader {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  #count = 0;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Variables) {
    this.#fragments = fragments;
    this.#variables = variables;
  }

  read({ operation, selectionSet }: OperationDefinitionNode): GraphqlOperation {
    return { type: operation, fields: this.#fieldsOf(selectionSet, []).map((field) => this.#field(field)) };
  }

  #field(field: FieldNode): GraphqlField {
    const args: Record<string, unknown> = Object.create(null);
    for (const { name, value } of field.arguments ?? []) args[name.value] = resolveValue(value, this.#variables);
    const below: string[] = [];
    if (field.selectionSet) this.#collect(field.selectionSet, "", below, 0);
    const id = field.selectionSet && this.#fieldsOf(field.selectionSet, []).find(({ name }) => name.value === "id");
    return { name: field.name.value, key: keyOf(field), idKey: id ? keyOf(id) : null, args, below };
  }

  #collect(set: SelectionSetNode, prefix: string, into: string[], depth: number): void {
    if (depth > maxDepth) throw new Undecidable("its GraphQL document is too deep");
    for (const { name, selectionSet } of this.#fieldsOf(set, [])) {
      if (!selectionSet) continue;
      const path = `${prefix}${name.value}`;
      into.push(path);
      this.#collect(selectionSet, `${path}/`, into, depth + 1);
    }
  }

  /** Fields of a selection, those of fragments among them. */
  #fieldsOf(set: SelectionSetNode, within: readonly string[]): FieldNode[] {
    return set.selections.flatMap((selection): FieldNode[] => {
      if (++this.#count > maxFields) throw new Undecidable("its GraphQL document is too large");
      if (selection.kind === "Field") return [selection];
      if (selection.kind === "InlineFragment") return this.#fieldsOf(selection.selectionSet, within);
      const name = selection.name.value;
      const fragment = this.#fragments.get(name);
      if (!fragment || within.includes(name)) throw new Undecidable("a GraphQL fragment is missing, or holds itself");
      return this.#fieldsOf(fragment.selectionSet, [...within, name]);
    });
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function resolveValue(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case "Variable":
      return Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : unknownValue;
    case "ListValue":
      return node.values.map((value) => resolveValue(value, variables));
    case "ObjectValue":
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, resolveValue(value, variables)]));
    case "NullValue":
      return null;
    case "BooleanValue":
      return node.value;
    default:
      return node.value;
  }
}
