import { sessionNamePattern } from "../../src-shared/model/session.ts";

export const linkScheme = "clauderon";

/**
 * The screen that a link from outside leads to; null for everything that is not exactly `clauderon://session/NAME`. Any
 * web page may send one: it chooses what is looked at and nothing else.
 */
export function screenOfLink(link: string): string | null {
  const name = /^clauderon:\/\/session\/([^/?#]+)\/?$/.exec(link)?.[1];
  return name !== undefined && sessionNamePattern.test(name) ? `/session/${name}` : null;
}

/** The first link among the words of a command line. */
export function linkAmong(words: readonly string[]): string | null {
  return words.find((word) => word.startsWith(`${linkScheme}://`)) ?? null;
}
