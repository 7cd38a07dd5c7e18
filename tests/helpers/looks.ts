import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { tokensOf } from "./tokens.ts";

const require = createRequire(import.meta.url);
const axe: { readonly source: string } = createRequire(require.resolve("@axe-core/playwright"))("axe-core");
/** In this order: the later ones use what the earlier ones put into the page. */
const inPage = ["sight", "layout", "colours", "settled"].map((name) =>
  readFileSync(new URL(`./inPage/${name}.js`, import.meta.url), "utf8"),
);

/** What of a page's look can be put as a question to the page. Each answer is a list of what is wrong. */
export const layoutChecks = ["overflow", "clipped", "overlaps", "smallTargets", "faint"] as const;

async function ask<T>(page: Page, question: string): Promise<T> {
  if (!(await page.evaluate<boolean>("globalThis.looks?.settled !== undefined && globalThis.axe !== undefined"))) {
    await page.evaluate(axe.source);
    for (const script of inPage) await page.evaluate(script);
  }
  return page.evaluate<T>(question);
}

/** Puts on a theme, as the system would; a page that did not hear of the change hears it again. */
export async function wear(page: Page, theme: "dark" | "light"): Promise<void> {
  for (;;) {
    await page.emulateMedia({ colorScheme: theme });
    await settled(page);
    if ((await page.evaluate("document.documentElement.dataset.theme")) === theme) return;
    await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
  }
}

/** Waits until the page no longer changes: what was on its way has come, what moved has stopped. */
export async function settled(page: Page): Promise<void> {
  await ask(page, "looks.settled()");
}

/** What axe finds in what is on the screen now. */
export function violations(page: Page): Promise<string[]> {
  return ask(
    page,
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ": " + nodes.map(({ html, any }) => html.slice(0, 160) + " " + (any[0]?.message ?? "").slice(0, 160)).join(" | ")))`,
  );
}

export async function layoutProblems(page: Page): Promise<string[]> {
  return ask(
    page,
    `${JSON.stringify(layoutChecks)}.flatMap((check) => looks[check]().map((found) => check + ": " + found))`,
  );
}

/** Colours, sizes, weights and shapes on the screen that are not among the tokens of its theme. */
export function strangers(page: Page, theme: "dark" | "light"): Promise<string[]> {
  const colours = Object.entries(tokensOf(theme)).filter(([name]) => name !== "floating");
  return ask(page, `looks.strangers(${JSON.stringify(Object.fromEntries(colours))})`);
}
