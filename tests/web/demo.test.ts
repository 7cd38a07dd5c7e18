import { once } from "node:events";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DemoEvent } from "../../src-shared/model/demo.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { goTo, patient } from "../helpers/appPage.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { walk } from "../helpers/keyboardWalk.ts";
import { layoutProblems, settled, violations, wear } from "../helpers/looks.ts";
import { type StandIn, startStandIn } from "../helpers/standIn/core.ts";
import { demoEvents } from "../helpers/standIn/demo.ts";

let browser: Browser;
let core: StandIn;
let page: Page;
let complaints: string[];
/** What the next run tells; it goes on for ever after that where it does not end. */
let script: readonly (DemoEvent | Error)[] = [];
let runs = 0;
let cancelled = 0;

beforeAll(async () => {
  browser = await startBrowser();
  core = await startStandIn({
    image: [{ type: "done", image: "clauderon-agent:1", imageId: "sha256:1", relayImage: "clauderon-relay:1" }],
    handlers: {
      system: {
        demo: async function* (_input, { signal }) {
          const own = script;
          runs++;
          // A run of the test before may hear only now that its page is gone.
          signal.addEventListener("abort", () => {
            if (own === script) cancelled++;
          });
          for (const event of own) {
            if (event instanceof Error) throw event;
            yield event;
          }
          if (own.some((event) => !(event instanceof Error) && event.type === "end")) return;
          if (!signal.aborted) await once(signal, "abort");
        },
      },
    },
  });
  ({ page, complaints } = await browser.open(core.link()));
  await begin().waitFor(patient);
});

afterAll(async () => {
  await browser?.close();
  await core?.close();
});

beforeEach(async () => {
  [runs, cancelled] = [0, 0];
  script = demoEvents();
  await goTo(page, "/sessions");
  await page.reload();
  await begin().waitFor(patient);
});

const begin = () => page.getByRole("button", { name: "Try it without a token" });
const proofs = () => page.getByRole("list", { name: "Proofs" }).getByRole("listitem");
async function looksWell(name: string): Promise<void> {
  for (const theme of ["dark", "light"] as const) {
    await wear(page, theme);
    await settled(page);
    expect([...(await violations(page)), ...(await layoutProblems(page))]).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/demo-${name}-${theme}.png` });
  }
}

describe("the demonstration in the app", () => {
  it("begins at the first run, shows where the token was and was not, and says what that means", async () => {
    await begin().click();
    await page.getByRole("heading", { name: "The token was never inside" }).waitFor(patient);
    expect(new URL(page.url()).pathname).toBe("/demo");
    expect(await proofs().count()).toBe(6);
    await page.getByText("CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-clauderon-proxy-placeholder", { exact: true }).waitFor();
    await page.getByText("POST https://api.anthropic.com/v1/messages").waitFor();
    await page.getByText("the token, put in by the proxy").waitFor();
    await page.getByText("credential anthropic was added").waitFor();
    await looksWell("ended");
  });

  it("shows each step as it comes, and how far the image is", async () => {
    script = demoEvents().slice(0, demoEvents().findIndex(({ type }) => type === "progress") + 1);
    await begin().click();
    await page.getByText("installing programs · 40 %").waitFor(patient);
    await expect
      .poll(() => page.locator("[aria-current=step]").innerText(), patient)
      .toMatch(/^The agent image\s*, under way/);
    await looksWell("running");
  });

  it("goes on while other screens are looked at, and is stopped by a button that keeps the focus", async () => {
    script = demoEvents().filter(({ type }) => type !== "end");
    await begin().click();
    await expect.poll(() => proofs().count(), patient).toBe(6);
    await goTo(page, "/audit");
    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor(patient);
    expect(cancelled).toBe(0);
    await goTo(page, "/demo");
    await page.getByRole("button", { name: "Stop" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Stopped. What it made is being removed.").waitFor(patient);
    await expect.poll(() => cancelled, patient).toBe(1);
    await page.getByRole("button", { name: "Run it again" }).waitFor(patient);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Run it again");
    script = demoEvents();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The token was never inside" }).waitFor(patient);
    expect(runs).toBe(2);
  });

  it("says which statement is not true, and does not call that a success", async () => {
    script = demoEvents({ failing: 2 });
    await begin().click();
    await page.getByRole("heading", { name: "Not everything held" }).waitFor(patient);
    await page.getByText("1 statement below is not true on this machine.").waitFor();
    expect(await proofs().filter({ hasText: "does not hold" }).count()).toBe(1);
    await looksWell("not-held");
  });

  it("that cannot begin says why and what to do, and is tried again there", async () => {
    script = [
      new AppError("engine_down", "The container engine does not answer at /var/run/docker.sock.", "Start Docker."),
    ];
    await begin().click();
    await page.getByText("The container engine does not answer at /var/run/docker.sock.").waitFor(patient);
    await page.getByText("Start Docker.").waitFor();
    await looksWell("failed");
    script = demoEvents();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByRole("heading", { name: "The token was never inside" }).waitFor(patient);
  });

  it("shows what a container says as text, whatever it is", async () => {
    script = demoEvents({ said: "<img src=x onerror=alert(1)>\u202e\u001b[2J**Approved**\n" });
    await begin().click();
    await page.getByText("<img src=x onerror=alert(1)>‹U+202E›", { exact: false }).waitFor(patient);
    expect(await page.locator("figure img").count()).toBe(0);
  });

  it("is all reached by the keyboard, and found in the palette", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor(patient);
    await page.keyboard.type("demo");
    await page.getByRole("option", { name: /^Demo/ }).waitFor(patient);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Run it" }).press("Enter");
    await page.getByRole("heading", { name: "The token was never inside" }).waitFor(patient);
    const { missed, unseen } = await walk(page);
    expect(missed).toEqual([]);
    expect(unseen).toEqual([]);
  });

  it("complained about nothing", () => expect(complaints).toEqual([]));
});
