import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { CommandIn } from "../../../src-renderer/keys/keymap.ts";
import { goTo, patient } from "../appPage.ts";
import { makeApproval } from "../approval.ts";
import { invented } from "../standIn/people.ts";
import {
  atSessions,
  clipboard,
  dialog,
  expectAddress,
  expectCall,
  findDialog,
  focused,
  type KeyCase,
  type KeyWorld,
  pressKey,
  remember,
} from "./world.ts";

const requests = ({ page }: KeyWorld) => page.getByRole("grid", { name: /^Requests/ });
const seqInFocus = ({ page }: KeyWorld): Promise<number> =>
  page.evaluate<number>('Number(document.querySelector("[data-seq][data-focused]")?.dataset.seq ?? 0)');
let seqBefore = 0;

const atAudit = async (world: KeyWorld): Promise<void> => {
  await goTo(world.page, "/sessions");
  await goTo(world.page, "/audit");
  await requests(world).focus();
  await world.page.locator("[data-seq] [title]").first().waitFor(patient);
  await world.page.keyboard.press("Home");
  seqBefore = await seqInFocus(world);
};
const moved = (by: number) => (world: KeyWorld) => expect.poll(() => seqInFocus(world), patient).toBe(seqBefore + by);
const hash = ({ page }: KeyWorld): Promise<string> => page.evaluate<string>("location.hash");

let asked = 0;
/** A request that waits, its card in focus. */
const atCard = async (world: KeyWorld): Promise<void> => {
  const { id: sessionId, name: sessionName } = invented("ledger-export");
  const id = `asked-${++asked}`;
  world.inbox.ask(makeApproval({ id, sessionId, sessionName }));
  await goTo(world.page, `/approvals/${id}`);
  await world.page.getByRole("grid", { name: "Approvals" }).focus();
  await world.page.keyboard.press("Enter");
  await expect.poll(() => focused(world), patient).toMatch(/^section ledger-export wants to/);
};
const answers = ({ core }: KeyWorld): unknown[] =>
  core.calls.flatMap(({ method, input }) => (method === "approvals.answer" ? [input] : []));
/** A key counts once the card was read and the hands were still: pressed too early, it is pressed again after a pause. */
const pressedUntil = (id: CommandIn<"approvals">, done: (world: KeyWorld) => Promise<boolean>): KeyCase => ({
  begin: atCard,
  seen: (world) =>
    expect
      .poll(
        async () => {
          const isDone = await done(world);
          if (!isDone) await pressKey(id, world);
          await world.agree();
          return isDone;
        },
        { ...patient, interval: 1_000 },
      )
      .toBe(true),
});
const answered = (id: "deny" | "once" | "session"): KeyCase =>
  pressedUntil(`approvals.${id}`, async (world) =>
    answers(world).some((one) => isDeepStrictEqual(one, { id: `asked-${asked}`, answer: id })),
  );
const chosenRequest = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>('document.querySelector("[data-approval][data-focused]")?.dataset.approval ?? ""');
const atInbox = async (world: KeyWorld): Promise<void> => {
  await goTo(world.page, "/sessions");
  await goTo(world.page, "/approvals");
  await world.page.getByRole("grid", { name: "Approvals" }).focus();
  await expect.poll(() => chosenRequest(world), patient).not.toBe("");
  before = await chosenRequest(world);
};
let before = "";

const credentialsGrid = ({ page }: KeyWorld) => page.getByRole("grid", { name: "Credentials" });
const atCredentials = async (world: KeyWorld): Promise<void> => {
  await goTo(world.page, "/sessions");
  await goTo(world.page, "/credentials");
  await credentialsGrid(world).focus();
};
const credentials = ({ page }: KeyWorld): Promise<string[]> =>
  page.locator("[data-credential]").evaluateAll((all) => all.map((one) => one.getAttribute("data-credential") ?? ""));
const atCredential = (row: number) => async (world: KeyWorld) =>
  expect.poll(() => credentialInFocus(world), patient).toBe((await credentials(world))[row]);
const credentialInFocus = ({ page }: KeyWorld): Promise<string> =>
  page.evaluate<string>('document.querySelector("[data-credential][data-focused]")?.dataset.credential ?? ""');
const atDoctor = async ({ page }: KeyWorld): Promise<void> => {
  await goTo(page, "/doctor");
  await page.locator("[data-check]").first().waitFor(patient);
  await page.getByRole("button", { name: /^Run again/ }).waitFor(patient);
  await page.getByRole("grid", { name: "Checks" }).focus();
};
const atForm = async (world: KeyWorld): Promise<void> => {
  await atSessions(world);
  await world.page.keyboard.press("n");
  await dialog(world, "New session");
  await world.page.getByRole("button", { name: "Clear", exact: true }).click();
  await world.page.getByLabel("Prompt").fill("do the thing");
};

/** A key for each command of the other screens and of the form for a new session. */
export const screenCases: Readonly<
  Record<CommandIn<"audit"> | CommandIn<"approvals"> | CommandIn<"tables"> | CommandIn<"create">, KeyCase>
