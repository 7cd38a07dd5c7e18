import { expect } from "vitest";
import type { CommandIn } from "../../../src-renderer/keys/keymap.ts";
import { goTo, patient } from "../appPage.ts";
import { callsOf, clipboard, focused, type KeyCase, type KeyWorld, pressKey } from "./world.ts";

const bar = ({ page }: KeyWorld) => page.getByRole("tablist", { name: "Terminals" });
const tabs = (world: KeyWorld): Promise<string[]> =>
  bar(world)
    .getByRole("tab")
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")?.replace(/,.*/, "") ?? ""));
const chosen = async (world: KeyWorld): Promise<number> =>
  (
    await bar(world)
      .getByRole("tab")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-selected")))
  ).indexOf("true");
const panes = ({ page }: KeyWorld): Promise<number> => page.locator("[data-pane]").count();
/** Something of the xterm in front; a text, for the page has types of its own. */
const ofTerminal = <T>({ page }: KeyWorld, what: string): Promise<T> =>
  page.evaluate<T>(`document.querySelector("[data-region=terminal] [data-terminal]").terminal.${what}`);
const inTerminal = (world: KeyWorld) => expect.poll(() => focused(world), patient).toMatch(/^textarea/);

/** The agent's terminal alone, with the keys. */
export async function atTerminal(world: KeyWorld): Promise<void> {
  const { page } = world;
  await goTo(page, "/session/fix-retry-budget");
  await bar(world).waitFor(patient);
  for (let open = (await tabs(world)).length; open > 1; open--) {
    await bar(world)
      .getByRole("tab", { name: /^(?!agent of fix-retry-budget,)/ })
      .last()
      .focus();
    await page.keyboard.press("Delete");
    await expect.poll(async () => (await tabs(world)).length, patient).toBe(open - 1);
  }
  await page
    .getByText(/^\d+ × \d+$/)
    .first()
    .waitFor(patient);
  await page.locator("[data-terminal] .xterm").click();
  await inTerminal(world);
}

/** With so many tabs, the last one in front. */
const withTabs =
  (count: number) =>
  async (world: KeyWorld): Promise<void> => {
    await goTo(world.page, "/session/fix-retry-budget");
    await bar(world).waitFor(patient);
    if ((await tabs(world)).length !== count) await atTerminal(world);
    await world.page.locator("[data-terminal] .xterm").first().click();
    await inTerminal(world);
    for (let open = (await tabs(world)).length; open < count; open++) {
      await pressKey("terminal.shell", world, true);
      await expect.poll(async () => (await tabs(world)).length, patient).toBe(open + 1);
      await inTerminal(world);
    }
  };

const withPanes = (direction: "terminal.splitRight" | "terminal.splitDown") => async (world: KeyWorld) => {
  await atTerminal(world);
  await pressKey(direction, world, true);
  await expect.poll(() => panes(world), patient).toBe(2);
  await expect.poll(() => chosen(world), patient).toBe(1);
  await inTerminal(world);
};

const tab = (number: number): KeyCase => ({
  inTerminal: true,
  begin: async (world) => {
    await withTabs(9)(world);
    if ((await chosen(world)) !== number - 1) return;
    await bar(world)
      .getByRole("tab")
      .nth(number % 9)
      .click();
    await inTerminal(world);
  },
  seen: (world) => expect.poll(() => chosen(world), patient).toBe(number - 1),
});
const pane = (direction: "terminal.splitRight" | "terminal.splitDown", forward: boolean): KeyCase => ({
  inTerminal: true,
  begin: async (world) => {
    await withPanes(direction)(world);
    if (!forward) return;
    await pressKey(direction === "terminal.splitRight" ? "terminal.paneLeft" : "terminal.paneUp", world, true);
    await expect.poll(() => chosen(world), patient).toBe(0);
    await inTerminal(world);
  },
  seen: (world) => expect.poll(() => chosen(world), patient).toBe(forward ? 1 : 0),
});
const scrolledTo = (what: (at: number, base: number) => boolean) => (world: KeyWorld) =>
  expect
    .poll(
      async () =>
        what(await ofTerminal(world, "buffer.active.viewportY"), await ofTerminal(world, "buffer.active.baseY")),
      patient,
    )
    .toBe(true);
const promptNote = ({ page }: KeyWorld) => page.getByText(/^Prompt \d+ of \d+\.$/);
/** Which prompt is pointed at: how many there are, other keys have a say in. */
const promptInSight = async (world: KeyWorld): Promise<number> =>
  (await promptNote(world).count()) === 0 ? 0 : Number.parseInt((await promptNote(world).innerText()).slice(7), 10);
