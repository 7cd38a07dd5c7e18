import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { walk } from "../helpers/keyboardWalk.ts";
import { copyOf } from "../helpers/standIn/copies.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { invented, morning } from "../helpers/standIn/people.ts";

const remote = "https://github.com/acme/harbor-api";
let browser: Browser;
let core: StandIn;
let page: Page;
const pushing = Promise.withResolvers<void>();

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({
    sessions: [...morning(), invented("reads-only", { accessMode: "read" })],
    unsaved: ["uncommitted: src/App.tsx", "unpushed commit: 0123abc Make it work"],
    push: { branch: "clauderon/fix-retry-budget", remote },
    pushing: pushing.promise,
    deleted: [copyOf("old-idea", 5), copyOf("reads-only", 1)],
  });
  ({ page } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});
afterAll(async () => {
  await browser?.close();
  await core?.close();
});

const row = (name: string) => page.locator(`[data-session="${name}"]`);
const askToDelete = async (...names: string[]) => {
  await goTo(page, `/sessions?q=${names[0]}`);
  await row(names[0]!).waitFor(patient);
  await page.getByRole("grid", { name: "Sessions" }).focus();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("alertdialog", { name: `Delete ${names[0]}?` });
  await dialog.getByText("Work that exists nowhere else").waitFor(patient);
  return dialog;
};

/** All that is open now is reached by Tab, and shows the focus. */
async function expectReachable(): Promise<void> {
  const { missed, unseen } = await walk(page);
  expect({ missed, unseen }).toEqual({ missed: [], unseen: [] });
}

describe("the question before deleting", () => {
  it("tells what became of a push also where it was left meanwhile", async () => {
    const dialog = await askToDelete("ledger-export");
    await dialog.getByRole("button", { name: "Push branch first" }).click();
    await dialog.getByRole("button", { name: "Pushing…" }).waitFor(patient);
    expect(await dialog.getByRole("button", { name: /^Delete anyway/ }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    pushing.resolve();
    await page.getByText(`Pushed: clauderon/fix-retry-budget is at ${remote} now.`).waitFor(patient);
  });

  it("offers to push the branch first, and afterwards states what is still at risk", async () => {
    const dialog = await askToDelete("fix-retry-budget");
    await dialog.getByText("In 7 days it is gone for good.").waitFor(patient);
    await dialog.getByText(/for 7 days a copy you can bring back with Undo/).waitFor(patient);
    await expectAccessible(page);
    await expectReachable();
    await dialog.getByRole("button", { name: "Push branch first" }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByText(`Pushed: clauderon/fix-retry-budget is at ${remote} now.`).waitFor(patient);
    expect(core.inputOf("sessions.push")).toEqual({ session: expect.any(String) });
    await dialog.getByText("unpushed commit").waitFor({ state: "detached" });
    expect(await dialog.getByText("uncommitted: src/App.tsx").isVisible()).toBe(true);
    expect(await dialog.getByRole("button", { name: /Push/ }).count()).toBe(0);
    await expect.poll(() => page.evaluate("document.activeElement.textContent"), patient).toBe("Cancel");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(core.inputOf("sessions.delete")).toBeUndefined();
  });

  it("shows why a push was refused, and what to do", async () => {
    const dialog = await askToDelete("reads-only");
    await dialog.getByRole("button", { name: "Push branch first" }).click();
    const alert = dialog.getByRole("alert");
    await alert.getByText('was not pushed: This session\'s access mode is "read".').waitFor(patient);
    await alert.getByText("clauderon access reads-only write").waitFor(patient);
    await expectAccessible(page);
    expect(await dialog.getByText("unpushed commit").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });
});

describe("a deletion", () => {
  it("is undone by the toast's button, from the keyboard", async () => {
    await askToDelete("fix-retry-budget");
    await page.keyboard.press("Control+Delete");
    await page.getByText("Deleted fix-retry-budget. A copy is kept for 7 days.").waitFor(patient);
    await row("fix-retry-budget").waitFor({ state: "detached" });
    const undo = page.getByRole("button", { name: "Undo", exact: true });
    await undo.focus();
    await page.keyboard.press("Enter");
    await page.getByText("fix-retry-budget is back, stopped.").waitFor(patient);
    await row("fix-retry-budget").waitFor(patient);
  });

  it("of several is undone at once", async () => {
    await goTo(page, "/sessions");
    await page.getByRole("grid", { name: "Sessions" }).focus();
    for (const key of ["Home", "x", "Shift+J", "Shift+J", "Delete"]) await page.keyboard.press(key);
    const dialog = page.getByRole("alertdialog", { name: "Delete 3 sessions?" });
    await dialog.getByText("Work that exists nowhere else").nth(2).waitFor(patient);
    const before = core.calls.filter(({ method }) => method === "sessions.restore").length;
    await page.keyboard.press("Control+Delete");
    await page.getByText("Deleted 3 sessions. Copies are kept for 7 days.").waitFor(patient);
    await expectAccessible(page);
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("u");
    await page.getByText("3 sessions are back, stopped.").waitFor(patient);
    expect(core.calls.filter(({ method }) => method === "sessions.restore").length - before).toBe(3);
  });
});

describe("deleted sessions", () => {
  it("are listed with how long they last, and come back", async () => {
    await goTo(page, "/sessions");
    await page.getByRole("button", { name: "Deleted 2", exact: true }).click();
    const list = page.getByRole("region", { name: "Deleted sessions" });
    await list.getByText("Destroyed for good in 5 days").waitFor(patient);
    await list.getByText("1.4 GiB").first().waitFor(patient);
    await expectAccessible(page);
    await list.getByRole("button", { name: "Bring back old-idea" }).click();
    await page.getByText("old-idea is back, stopped.").waitFor(patient);
    await list.getByText("old-idea").waitFor({ state: "detached" });
    await goTo(page, "/sessions?q=old-idea");
    await row("old-idea").waitFor(patient);
  });

  it("whose name is taken come back under another", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.type("bring back reads");
    await page.getByRole("option", { name: /^Bring back reads-only/ }).waitFor(patient);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Bring reads-only back" });
    await dialog.waitFor(patient);
    await expectAccessible(page);
    await expectReachable();
    await dialog.getByLabel("Name").fill("old-idea");
    await page.keyboard.press("Enter");
    await dialog.getByText("There is a session old-idea again.").waitFor(patient);
    await dialog.getByLabel("Name").fill("reads-again");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("reads-again is back, stopped.").waitFor(patient);
  });

  it("are destroyed for good only after a question", async () => {
    const dialog = await askToDelete("old-idea");
    await page.keyboard.press("Control+Delete");
    await dialog.waitFor({ state: "detached" });
    await goTo(page, "/session/old-idea");
    await page.getByText("old-idea was deleted.").waitFor(patient);
    await page.getByRole("button", { name: "Bring back", exact: true }).waitFor(patient);
    await goTo(page, "/sessions?state=deleted");
    await page.getByRole("button", { name: "Destroy now… old-idea" }).focus();
    await page.keyboard.press("Enter");
    const question = page.getByRole("alertdialog", { name: "Destroy the copy of old-idea?" });
    await question.getByText("This cannot be undone.").waitFor(patient);
    await expectAccessible(page);
    await expectReachable();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    expect(core.inputOf("sessions.purge")).toBeUndefined();
    await page.getByRole("button", { name: "Destroy now… old-idea" }).click();
    await question.getByRole("button", { name: /^Destroy/ }).click();
    await page.getByText("No session can be brought back.").waitFor(patient);
    expect(core.inputOf("sessions.purge")).toEqual({ session: copyOf("old-idea", 5).id });
  });
});
