import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CommandId, commandIds } from "../../src-renderer/keys/keymap.ts";
import { patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { DesktopApp } from "../helpers/desktopApp.ts";
import { keyCases, keyOptions } from "../helpers/keyCases/keyCases.ts";
import { clean, type KeyWorld, pressKey } from "../helpers/keyCases/world.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

let browser: Browser;
let core: StandIn;
let app: DesktopApp;
let page: Page;
let world: KeyWorld;

beforeAll(async () => {
  browser = await startBrowser({ shared: true });
  const options = keyOptions();
  core = await startStandIn(options);
  app = new DesktopApp({ browser, home: core.home });
  page = await app.page();
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  const zoomLevel = async (): Promise<number> => (await app.ask("windows"))[0]?.zoomLevel ?? 0;
  const agree = async (): Promise<void> => {
    const [open] = await app.ask("dialogs");
    const yes = open?.buttons.find((label) => label !== "Cancel");
    if (yes) await app.ask("answerDialog", yes);
  };
  world = { page, core, inbox: options.inbox, inBrowser: false, zoomLevel, agree };
});

afterAll(async () => {
  await app?.kill();
  await core?.close();
  await browser?.close();
});

afterEach(() => clean(world));

describe("every key does what the help says, in the app's window", () => {
  it.each(commandIds)("%s", async (id: CommandId) => {
    const { begin, seen, inTerminal = false } = keyCases[id];
    await begin(world);
    await pressKey(id, world, inTerminal);
    await seen(world);
  });

  it("complained about nothing", () => expect(app.complaints).toEqual([]));
});
