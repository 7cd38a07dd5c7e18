import type { Page } from "playwright-core";
import { expect } from "vitest";
import { mainKey } from "../../../src-renderer/keys/bindings.ts";
import { type CommandId, placeOf } from "../../../src-renderer/keys/keymap.ts";
import { goTo, patient } from "../appPage.ts";
import type { StandIn } from "../standIn/core.ts";
import type { FakeInbox } from "../standIn/inbox.ts";

export interface KeyWorld {
  readonly page: Page;
  readonly core: StandIn;
  readonly inbox: FakeInbox;
  /** A tab of a browser, or the desktop app's window. */
  readonly inBrowser: boolean;
  /** How far the window is zoomed in; a tab leaves that to its browser. */
  readonly zoomLevel: () => Promise<number>;
  /** Agrees to what the window's own dialog asks, when one is open; a tab has none. */
  readonly agree: () => Promise<void>;
}

/** Where a key is pressed, and what is seen then. */
export interface KeyCase {
  readonly begin: (world: KeyWorld) => Promise<unknown>;
  readonly seen: (world: KeyWorld) => Promise<unknown>;
  /** Pressed in a terminal, where `Mod` is Ctrl+Shift. */
  readonly inTerminal?: boolean;
}

/** A combination as the browser's driver writes it. */
export function strokes(id: CommandId, { inBrowser }: KeyWorld, inTerminal: boolean): string {
  const keys = mainKey(id, {}, inBrowser) ?? "";
  const parts = keys.split("+").map((part) => {
    if (part === "Mod") return inTerminal ? "Control+Shift" : "Control";
    if (part === "Space") return " ";
    return /^[A-Z]$/.test(part) && !keys.includes("Shift") && !(inTerminal && keys.includes("Mod"))
      ? part.toLowerCase()
      : part;
  });
  return parts.join("+");
}

/** Presses a command's key: after G where it belongs to a screen. */
export async function pressKey(id: CommandId, world: KeyWorld, inTerminal = false): Promise<void> {
  if (placeOf(id) === "go") await world.page.keyboard.press(strokes("lists.go", world, false));
  await world.page.keyboard.press(strokes(id, world, inTerminal));
}

export const sessionsGrid = ({ page }: KeyWorld) => page.getByRole("grid", { name: "Sessions" });

/** Nothing open over the screen. */
export async function clean({ page }: Pick<KeyWorld, "page">): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const open = await page.getByRole("dialog").or(page.getByRole("alertdialog")).or(page.getByRole("menu")).count();
    if (open === 0) break;
    await page.keyboard.press("Escape");
    await page.evaluate("new Promise((resolve) => setTimeout(resolve))");
  }
}

/** The list of sessions with the focus on its first row. */
export async function atSessions(world: KeyWorld): Promise<void> {
  await goTo(world.page, "/sessions");
  await sessionsGrid(world).focus();
  await world.page.keyboard.press("Home");
  await expect.poll(() => rowInFocus(world), patient).toBe(0);
}

/** How far from the top; which session is first depends on who waits longest. */
const rowInFocus = ({ page }: KeyWorld): Promise<number> =>
  page.evaluate<number>(
    '[...document.querySelectorAll("[data-session]")].findIndex((row) => "focused" in row.dataset)',
  );

/** The name of the session whose row has the focus: which one is first, the test does not say. */
export const sessionInFocus = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>('document.querySelector("[data-session][data-focused]")?.dataset.session ?? ""');

export const address = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>("location.pathname + location.search");

export async function expectAddress(world: KeyWorld, path: string | RegExp): Promise<void> {
  const poll = expect.poll(() => address(world), patient);
  if (typeof path === "string") await poll.toBe(path);
  else await poll.toMatch(path);
}

/** Role or tag and name of what has the focus. */
export const focused = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>(`(() => {
    const one = document.activeElement;
    const name = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent ?? "";
    return (one.getAttribute("role") ?? one.tagName.toLowerCase()) + " " + name.trim().slice(0, 60);
  })()`);

export const regionInFocus = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>('document.activeElement?.closest("[data-region]")?.dataset.region ?? ""');

export const clipboard = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>("navigator.clipboard.readText()");

/** How often a call came. */
export const callsOf = ({ core }: KeyWorld, method: string): number =>
  core.calls.filter((call) => call.method === method).length;

/** For a call that has to come once more than before: `remember` first, then `expectCall`. */
const before = new WeakMap<StandIn, Map<string, number>>();
export function remember(world: KeyWorld, method: string): void {
  const known = before.get(world.core) ?? new Map<string, number>();
  known.set(method, callsOf(world, method));
  before.set(world.core, known);
}
/** None came since `remember`. */
export function expectNoCall(world: KeyWorld, method: string): void {
  expect(callsOf(world, method)).toBe(before.get(world.core)?.get(method));
}
export async function expectCall(world: KeyWorld, method: string): Promise<void> {
  const was = before.get(world.core)?.get(method) ?? 0;
  await expect.poll(() => callsOf(world, method), patient).toBeGreaterThan(was);
}

export const findDialog = ({ page }: Pick<KeyWorld, "page">, name: string | RegExp) =>
  page.getByRole("dialog", { name }).or(page.getByRole("alertdialog", { name }));
export const dialog = (world: KeyWorld, name: string | RegExp) => findDialog(world, name).waitFor(patient);