let promptBefore = 0;
const pointsAt = (what: (at: number) => boolean) => async (world: KeyWorld) => {
  await expect.poll(async () => what(await promptInSight(world)), patient).toBe(true);
  await world.page.locator("[data-prompt]").waitFor(patient);
};
const atNewestLine = async (world: KeyWorld): Promise<void> => {
  await atTerminal(world);
  await ofTerminal(world, "scrollToBottom()");
};
let stopsBefore = 0;

/** A key for each command of a terminal. */
export const terminalCases: Readonly<Record<CommandIn<"terminal">, KeyCase>> = {
  "terminal.leave": {
    begin: atTerminal,
    inTerminal: true,
    seen: (world) => expect.poll(() => focused(world), patient).toMatch(/^tab agent of fix-retry-budget/),
  },
  "terminal.tab1": tab(1),
  "terminal.tab2": tab(2),
  "terminal.tab3": tab(3),
  "terminal.tab4": tab(4),
  "terminal.tab5": tab(5),
  "terminal.tab6": tab(6),
  "terminal.tab7": tab(7),
  "terminal.tab8": tab(8),
  "terminal.tab9": tab(9),
  "terminal.moveTabLeft": {
    inTerminal: true,
    begin: withTabs(2),
    seen: (world) => expect.poll(async () => (await tabs(world))[0], patient).toMatch(/^shell/),
  },
  "terminal.moveTabRight": {
    inTerminal: true,
    begin: async (world) => {
      await withTabs(2)(world);
      await bar(world).getByRole("tab").first().click();
      await inTerminal(world);
    },
    seen: (world) => expect.poll(() => chosen(world), patient).toBe(1),
  },
  "terminal.shell": {
    inTerminal: true,
    begin: atTerminal,
    seen: (world) =>
      expect.poll(() => tabs(world), patient).toEqual(["agent of fix-retry-budget", expect.stringMatching(/^shell/)]),
  },
  "terminal.closeTab": {
    inTerminal: true,
    begin: async (world) => {
      await withTabs(2)(world);
      stopsBefore = callsOf(world, "sessions.stop");
    },
    seen: async (world) => {
      await expect.poll(async () => (await tabs(world)).length, patient).toBe(1);
      expect(callsOf(world, "sessions.stop")).toBe(stopsBefore);
    },
  },
  "terminal.splitRight": {
    inTerminal: true,
    begin: atTerminal,
    seen: (world) => expect.poll(() => panes(world), patient).toBe(2),
  },
  "terminal.splitDown": {
    inTerminal: true,
    begin: atTerminal,
    seen: (world) => expect.poll(() => panes(world), patient).toBe(2),
  },
  "terminal.maximise": {
    inTerminal: true,
    begin: withPanes("terminal.splitRight"),
    seen: async (world) => {
      await expect.poll(() => panes(world), patient).toBe(1);
      await inTerminal(world);
      await pressKey("terminal.maximise", world, true);
      await expect.poll(() => panes(world), patient).toBe(2);
    },
  },
  "terminal.paneLeft": pane("terminal.splitRight", false),
  "terminal.paneRight": pane("terminal.splitRight", true),
  "terminal.paneUp": pane("terminal.splitDown", false),
  "terminal.paneDown": pane("terminal.splitDown", true),
  "terminal.find": {
    inTerminal: true,
    begin: atTerminal,
    seen: async (world) => {
      await expect.poll(() => focused(world), patient).toMatch(/^input Find in terminal/);
      await world.page.keyboard.press("Escape");
      await inTerminal(world);
    },
  },
  "terminal.copy": {
    inTerminal: true,
    begin: async (world) => {
      await atTerminal(world);
      await ofTerminal(world, "select(0, 0, 6)");
    },
    seen: (world) => expect.poll(() => clipboard(world), patient).toBe("line 1"),
  },
  "terminal.paste": {
    inTerminal: true,
    begin: async (world) => {
      await atTerminal(world);
      await world.page.evaluate('navigator.clipboard.writeText("from the clipboard")');
    },
    seen: ({ core }) => expect.poll(() => core.typed(), patient).toContain("from the clipboard"),
  },
  "terminal.scrollUp": { begin: atTerminal, seen: scrolledTo((at, base) => at < base) },
  "terminal.scrollDown": {
    begin: async (world) => {
      await atTerminal(world);
      await ofTerminal(world, "scrollToTop()");
    },
    seen: scrolledTo((at) => at > 0),
  },
  "terminal.previousPrompt": { inTerminal: true, begin: atNewestLine, seen: pointsAt((at) => at > 0) },
  "terminal.nextPrompt": {
    inTerminal: true,
    begin: async (world) => {
      await atNewestLine(world);
      await pressKey("terminal.previousPrompt", world, true);
      await pressKey("terminal.previousPrompt", world, true);
      await pointsAt((at) => at > 0)(world);
      promptBefore = await promptInSight(world);
    },
    seen: pointsAt((at) => at === promptBefore + 1),
  },
};
