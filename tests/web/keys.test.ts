import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CommandId, commandIds } from "../../src-renderer/keys/keymap.ts";
import { patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { keyCases, keyOptions } from "../helpers/keyCases/keyCases.ts";
import { clean, type KeyWorld, pressKey } from "../helpers/keyCases/world.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];
let world: KeyWorld;

beforeAll(async () => {
  browser = await startBrowser();
  const options = keyOptions();
  core = await startStandIn(options);
  ({ page, complaints } = await browser.open(core.link()));
  await page.getByRole("grid", { name: "Sessions" }).waitFor(patient);
  world = {
    page,
    core,
    inbox: options.inbox,
    inBrowser: true,
    zoomLevel: async () => 0,
    agree: async () => {},
  };
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

afterEach(() => clean(world));

describe("every key does what the help says, in a browser's tab", () => {
  it.each(commandIds)("%s", async (id: CommandId) => {
    const { begin, seen, inTerminal = false } = keyCases[id];
    await begin(world);
    await pressKey(id, world, inTerminal);
    await seen(world);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
