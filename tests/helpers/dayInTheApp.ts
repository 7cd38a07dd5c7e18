import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "./agentWorld.ts";
import { expectAccessible, goTo, terminalTexts } from "./appPage.ts";

/** Where the app is looked at: a browser tab, or the desktop app's window. */
export interface AppPlace {
  /** The page as it is now: after the core was started again it may be another one. */
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Turns the proxy off the way a person does here, and answers the question. */
  turnProxyOff(): Promise<void>;
  turnProxyOn(): Promise<void>;
  /** The core was started again: does what a person has to do to go on. */
  comeBack(): Promise<void>;
  dispose(): Promise<void>;
}

const patient = { timeout: 45_000 };

/** A person's day, the same in every place: the real Claude Code, a real container, the real core. */
export function describeDay(place: string, open: (world: AgentWorld) => Promise<AppPlace>): void {
  let world: AgentWorld;
  let app: AppPlace;

  beforeAll(async () => {
    world = await startAgentWorld();
    app = await open(world);
  }, 180_000);
  afterAll(async () => {
    await app?.dispose();
    await world?.dispose();
  });

  const page = (): Page => app.page;
  const terminalText = async (): Promise<string> => (await terminalTexts(page())).join("\n");
  const type = async (text: string): Promise<void> => {
    await page().locator("[data-terminal]:visible .xterm").first().click();
    await page().keyboard.type(text);
    // Keys that come all at once are taken for a paste, Enter for a line of it.
    await expect.poll(terminalText, patient).toContain(text);
    await page().keyboard.press("Enter");
  };

  describe(`a day in ${place}`, () => {
    it("begins at the sessions, with no token in the address", async () => {
      await page().getByRole("heading", { name: "Sessions", level: 1 }).waitFor(patient);
      expect(page().url()).not.toContain("login");
      await expectAccessible(page());
    });

    it("creates a session with the real Claude Code, by the keyboard, and watches it work", async () => {
      await page().getByRole("button", { name: "New session" }).first().click();
      await page().getByLabel("Prompt").fill("hello from the app");
      await page().getByLabel("Name").fill("My Name");
      await page().getByText("1 to 63 of a-z").waitFor(patient);
      await page().getByLabel("Name").fill("a-day");
      await expectAccessible(page());
      await page().keyboard.press("Control+Enter");
      await page()
        .getByRole("tab", { name: /agent of a-day/ })
        .waitFor(patient);
      await expect.poll(terminalText, patient).toContain("You said: hello from the app");
    });

    it("detaches by going elsewhere, and attaches again with a click, to the same screen", async () => {
      await page().getByRole("link", { name: "Sessions" }).first().click();
      await page().getByRole("heading", { name: "Sessions", level: 1 }).waitFor(patient);
      expect(docker("ps", "-q", "--filter", "name=clauderon-a-day")).not.toBe("");
      await page().getByRole("grid", { name: "Sessions" }).getByText("a-day").first().click();
      await expect.poll(terminalText, patient).toContain("You said: hello from the app");
    });

    it("types into the terminal, and the agent answers", async () => {
      await type("typed in the app");
      await expect.poll(terminalText, patient).toContain("You said: typed in the app");
    });

    it("opens a shell beside the agent, at the size of the window, also when that changes", async () => {
      await page().getByRole("button", { name: "Shell in this session" }).click();
      await expect.poll(terminalText, patient).toMatch(/^agent@\w+:.*[$#] ?$/m);
      await page().locator("[data-terminal]:visible .xterm").last().click();
      const columns = async (mark: string): Promise<number> => {
        await page().keyboard.type(`echo ${mark} $(id -u) $(stty size)\n`);
        const answer = new RegExp(`^${mark} 1000 \\d+ (\\d+)`, "m");
        await expect.poll(terminalText, patient).toMatch(answer);
        return Number(answer.exec(await terminalText())?.[1]);
      };
      const wide = await columns("wide");
      const size = page().viewportSize() ?? { width: 1440, height: 900 };
      await page().setViewportSize({ width: 1150, height: 700 });
      await expect
        .poll(async () => ((await columns("narrow")) < wide ? "narrower" : "as wide"), patient)
        .toBe("narrower");
      await page().setViewportSize(size);
      await page().locator("[data-close^=shell]").click();
      await expectAccessible(page());
    });

    it("shows each request, with what was injected, beside the terminal and in the audit", async () => {
      await page()
        .getByRole("list", { name: "Requests, newest first" })
        .getByText("credential added")
        .first()
        .waitFor({ state: "attached" });
      await goTo(page(), "/audit");
      await page()
        .getByRole("row", { name: /api\.anthropic\.com/ })
        .first()
        .click();
      await page().getByText("(placeholder of anthropic)").waitFor(patient);
      await expectAccessible(page());
    });

    it("filters what is listed, and tells nothing found from nothing there", async () => {
      await page().getByRole("combobox", { name: "Filter requests" }).fill("status:>=400 ");
      await page().getByRole("combobox", { name: "Filter requests" }).press("Enter");
      await page().getByRole("button", { name: "Remove filter status:>=400" }).waitFor(patient);
      await goTo(page(), "/audit?q=host:nowhere.example");
      await page().getByText("records, none match.").waitFor(patient);
      await page().getByRole("button", { name: "Clear filter" }).click();
    });

    it("verifies the log and says so in words", async () => {
      await page().getByRole("button", { name: "Verify" }).click();
      await page()
        .getByRole("dialog")
        .getByText(/unaltered|intact|whole|hold/i)
        .first()
        .waitFor(patient);
      await page().getByRole("dialog").getByRole("button", { name: "Close" }).click();
    });

    it("exports the records, without a secret", async () => {
      const download = page().waitForEvent("download");
      await page().getByRole("button", { name: "Export" }).click();
      await page()
        .getByRole("menuitem", { name: /As JSONL/ })
        .click();
      const stream = await (await download).createReadStream();
      let text = "";
      for await (const chunk of stream) text += String(chunk);
      expect(text).toContain("api.anthropic.com");
      expect(text).not.toContain(world.token);
    });

    it("turns the proxy off after a question, sees a request refused, and turns it on again", async () => {
      await app.turnProxyOff();
      await page().getByText("Proxy is off.").waitFor(patient);
      expect((await world.client.proxy.status({})).enabled).toBe(false);
      await goTo(page(), "/session/a-day");
      await expect.poll(terminalText, patient).toContain("You said: typed in the app");
      await type("asked while off");
      await goTo(page(), "/audit?q=decision:off");
      await page()
        .getByRole("row", { name: /api\.anthropic\.com/ })
        .first()
        .click(patient);
      await page().getByText("503").first().waitFor(patient);
      await app.turnProxyOn();
      await page().getByText("Proxy is off.").waitFor({ state: "detached" });
      expect((await world.client.proxy.status({})).enabled).toBe(true);
    });

    it.each([
      ["/credentials", "Credentials"],
      ["/rules", "Rules"],
      ["/settings", "Settings"],
      ["/sessions", "Sessions"],
    ])("reads well to a screen reader: %s", async (address, heading) => {
      await goTo(page(), address);
      await page().getByRole("heading", { name: heading, level: 1 }).waitFor(patient);
      await expectAccessible(page());
    });

    it("holds no secret in the page, its storage or its address", async () => {
      const everything = await page().evaluate<string>(
        "document.documentElement.outerHTML + JSON.stringify({ ...localStorage }) + location.href",
      );
      expect(everything).not.toContain(world.token);
    });

    it("says when the core is gone, and goes on when it is back, with the terminal as it was", async () => {
      const expected = app.complaints.filter((text) => !/WebSocket|ERR_CONNECTION|404/.test(text));
      expect(expected).toEqual([]);
      await world.daemon.crash();
      await page().getByText("Lost contact with the Clauderon core.").waitFor(patient);
      await world.daemon.start();
      await app.comeBack();
      await page().getByRole("heading", { name: "Sessions", level: 1 }).waitFor(patient);
      await page().getByRole("grid", { name: "Sessions" }).getByText("a-day").first().click();
      await expect.poll(terminalText, patient).toContain("You said: typed in the app");
    });

    it("deletes with what it destroys said first", async () => {
      await goTo(page(), "/sessions");
      await page().getByRole("grid", { name: "Sessions" }).getByText("a-day").first().waitFor(patient);
      await page().getByRole("grid", { name: "Sessions" }).focus();
      await page().keyboard.press("Delete");
      const dialog = page().getByRole("alertdialog");
      await dialog.getByText("Destroys").waitFor(patient);
      await expectAccessible(page());
      await dialog.getByRole("button", { name: "Delete" }).click();
      const client = await world.daemon.client();
      await expect.poll(async () => (await client.sessions.list({})).length, patient).toBe(0);
      expect(docker("ps", "-aq", "--filter", "name=clauderon-a-day")).toBe("");
    });

    it("undoes the deletion, and the session starts with what it had", async () => {
      await page().getByRole("region", { name: "First steps" }).focus();
      await page().keyboard.press("u");
      const row = page().getByRole("grid", { name: "Sessions" }).getByText("a-day").first();
      await row.waitFor(patient);
      const client = await world.daemon.client();
      const session = await client.sessions.get({ session: "a-day" });
      expect(session).toMatchObject({ state: "stopped", error: null });
      await row.click();
      await expect.poll(terminalText, patient).toContain("You said: typed in the app");
      await page()
        .getByRole("button", { name: /^Start/ })
        .first()
        .click();
      await expect.poll(async () => (await client.sessions.get({ session: "a-day" })).state, patient).toBe("running");
    });
  });
}
