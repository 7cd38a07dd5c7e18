import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TerminalEvent } from "../../src-shared/contract/terminals.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { expectAccessible, goTo, patient, terminalTexts } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { morning, purse } from "../helpers/standIn/people.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];

/** How the next calls end: at once, or a stream that is there until it is broken. */
let refusal: AppError | null = null;
let attached = 0;
/** More output than is drawn at once, and a picture in its place. */
let burst = false;
let breakStream: (error: AppError) => void = () => {};

async function* attach({ cols, rows }: { cols: number; rows: number }): AsyncGenerator<TerminalEvent> {
  if (refusal) throw refusal;
  const broken = Promise.withResolvers<never>();
  breakStream = broken.reject;
  yield { type: "opened", viewerId: `viewer-${++attached}`, cols, rows };
  yield { type: "snapshot", bytes: Buffer.from(`screen number ${attached}`) };
  if (burst) {
    for (let piece = 0; piece < 10; piece++) yield { type: "data", bytes: Buffer.from("an old line\r\n".repeat(4000)) };
    yield { type: "snapshot", bytes: Buffer.from("the new picture") };
  }
  await broken.promise;
}

const screen = async (): Promise<string> => (await terminalTexts(page))[0] ?? "";
const said = (words: string) => page.getByRole("status").filter({ hasText: words });
const engineDown = new AppError("engine_down", "The container engine does not answer.");

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({ sessions: morning(), credentials: purse(), handlers: { terminals: { attach } } });
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  await goTo(page, "/session/fix-retry-budget");
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

it("a terminal whose stream breaks keeps its last screen, says why, and is attached anew as soon as it can be", async () => {
  await expect.poll(screen, patient).toContain("screen number 1");
  refusal = engineDown;
  breakStream(new AppError("daemon_down", "The terminals were lost."));
  await said("The container engine does not answer. It is tried again each second.").waitFor(patient);
  expect(await screen()).toContain("screen number 1");
  await expectAccessible(page);
  refusal = null;
  await expect.poll(async () => (await screen()).trim(), patient).toBe("screen number 2");
  await page.getByText(/^\d+ × \d+$/).waitFor(patient);
});

it("a terminal that is not there is not said to be asked for again", async () => {
  refusal = new AppError("wrong_state", "The session has no terminal.");
  breakStream(new AppError("unavailable", "The terminals were lost."));
  await said("Not attached. The session has no terminal.").waitFor(patient);
  await expect(said("tried again").count()).resolves.toBe(0);
});

it("a new picture stands alone, however much output waited to be drawn before it", async () => {
  burst = true;
  refusal = null;
  await page.reload();
  await expect.poll(screen, patient).toContain("the new picture");
  expect((await screen()).trim()).toBe("the new picture");
});

it("terminals that were lost complained about nothing", () => expect(complaints).toEqual([]));
