import { expect } from "vitest";
import type { CommandIn } from "../../../src-renderer/keys/keymap.ts";
import { patient } from "../appPage.ts";
import { morning } from "../standIn/people.ts";
import {
  atSessions,
  dialog,
  expectAddress,
  expectCall,
  focused,
  type KeyCase,
  type KeyWorld,
  pressKey,
  remember,
  sessionInFocus,
  sessionsGrid,
} from "./world.ts";

/** The row with the focus is so far from the top; negative from the end. */
const at = (row: number) => (world: KeyWorld) =>
  expect.poll(async () => (await rows(world)).at(row), patient).toBe(true);
const rows = ({ page }: KeyWorld): Promise<boolean[]> =>
  page.evaluate<boolean[]>('[...document.querySelectorAll("[data-session]")].map((row) => "focused" in row.dataset)');
const selected = (text: string) => (world: KeyWorld) =>
  world.page.getByRole("toolbar", { name: "Selected sessions" }).getByText(text).waitFor(patient);
const calls = (method: string): KeyCase => ({
  begin: async (world) => {
    await atSessions(world);
    remember(world, method);
  },
  seen: (world) => expectCall(world, method),
});
/** After some keys of the list. */
const after =
  (...keys: readonly string[]) =>
  async (world: KeyWorld): Promise<void> => {
    await atSessions(world);
    for (const key of keys) await world.page.keyboard.press(key);
  };
/** The first row's session, by name. */
let first = "";
const atFirst = async (world: KeyWorld): Promise<void> => {
  await after("Escape")(world);
  first = await sessionInFocus(world);
  expect(first).not.toBe("");
};
const state = (name: string): KeyCase => ({
  begin: atSessions,
  seen: (world) => expectAddress(world, `/sessions?state=${name}`),
});

/** A key for each command of the list of sessions. */
export const sessionCases: Readonly<Record<CommandIn<"sessions">, KeyCase>> = {
  "sessions.down": { begin: atSessions, seen: at(1) },
  "sessions.up": { begin: after("j", "j"), seen: at(1) },
  "sessions.first": { begin: after("j", "j"), seen: at(0) },
  "sessions.last": { begin: atSessions, seen: at(-1) },
  "sessions.open": { begin: atSessions, seen: (world) => expectAddress(world, /^\/session\//) },
  "sessions.peek": {
    begin: atSessions,
    seen: async ({ page }) => {
      await page.getByText("From the container, as it was written there").waitFor(patient);
      await page.keyboard.press(" ");
    },
  },
  "sessions.nextNeedsYou": { begin: atSessions, seen: at(1) },
  "sessions.new": { begin: atSessions, seen: (world) => dialog(world, "New session") },
  "sessions.reply": {
    begin: atSessions,
    seen: async (world) => {
      await expect.poll(() => focused(world), patient).toMatch(/^input Reply to /);
      await world.page.keyboard.press("Escape");
    },
  },
  "sessions.startStop": calls("sessions.stop"),
  "sessions.restart": calls("sessions.restart"),
  "sessions.actions": {
    begin: atSessions,
    seen: async (world) => {
      await world.page.getByRole("menuitem", { name: /^Open terminal/ }).waitFor(patient);
      await world.page.keyboard.press("Escape");
      await expect.poll(() => focused(world), patient).toMatch(/^grid Sessions/);
    },
  },
  "sessions.select": { begin: after("Escape"), seen: selected("1 session selected") },
  "sessions.selectDown": { begin: after("Escape"), seen: selected("2 sessions selected") },
  "sessions.selectUp": { begin: after("Escape", "j"), seen: selected("2 sessions selected") },
  "sessions.selectAll": { begin: atSessions, seen: selected("9 sessions selected") },
  "sessions.diff": { begin: atFirst, seen: (world) => expectAddress(world, `/session/${first}?diff=`) },
  // The last one goes: the others are asked for the first.
  "sessions.archive": {
    begin: async (world) => {
      await after("End")(world);
      remember(world, "sessions.archive");
    },
    seen: (world) => expectCall(world, "sessions.archive"),
  },
  "sessions.delete": { begin: atFirst, seen: (world) => dialog(world, `Delete ${first}?`) },
  // It comes back: the others find as many as before.
  "sessions.undo": {
    begin: async (world) => {
      await after("End")(world);
      first = await sessionInFocus(world);
      remember(world, "sessions.restore");
      await world.page.keyboard.press("Delete");
      await world.page.getByText("Work that exists nowhere else:").waitFor(patient);
      await pressKey("dialogs.destroy", world);
      await world.page.locator(`[data-session="${first}"]`).waitFor({ state: "detached" });
      await world.page.getByRole("button", { name: "Undo", exact: true }).waitFor(patient);
      await sessionsGrid(world).focus();
    },
    seen: async (world) => {
      await expectCall(world, "sessions.restore");
      await world.page.locator(`[data-session="${first}"]`).waitFor(patient);
    },
  },
  "sessions.clone": {
    begin: atFirst,
    seen: async (world) => {
      await dialog(world, "New session");
      const { repository } = morning().find(({ name }) => name === first) ?? {};
      expect(await world.page.getByLabel("Repository").inputValue()).toBe(repository?.path);
    },
  },
  "sessions.requests": {
    begin: atFirst,
    seen: (world) => expectAddress(world, `/audit?q=session%3A${first}`),
  },
  "sessions.filter": {
    begin: atSessions,
    seen: (world) => expect.poll(() => focused(world), patient).toMatch(/^input Filter sessions/),
  },
  "sessions.all": { begin: after("2"), seen: (world) => expectAddress(world, "/sessions") },
  "sessions.needs": state("needs"),
  "sessions.working": state("working"),
  "sessions.idle": state("idle"),
  "sessions.ended": state("ended"),
  "sessions.archived": state("archived"),
  "sessions.deleted": state("deleted"),
};