> = {
  "audit.filter": {
    begin: atAudit,
    seen: (world) => expect.poll(() => focused(world), patient).toMatch(/^combobox Filter requests/),
  },
  "audit.down": { begin: atAudit, seen: moved(-1) },
  "audit.up": {
    begin: async (world) => {
      await atAudit(world);
      for (const key of ["j", "j"]) await world.page.keyboard.press(key);
    },
    seen: moved(-1),
  },
  "audit.detail": {
    begin: atAudit,
    seen: async (world) => {
      await expect.poll(() => hash(world), patient).toBe(`#${seqBefore}`);
      await world.page.keyboard.press("Escape");
      await expect.poll(() => hash(world), patient).toBe("");
    },
  },
  "audit.follow": {
    begin: atAudit,
    seen: async ({ page }) => {
      await page.getByRole("button", { name: "Held" }).waitFor(patient);
      await page.keyboard.press("f");
      await page.getByRole("button", { name: "Following" }).waitFor(patient);
    },
  },
  "audit.sort": {
    begin: async (world) => {
      await atAudit(world);
      await world.page.keyboard.press("f");
      await world.page.getByRole("button", { name: "Held" }).waitFor(patient);
    },
    seen: async ({ page }) => {
      await page.getByRole("menuitem", { name: /^Took/ }).click();
      await page.getByRole("grid", { name: "Requests, by took, longest first" }).waitFor(patient);
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByRole("grid", { name: "Requests, newest first" }).waitFor(patient);
    },
  },
  "audit.verify": { begin: atAudit, seen: (world) => dialog(world, /verif|audit|log/i) },
  "audit.export": {
    begin: async (world) => {
      await atAudit(world);
      remember(world, "audit.export");
    },
    seen: (world) => expectCall(world, "audit.export"),
  },
  "audit.copy": {
    begin: atAudit,
    seen: (world) => expect.poll(() => clipboard(world), patient).toContain(`"seq": ${seqBefore}`),
  },
  "audit.rule": { begin: atAudit, seen: (world) => dialog(world, /rule/i) },
  "audit.previous": {
    begin: atAudit,
    seen: (world) => expect.poll(() => hash(world), patient).toBe(`#${seqBefore - 1}`),
  },
  "audit.newest": {
    begin: async (world) => {
      await atAudit(world);
      for (const key of ["j", "j"]) await world.page.keyboard.press(key);
    },
    seen: moved(0),
  },
  "audit.oldest": { begin: atAudit, seen: (world) => expect.poll(() => seqInFocus(world), patient).toBe(1) },
  "audit.zoomIn": { begin: atAudit, seen: (world) => expectAddress(world, /^\/audit\?from=/) },
  "audit.zoomOut": {
    begin: async (world) => {
      await atAudit(world);
      await world.page.keyboard.press("]");
      await expectAddress(world, /^\/audit\?from=/);
      await requests(world).focus();
    },
    seen: (world) => expectAddress(world, "/audit"),
  },

  "approvals.down": {
    begin: atInbox,
    seen: (world) => expect.poll(() => chosenRequest(world), patient).not.toBe(before),
  },
  "approvals.up": {
    begin: async (world) => {
      await atInbox(world);
      await world.page.keyboard.press("j");
      await expect.poll(() => chosenRequest(world), patient).not.toBe(before);
    },
    seen: (world) => expect.poll(() => chosenRequest(world), patient).toBe(before),
  },
  "approvals.card": {
    begin: atInbox,
    seen: (world) => expect.poll(() => focused(world), patient).toMatch(/^section .* want/),
  },
  "approvals.deny": answered("deny"),
  "approvals.once": answered("once"),
  "approvals.session": answered("session"),
  "approvals.always": pressedUntil("approvals.always", (world) =>
    findDialog(world, /^Allow this for every session/).isVisible(),
  ),
  "approvals.terminal": { begin: atCard, seen: (world) => expectAddress(world, "/session/ledger-export") },

  "tables.down": {
    begin: atCredentials,
    seen: atCredential(1),
  },
  "tables.up": {
    begin: async (world) => {
      await atCredentials(world);
      for (const key of ["j", "j"]) await world.page.keyboard.press(key);
    },
    seen: atCredential(1),
  },
  "tables.detail": { begin: atCredentials, seen: (world) => expectAddress(world, "/credentials/anthropic") },
  "tables.add": { begin: atCredentials, seen: (world) => dialog(world, "Add a credential") },
  "tables.test": {
    begin: async (world) => {
      await atCredentials(world);
      remember(world, "credentials.test");
    },
    seen: (world) => expectCall(world, "credentials.test"),
  },
  "tables.run": {
    begin: async (world) => {
      await atDoctor(world);
      remember(world, "system.doctor");
    },
    seen: (world) => expectCall(world, "system.doctor"),
  },
  "tables.copyReport": {
    begin: atDoctor,
    seen: (world) => expect.poll(() => clipboard(world), patient).toContain("Container engine: Docker 28.3.2"),
  },
  "tables.remove": { begin: atCredentials, seen: (world) => dialog(world, /^Remove anthropic/) },

  "create.create": {
    begin: async (world) => {
      await atForm(world);
      remember(world, "sessions.createWithProgress");
    },
    seen: (world) => expectCall(world, "sessions.createWithProgress"),
  },
  "create.history": {
    begin: async (world) => {
      await atForm(world);
      await world.page.getByLabel("Prompt").fill("");
    },
    seen: (world) => expect.poll(() => world.page.getByLabel("Prompt").inputValue(), patient).toBe("do the thing"),
  },
  "create.close": {
    begin: atForm,
    seen: async (world) => {
      await world.page.getByRole("dialog").waitFor({ state: "detached" });
      await expect.poll(() => focused(world), patient).toMatch(/^grid Sessions/);
      await world.page.keyboard.press("n");
      await dialog(world, "New session");
      expect(await world.page.getByLabel("Prompt").inputValue()).toBe("do the thing");
    },
  },
};
