/** One place that the machine's package manager fetches from. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

/** Reads the two formats of apt's source files (`*.list`, `*.sources`); anything it does not know is left out. */
export function parseAptSources(text: string): AptSource[] {
  return /^Types:/m.test(text) ? text.split(/\n\s*\n/).flatMap(parseStanza) : text.split("\n").flatMap(parseLine);
}

function parseLine(line: string): AptSource[] {
  const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
  if (match === null) return [];
  return [{ uri: match[1]!, suite: match[2]!, components: words(match[3]!) }];
}

function parseStanza(stanza: string): AptSource[] {
  const field = (name: string): string[] =>
    words(new RegExp(`^${name}:(.*)$`, "mi").exec(stanza)?.[1] ?? "").filter((word) => !word.startsWith("#"));
  if (!field("Types").includes("deb") || field("Enabled").includes("no")) return [];
  const components = field("Components");
  return field("URIs").flatMap((uri) => field("Suites").map((suite) => ({ uri, suite, components })));
}

/**
 * The mirror of a release, and every source that belongs to it (updates, security), as the machine itself uses them.
 * Null when the machine names no mirror for that release.
 */
export function sourcesOfRelease(
  sources: readonly AptSource[],
  codename: string,
): { readonly mirror: string; readonly sources: readonly AptSource[] } | null {
  const own = sources.filter(
    ({ uri, suite, components }) =>
      /^https?:/.test(uri) && suite.split(/[-/]/)[0] === codename && components.includes("main"),
  );
  const release = own.find(({ suite }) => suite === codename);
  return release ? { mirror: release.uri, sources: own } : null;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
