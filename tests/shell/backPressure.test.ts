import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeFrame } from "../../src-shared/rpc/frame.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { DesktopApp } from "../helpers/desktopApp.ts";
import { type ScriptedCore, startScriptedCore } from "../helpers/scriptedCore.ts";
import { makeSession } from "../helpers/session.ts";

const mebibyte = 1024 * 1024;
const piece = new Uint8Array(64 * 1024);
/** More than any buffer on the way may hold, far less than the core would send to whoever takes it. */
const bound = 8 * mebibyte;

let browser: Browser;
let core: ScriptedCore;
let app: DesktopApp;
let page: Page;
let sent = 0;

beforeAll(async () => {
  browser = await startBrowser({ shared: true });
  core = await startScriptedCore([], {
    system: {
      logs: async function* (_input, { signal }) {
        for (; !signal.aborted && sent < 256 * mebibyte; sent += piece.length) yield { bytes: piece };
      },
    },
  });
  app = new DesktopApp({ browser, home: core.home });
  page = await app.page();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
});
afterAll(async () => {
  await app?.kill();
  await core?.close();
  await browser?.close();
});

const taken = (): Promise<number> => page.evaluate<number>("window.takenIn");

it("a page that says nothing of having taken in what it got makes the core wait, not the app grow", async () => {
  const call = encodeFrame({ type: "call", id: 1, service: "system", method: "logs", payload: { follow: true } });
  // In the place of the app's own channel, one that never says that it took anything in.
  await page.evaluate(`(() => {
    window.takenIn = 0;
    window.clauderon.onBytes((message) => { window.takenIn += message.length; });
    window.clauderon.send(new Uint8Array(0));
    window.clauderon.send(Uint8Array.from(${JSON.stringify([...call])}));
  })()`);
  await expect.poll(taken, { timeout: 30_000 }).toBeGreaterThan(mebibyte);
  // The app goes on with everything else meanwhile, many times over.
  for (let round = 1; round <= 10; round++) {
    core.put(makeSession({ id: `s${round}`, name: `s${round}`, activity: "working" }));
    await expect
      .poll(async () => (await app.ask("tray"))?.toolTip, { timeout: 15_000 })
      .toBe(`Clauderon: proxy on, ${round} running`);
  }
  expect(sent).toBeLessThan(bound);
  expect(await taken()).toBeLessThan(bound);

  // It takes everything in: the core goes on.
  const before = sent;
  await page.evaluate(`(() => {
    const single = new Uint8Array(1);
    let untold = window.takenIn;
    const tell = () => { for (; untold >= 262144; untold -= 262144) window.clauderon.send(single); };
    window.clauderon.onBytes((message) => { untold += message.length; window.takenIn += message.length; tell(); });
    tell();
  })()`);
  await expect.poll(() => sent, { timeout: 30_000 }).toBeGreaterThan(before + bound);
});
