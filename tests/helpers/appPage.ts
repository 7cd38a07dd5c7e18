import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Long enough for a busy machine; nothing waits that long in a passing run. */
export const patient = { timeout: 45_000 };

/** No violation that axe knows of, in what is on the screen now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}

/** What the terminals show, from their buffers: pixels tell nothing. A text, for the page has types of its own. */
const readTerminals = `[...document.querySelectorAll("[data-terminal]")].map(({ terminal }) => {
  const buffer = terminal?.buffer.active;
  return Array.from({ length: buffer?.length ?? 0 }, (_, row) => buffer.getLine(row)?.translateToString(true)).join("\\n");
})`;

/** The text of each terminal on the screen, in document order. */
export const terminalTexts = (page: Page): Promise<string[]> => page.evaluate<string[]>(readTerminals);

/** Goes to an address inside the app without loading the page anew. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, "", ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent("popstate"))`,
  );
}
