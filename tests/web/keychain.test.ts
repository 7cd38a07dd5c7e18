import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { KeychainStatus } from "../../src-shared/model/credential.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { walk } from "../helpers/keyboardWalk.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];
let status: KeychainStatus;
/** What the system's prompt came to. */
let unlocks = true;

const stillLocked = () =>
  new AppError("keychain_locked", "The system keychain is still locked: its prompt was closed.", "Try again.");

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({
    sessions: morning(),
    credentials: purse(),
    handlers: {
      credentials: {
        keychain: () => status,
        unlock: () => {
          if (!unlocks) throw stillLocked();
          status = "works";
          return status;
        },
        keepIn: ({ place }) => {
          status = place === "files" ? "files" : "locked";
          return status;
        },
        set: () => {
          status = "locked";
          throw new AppError("keychain_locked", "The system keychain is locked.");
        },
      },
    },
  });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

beforeEach(async () => {
  [status, unlocks] = ["locked", true];
  await goTo(page, "/credentials");
  await page.reload();
  await page.getByRole("grid", { name: "Credentials" }).waitFor(patient);
});

const locked = () => page.getByText("The system keychain is locked.", { exact: true });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const files = () => page.getByText("Values go into files that only you can read (mode 0600).", { exact: false });

describe("a locked keychain in Credentials", () => {
  it("is told in that sentence with both ways, which the keyboard reaches", async () => {
    await locked().waitFor(patient);
    await button("Unlock").waitFor();
    await button("Use a file, mode 0600").waitFor();
    for (const theme of ["dark", "light"] as const) {
      await wear(page, theme);
      await settled(page);
      expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/keychain-${theme}.png` });
    }
    await page.getByRole("grid", { name: "Credentials" }).focus();
    const { missed, unseen } = await walk(page);
    expect([missed, unseen]).toEqual([[], []]);
  });

  it("is unlocked from there; when the prompt is closed it says so and stays", async () => {
    unlocks = false;
    await button("Unlock").press("Enter");
    await page.getByText("The system keychain is still locked: its prompt was closed. Try again.").waitFor(patient);
    unlocks = true;
    await button("Unlock").press("Enter");
    await button("Unlock").waitFor({ state: "detached" });
    await page.getByRole("grid", { name: "Credentials" }).waitFor();
    expect(core.inputOf("credentials.unlock")).toEqual({});
  });

  it("is left for files, which says what that means, and taken up again", async () => {
    await button("Use a file, mode 0600").press("Enter");
    await files().waitFor(patient);
    expect(core.inputOf("credentials.keepIn")).toEqual({ place: "files" });
    await page.getByText("What is in the system keychain stays there, unread.", { exact: false }).waitFor();
    await button("Use the system keychain").press("Enter");
    await locked().waitFor(patient);
    expect(core.inputOf("credentials.keepIn")).toEqual({ place: "keychain" });
  });

  it("is found when a value is stored, and told in the dialog, where the value is gone", async () => {
    status = "works";
    await page.reload();
    await page.getByRole("grid", { name: "Credentials" }).waitFor(patient);
    expect(await locked().count()).toBe(0);
    await page.getByRole("grid", { name: "Credentials" }).press("n");
    const dialog = page.getByRole("dialog", { name: "Add a credential" });
    await dialog.getByLabel("Value").fill("a value to store");
    await dialog.getByRole("button", { name: /^(Store|Save|Set)/ }).click();
    await dialog.getByRole("button", { name: "Unlock", exact: true }).waitFor(patient);
    await dialog.getByRole("button", { name: "Use a file, mode 0600", exact: true }).waitFor();
    await dialog.getByText("It was not stored.", { exact: false }).waitFor();
    expect(await dialog.getByLabel("Value").inputValue()).toBe("");
    await settled(page);
    expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/keychain-dialog.png` });
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
