import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";

let world: AgentWorld;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  world = await startAgentWorld();
  browser = await startBrowser();
  ({ page, complaints } = await browser.open((await world.client.system.web({})).url));
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.dispose();
});

const patient = { timeout: 60_000 };

/** What the terminals show, from their buffers: pixels tell nothing. A text, for the page has types of its own. */
const readTerminals = `[...document.querySelectorAll("[data-terminal]")].map(({ terminal }) => {
  const buffer = terminal?.buffer.active;
  return Array.from({ length: buffer?.length ?? 0 }, (_, row) => buffer.getLine(row)?.translateToString(true)).join("\\n");
}).join("\\n")`;
const terminalText = (): Promise<string> => page.evaluate<string>(readTerminals);

async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`),
  ).toEqual([]);
}

describe("a day in the browser", () => {
  it("begins with a link that signs in, and leaves no token in the address", async () => {
    await page.getByRole("heading", { name: "Sessions" }).waitFor(patient);
    expect(page.url()).not.toContain("login");
    await expectAccessible();
  });

  it("creates a session with the real Claude Code, by the keyboard", async () => {
    await page.getByRole("button", { name: "New session" }).first().click();
    await page.getByLabel("Prompt").fill("hello from the browser");
    await page.getByLabel("Name").fill("My Name");
    await page.getByText("1 to 63 of a-z").waitFor(patient);
    await page.getByLabel("Name").fill("a-day");
    await expectAccessible();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("tab", { name: /agent of a-day/ }).waitFor(patient);
    await expect.poll(terminalText, patient).toContain("You said: hello from the browser");
  });

  it("types into the terminal, and the agent answers", async () => {
    await page.locator("[data-terminal] .xterm").click();
    await page.keyboard.type("typed in the browser");
    await page.keyboard.press("Enter");
    await expect.poll(terminalText, patient).toContain("You said: typed in the browser");
  });

  it("opens a shell beside the agent, at the size of the window", async () => {
    await page.getByRole("button", { name: "Shell in this session" }).click();
    await expect.poll(terminalText, patient).toMatch(/[$#] ?$/m);
    await page.keyboard.type("id -u; tput cols 2>/dev/null || stty size\n");
    await expect.poll(terminalText, patient).toMatch(/^1000$/m);
    await page.getByRole("button", { name: "Close shell" }).click();
    await expectAccessible();
  });

  it("shows each request, with what was injected, beside the terminal and in the audit", async () => {
    await page
      .getByRole("list", { name: "Requests, newest first" })
      .getByText("credential added")
      .first()
      .waitFor({ state: "attached" });
    await page.goto(new URL("/audit", page.url()).href);
    await page
      .getByRole("row", { name: /api\.anthropic\.com/ })
      .first()
      .click();
    await page.getByText("placeholder stripped, value added last").waitFor(patient);
    await expectAccessible();
  });

  it("filters what is listed, and tells nothing found from nothing there", async () => {
    await page.getByRole("combobox", { name: "Filter requests" }).fill("status:>=400 ");
    await page.getByRole("combobox", { name: "Filter requests" }).press("Enter");
    await page.getByRole("button", { name: "Remove filter status:>=400" }).waitFor(patient);
    await page.goto(new URL("/audit?q=host:nowhere.example", page.url()).href);
    await page.getByText("records, none match.").waitFor(patient);
    await page.getByRole("button", { name: "Clear filter" }).click();
  });

  it("verifies the log and says so in words", async () => {
    await page.getByRole("button", { name: "Verify" }).click();
    await page
      .getByRole("dialog")
      .getByText(/unaltered|intact|whole|hold/i)
      .first()
      .waitFor(patient);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  it("exports the records, without a secret", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /As JSONL/ }).click();
    const stream = await (await download).createReadStream();
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    expect(text).toContain("api.anthropic.com");
    expect(text).not.toContain(world.token);
  });

  it("turns the proxy off after a question, says so everywhere, and on again", async () => {
    await page.getByRole("button", { name: /Proxy on/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Turn off" }).click();
    await page.getByText("Proxy is off.").waitFor(patient);
    expect((await world.client.proxy.status({})).enabled).toBe(false);
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByText("Proxy is off.").waitFor({ state: "detached" });
  });

  it.each([
    ["/credentials", "Credentials"],
    ["/rules", "Rules"],
    ["/settings", "Settings"],
    ["/sessions", "Sessions"],
  ])("reads well to a screen reader: %s", async (address, heading) => {
    await page.goto(new URL(address, page.url()).href);
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor(patient);
    await expectAccessible();
  });

  it("holds no secret in the page, its storage or its address", async () => {
    const everything = await page.evaluate<string>(
      "document.documentElement.outerHTML + JSON.stringify({ ...localStorage }) + location.href",
    );
    expect(everything).not.toContain(world.token);
  });

  it("deletes with what it destroys said first", async () => {
    await page.getByRole("grid", { name: "Sessions" }).focus();
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("Destroys").waitFor(patient);
    await expectAccessible();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect.poll(async () => (await world.client.sessions.list({})).length, patient).toBe(0);
    expect(docker("ps", "-aq", "--filter", "name=clauderon-a-day")).toBe("");
  });

  it("says when the core is gone, and asks for a new link when it is back", async () => {
    await world.daemon.crash();
    await page.getByText("Lost contact with the Clauderon core.").waitFor(patient);
    expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION|404/.test(text))).toEqual([]);
  });
});
