import type { Locator, Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Approval } from "../../src-shared/model/approval.ts";
import { expectAccessible, goTo, patient } from "../helpers/appPage.ts";
import { makeApproval } from "../helpers/approval.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { FakeInbox, morningInbox } from "../helpers/standIn/inbox.ts";
import { invented, morning } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let inbox: FakeInbox;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  return async () => browser.close();
});

beforeEach(async () => {
  inbox = new FakeInbox(morningInbox());
  core = await startStandIn({ sessions: morning(), screen: "$ ", inbox });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterEach(async () => {
  expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION/.test(text))).toEqual([]);
  await page.close();
  await core.close();
});

const ledger = invented("ledger-export");
const another = (change: Partial<Approval> = {}): Approval =>
  makeApproval({ id: "zzzzzzzz", sessionId: ledger.id, sessionName: ledger.name, ...change });

const answers = (): unknown[] =>
  core.calls.flatMap(({ method, input }) => (method === "approvals.answer" ? [input] : []));
const card = () => page.locator("[data-answer-card]");
const focused = (): Promise<string> =>
  page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName ?? ""');

/** To the card of the request that is held, by the keyboard alone. */
const toCard = async (): Promise<void> => {
  await goTo(page, "/approvals");
  await page.getByRole("grid", { name: "Approvals" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(focused).toMatch(/^ledger-export wants to/);
};

/** Until the card takes answers, as a person would wait who reads it: no key, all of it in view. */
const read = (): Promise<void> => page.waitForTimeout(700);

/** Reads, presses the key, and does both again where the page was slow to have all of the card in view. */
const pressUntil = async (key: string, shown: Locator): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) {
    await read();
    await page.keyboard.press(key);
    const isShown = shown.waitFor({ timeout: 3_000 }).then(() => true);
    if (await isShown.catch(() => false)) return;
  }
  throw new Error(`${key} brought about nothing.`);
};

