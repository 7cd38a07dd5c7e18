import { readFileSync } from "node:fs";

const styles = readFileSync(new URL("../../src-renderer/styles.css", import.meta.url), "utf8");

/** The tokens of a theme: names and values as they are written. */
export function tokensOf(theme: "dark" | "light"): Record<string, string> {
  const block = styles.slice(styles.indexOf(`[data-theme="${theme}"]`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/^ {2}--([a-z0-9-]+): ([^;]+);/gm)].map(([, name, value]) => [name, value]),
  );
}
