import { catalogue, type Entry } from "../../src-main/core/proxy/catalogue/catalogue.ts";

export interface CatalogueSample {
  readonly entry: Entry;
  readonly id: string;
  readonly method: string;
  /** An address that the entry covers. */
  readonly url: string;
  /** One that differs in the last word of the entry's path. */
  readonly near: string;
}

const configured: Readonly<Record<string, string>> = { npm: "npm.registry.example", grafana: "grafana.example" };

/** One request for each entry that is told by its path; those of GraphQL are told by their bodies. */
export function catalogueSamples(): CatalogueSample[] {
  return catalogue
    .filter(({ mutation }) => mutation === null)
    .map((entry) => {
      const host = entry.hosts[0] ?? configured[entry.service];
      const method = entry.method === "any" ? "GET" : entry.method === "change" ? "POST" : entry.method;
      const path = entry.path.replaceAll("**", "more").replaceAll("*", "zz");
      const words = entry.path.split("/");
      const last = words.findLastIndex((word) => /[^*:]/.test(word) && !word.endsWith(":*"));
      const near = words
        .map((word, at) => (at === last ? `no-${word}-no` : word))
        .join("/")
        .replaceAll("**", "more")
        .replaceAll("*", "zz");
      return {
        entry,
        id: entry.id,
        method,
        url: `https://${host}${path}`,
        near: last === -1 ? `https://${host}/-${path}/none` : `https://${host}${near}`,
      };
    });
}