describe("A request that is held", () => {
  it("shows in sidebar, dashboard and the session it concerns, and moves neither focus nor screen", async () => {
    await page.getByRole("link", { name: "Approvals 2 waiting" }).waitFor(patient);
    await page.getByText("POST api.github.com/repos/northquay/ledger/keys").waitFor(patient);
    await expectAccessible(page);

    await goTo(page, "/session/fix-retry-budget");
    await page.locator("[data-terminal] .xterm").click();
    const before = [await focused(), page.url()];
    inbox.ask(another({ sessionId: invented("fix-retry-budget").id, sessionName: "fix-retry-budget" }));
    await page.getByText("Held:").waitFor(patient);
    await page.getByRole("alert").filter({ hasText: "Approval needed: fix-retry-budget" }).waitFor(patient);
    expect([await focused(), page.url()]).toEqual(before);
    await page.keyboard.type("oswd\n");
    await expect.poll(() => core.typed()).toContain("oswd");
    expect(answers()).toEqual([]);

    await page.getByRole("button", { name: /Review/ }).click();
    expect(page.url()).toContain("/approvals/zzzzzzzz");
    await page.getByRole("heading", { name: /fix-retry-budget wants to/ }).waitFor(patient);
  });

  it("reads well, with all that an answer needs to know", async () => {
    await goTo(page, "/approvals");
    const shown = card();
    for (const text of [
      "POST https://api.github.com/repos/northquay/ledger/keys",
      "github",
      "application/json, 1.2 kB",
      "config.toml:41",
      "if you do nothing",
    ])
      await shown.getByText(text, { exact: false }).first().waitFor(patient);
    await expectAccessible(page);
    await page.getByRole("button", { name: /^Decided/ }).click();
    await expectAccessible(page);
    await goTo(page, "/approvals/refused-128409");
    await page.getByRole("radio", { name: /Allow for this session/ }).waitFor(patient);
    expect(await page.getByRole("radio", { name: /Allow once|Deny/ }).count()).toBe(0);
    await expectAccessible(page);
  });

  it("is answered by a key in the card, and by none outside of it", async () => {
    await goTo(page, "/approvals");
    await page.getByRole("grid", { name: "Approvals" }).focus();
    await read();
    for (const key of ["o", "s", "d"]) await page.keyboard.press(key);
    expect(answers()).toEqual([]);
    await toCard();
    await pressUntil("o", page.getByText("Allowed once from the browser"));
    await expect.poll(answers).toEqual([{ id: "k3x9q2m7", answer: "once" }]);
    // The card stays and is locked: the next one does not slip under the hand.
    await page.keyboard.press("o");
    expect(answers()).toHaveLength(1);
  });

  it("is not answered by a key that comes at once, nor by one of many", async () => {
    await toCard();
    // Without a pause: one that is long enough makes the next key an answer.
    const until = Date.now() + 1_500;
    while (Date.now() < until) await page.keyboard.press("o");
    expect(answers()).toEqual([]);
    expect(inbox.waiting).toHaveLength(2);
  });

  it("is never allowed by Enter: it denies, and that can be undone for four seconds", async () => {
    await toCard();
    await pressUntil("Enter", page.getByRole("button", { name: /Undo/ }).first());
    expect(answers()).toEqual([]);
    await card().getByRole("button", { name: /Undo/ }).click();
    await page.getByRole("radio", { name: /Allow once/ }).waitFor(patient);
    // On an allowing answer neither Enter nor Space does anything.
    await page.getByRole("radio", { name: /Deny/ }).focus();
    await page.keyboard.press("ArrowDown");
    await read();
    for (const key of ["Enter", "Space"]) {
      await page.keyboard.press(key);
      await read();
    }
    expect(answers()).toEqual([]);
    await page.keyboard.press("ArrowUp");
    await pressUntil("Enter", page.getByRole("button", { name: /Undo/ }).first());
    await expect.poll(answers, patient).toEqual([{ id: "k3x9q2m7", answer: "deny" }]);
  });

  it("is allowed always only after the rule was shown, and not by Enter there", async () => {
    await toCard();
    const dialog = page.getByRole("alertdialog");
    await pressUntil("w", dialog);
    await dialog.getByText("It would have matched 3 requests").waitFor(patient);
    await dialog.getByText('host = "api.github.com"').waitFor(patient);
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(answers()).toEqual([]);
    await card().focus();
    await pressUntil("w", dialog);
    await dialog.getByRole("button", { name: "Allow always" }).click();
    await expect.poll(answers).toEqual([{ id: "k3x9q2m7", answer: "always" }]);
    await page.getByText("Rule saved as grant 1.").waitFor(patient);
    await goTo(page, "/rules");
    await page.getByRole("button", { name: "Revoke grant 1" }).waitFor(patient);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Revoke grant 1" }).click();
    await page.getByText("Revoked grant 1.").waitFor(patient);
    await page.getByText("grant 1", { exact: true }).waitFor({ state: "detached" });
  });

  it("locks when somebody else answers, and says who", async () => {
    await toCard();
    inbox.end("k3x9q2m7", "deny", "command line");
    await page.getByText(/Denied from the command line (just now|\d+[sm] ago)\./).waitFor(patient);
    expect(await page.getByRole("radio").count()).toBe(0);
    expect(page.url()).toMatch(/\/approvals/);
  });

  it("stays in the card when another one comes before it", async () => {
    await toCard();
    inbox.ask(another({ host: "first.example", askedAt: new Date(0).toISOString() }));
    await page.getByText("first.example").first().waitFor(patient);
    expect(await card().getAttribute("data-answer-card")).toBe("k3x9q2m7");
    await expect.poll(focused).toMatch(/^ledger-export wants to/);
  });

  it("is inert text, whatever its host and path are", async () => {
    const hostile = another({
      id: "hhhhhhhh",
      host: "xn--80ak6aa92e.example",
      path: "/%E2%80%AE\u202egnp.exe<img src=x onerror=alert(1)>",
      method: "APPROVED\u2066",
      reason: "Approved by Clauderon\u202e ✓",
    });
    inbox.ask(hostile);
    await goTo(page, "/approvals/hhhhhhhh");
    await card().getByText("‹U+202E›").first().waitFor(patient);
    expect(await page.locator("main img").count()).toBe(0);
    await expectAccessible(page);
  });
});

it("The inbox is reached by G I and by the palette, and says when nothing waits", async () => {
  await page.getByRole("grid", { name: "Sessions" }).focus();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("heading", { name: "Approvals", level: 1 }).waitFor(patient);
  expect(await page.title()).toContain("Approvals");
  await page.keyboard.press("Control+K");
  await page.getByRole("combobox", { name: "Command palette" }).fill("review openapi");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /openapi-codegen wants to put something on/ }).waitFor(patient);

  const empty = await startStandIn({});
  const { page: other } = await browser.open(empty.link());
  await other.getByRole("contentinfo").waitFor(patient);
  await goTo(other, "/approvals");
  await other.getByText("Nothing is waiting.").waitFor(patient);
  await expectAccessible(other);
  await other.close();
  await empty.close();
});
