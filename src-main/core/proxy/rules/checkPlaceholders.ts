import { hiddenPlaceholder, placeholderInHost, placeholdersIn, placeholdersInTarget } from "./findPlaceholder.ts";
import { type Outcome, type Rule, refuse } from "./rule.ts";

/** A placeholder travels only to its own host, over TLS, where a credential belongs. Notes those that do. */
export const checkPlaceholders: Rule = ({ request, host, names }) => {
  let arrived: Set<string> | null = null;
  // A name is looked up before anything else is sent.
  const named = placeholderInHost(request.host, host.placeholders);
  if (named !== null) return elsewhere(named, request.host);
  for (const [index, [name, value]] of request.headers.entries()) {
    const inName = hiddenPlaceholder(name, host.placeholders);
    if (inName !== null) return misplaced(inName, "the name of a header");
    const plain = placeholdersIn(value, host.placeholders);
    const hidden = plain.length === 0 ? hiddenPlaceholder(value, host.placeholders) : null;
    if (hidden !== null) return elsewhere(hidden, request.host);
    for (const { credentialId, placeholder } of plain) {
      const bound = host.injections.some((injection) => injection.placeholder === placeholder);
      if (request.scheme === "http") return plainHttp(credentialId);
      if (!bound) return elsewhere(credentialId, request.host);
      if (!host.credentialHeaders.has(names[index] as string)) return misplaced(credentialId, `the header ${name}`);
      arrived ??= new Set();
      arrived.add(placeholder);
    }
  }
  const [inTarget] = placeholdersInTarget(request.target, host.placeholders);
  const hidden = inTarget?.credentialId ?? hiddenPlaceholder(request.target, host.placeholders);
  if (hidden !== null) return misplaced(hidden, "the URL");
  return arrived && { change: { arrived } };
};

function plainHttp(id: string): Outcome {
  return refuse("placeholder-plain-http", `The placeholder of ${id} came over plain HTTP.`, "Use https://.");
}

function elsewhere(id: string, host: string): Outcome {
  return refuse(
    "placeholder-elsewhere",
    `The placeholder of ${id} was sent to ${host}, which is not a host of that credential.`,
    `Send it only to its own hosts (\`clauderon credentials list\`), or add an [[inject]] entry for ${host}.`,
  );
}

function misplaced(id: string, where: string): Outcome {
  return refuse("placeholder-misplaced", `The placeholder of ${id} came in ${where}.`, "Send it in the usual header.");
}
