import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectUnixSocket } from "../../src-main/transports/unixSocketClient.ts";
import { type ClauderonClient, contract, protocolVersion } from "../../src-shared/contract/index.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { docker, removeContainers } from "../helpers/agentWorld.ts";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { DesktopApp, type DesktopOptions } from "../helpers/desktopApp.ts";

const token = `sk-ant-oat01-canary-${randomBytes(24).toString("hex")}`;
const patient = { timeout: 45_000 };

let browser: Browser;
let home: string;
let app: DesktopApp;

const start = (more: Partial<DesktopOptions> = {}): DesktopApp =>
  new DesktopApp({
    browser,
    home,
    env: { CLAUDE_CODE_OAUTH_TOKEN: token },
    args: ["--port", "0"],
    ...more,
  });

/** A program beside the app, on the socket of whoever has the core. */
async function outsideClient(): Promise<ClauderonClient> {
  return connectClient(await connectUnixSocket(join(home, "daemon.sock")), contract);
}
const ownerOfCore = async (): Promise<number> => {
  const client = await outsideClient();
  return (await client.system.hello({ protocolVersion })).pid;
};
const isRunning = (): boolean => docker("ps", "-q", "--filter", "name=clauderon-stays") !== "";
const seesSessions = async (): Promise<void> => {
  const page = await app.page();
  await page.getByText("stays").first().waitFor(patient);
};

beforeAll(async () => {
  browser = await startBrowser({ shared: true });
  home = mkdtempSync(join(tmpdir(), "cld-"));
  app = start();
  const page = await app.page();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor(patient);
});

afterAll(async () => {
  await app?.kill();
  try {
    process.kill(await ownerOfCore());
  } catch {
    // Nobody has the core any more.
  }
  removeContainers(home);
  await browser?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

describe("an app that hosts the core", () => {
  it("is the core for every other program", async () => {
    await expect.poll(ownerOfCore, patient).toBe(app.pid);
    const client = await outsideClient();
    const anthropic = (await client.credentials.list({})).find(({ id }) => id === "anthropic");
    expect(anthropic?.source).toBe("environment CLAUDE_CODE_OAUTH_TOKEN");
    const session = await client.sessions.create({ name: "stays", agent: "shell" });
    expect(session.state).toBe("running");
    await seesSessions();
  }, 120_000);

  it("does not end without a word while a session runs, and not at all after Cancel", async () => {
    await app.ask("quit");
    await expect.poll(() => app.ask("dialogs"), patient).toHaveLength(1);
    expect(await app.ask("dialogs")).toMatchObject([
      {
        message: "1 session is running.",
        buttons: ["Keep running in the tray", "Hand over to a daemon", "Stop sessions and quit", "Cancel"],
        defaultButton: "Keep running in the tray",
      },
    ]);
    await app.ask("answerDialog", "Cancel");
    await expect.poll(() => app.ask("dialogs")).toEqual([]);
    expect(await ownerOfCore()).toBe(app.pid);
    expect(await app.ask("windows")).toHaveLength(1);
  });

  it("asks once, however often it is told to quit", async () => {
    await app.ask("chooseInTray", "Quit");
    await app.ask("quit");
    await expect.poll(() => app.ask("dialogs"), patient).toHaveLength(1);
    await app.ask("answerDialog", "Cancel");
    await expect.poll(() => app.ask("dialogs")).toEqual([]);
  });

  it("goes on in the tray without its window, and remembers where that was", async () => {
    const page = await app.page();
    await page.getByRole("link", { name: "Credentials" }).click();
    await expect.poll(async () => (await app.ask("windows"))[0]?.url, patient).toBe("app://clauderon/credentials");
    await app.ask("setBounds", { x: 40, y: 30, width: 1111, height: 777 });
    await app.ask("quit");
    await expect.poll(() => app.ask("dialogs"), patient).toHaveLength(1);
    await app.ask("answerDialog", "Keep running");
    await expect.poll(() => app.ask("windows")).toEqual([]);
    expect(await ownerOfCore()).toBe(app.pid);
    expect(isRunning()).toBe(true);
    await app.ask("clickTray");
    await expect
      .poll(async () => (await app.ask("windows"))[0])
      .toMatchObject({
        url: "app://clauderon/credentials",
        bounds: { x: 40, y: 30, width: 1111, height: 777 },
      });
  });

  it("is the only one: a second start brings its window to the front, at a session where a link says so", async () => {
    const second = start({ args: ["clauderon://session/stays"] });
    expect(await second.exit).toBe(0);
    await expect.poll(async () => (await app.ask("windows"))[0]?.url).toBe("app://clauderon/session/stays");
    const third = start({ args: ["clauderon://session/stays?delete"] });
    expect(await third.exit).toBe(0);
    expect(await app.ask("windows")).toMatchObject([{ url: "app://clauderon/session/stays" }]);
  });

  it("hands the core over to a daemon that outlives it, with its port and its credentials", async () => {
    const before = await (await outsideClient()).proxy.status({});
    await app.ask("quit");
    await expect.poll(() => app.ask("dialogs"), patient).toHaveLength(1);
    await app.ask("answerDialog", "Hand over");
    expect(await app.exit).toBe(0);
    expect(await ownerOfCore()).not.toBe(app.pid);
    const client = await outsideClient();
    expect((await client.proxy.status({})).port).toBe(before.port);
    const anthropic = (await client.credentials.list({})).find(({ id }) => id === "anthropic");
    expect(anthropic?.source).toBe("environment CLAUDE_CODE_OAUTH_TOKEN");
    expect((await client.sessions.get({ session: "stays" })).state).toBe("running");
    expect(isRunning()).toBe(true);
  }, 180_000);
});

describe("an app that joined a daemon", () => {
  it("ends without a question, and the daemon goes on", async () => {
    const daemon = await ownerOfCore();
    app = start();
    await seesSessions();
    expect(await ownerOfCore()).toBe(daemon);
    await app.ask("quit");
    expect(await app.exit).toBe(0);
    expect(await ownerOfCore()).toBe(daemon);
    expect(isRunning()).toBe(true);
  }, 180_000);

  it("says that contact is lost when the daemon is killed, and then hosts the core itself", async () => {
    app = start();
    await seesSessions();
    const page = await app.page();
    process.kill(await ownerOfCore(), "SIGKILL");
    await page.getByText("Lost contact with the Clauderon core.").waitFor(patient);
    await page.getByText("Lost contact with the Clauderon core.").waitFor({ state: "detached", ...patient });
    expect(await ownerOfCore()).toBe(app.pid);
    await seesSessions();
    expect(isRunning()).toBe(true);
  }, 180_000);

  it("then asks before it ends, and stops the sessions when told to", async () => {
    await app.ask("quit");
    await expect.poll(() => app.ask("dialogs"), patient).toHaveLength(1);
    await app.ask("answerDialog", "Stop sessions");
    expect(await app.exit).toBe(0);
    expect(isRunning()).toBe(false);
    await expect(outsideClient()).rejects.toMatchObject({ code: "daemon_down" });
  }, 180_000);

  it("opens where the window was left", async () => {
    app = start();
    await expect
      .poll(async () => (await app.ask("windows"))[0], patient)
      .toMatchObject({ bounds: { x: 40, y: 30, width: 1111, height: 777 } });
  });
});

describe("the binary without a window", () => {
  it("is the command line, with its output and its exit code", async () => {
    await expect.poll(ownerOfCore, patient).toBe(app.pid);
    const cli = start({ args: ["--cli", "list", "--all", "--json"] });
    expect(await cli.exit).toBe(0);
    expect(JSON.parse(cli.output)).toMatchObject([{ name: "stays", state: "stopped" }]);
    const wrong = start({ args: ["--cli", "show", "nobody"] });
    expect(await wrong.exit).toBe(3);
  });

  it("is a daemon, which leaves a home that has a core alone", async () => {
    const daemon = start({ args: ["--daemon", "--port", "0", "--json"] });
    expect(await daemon.exit).toBe(2);
    expect(daemon.output).toContain("already_running");
  });
});

describe("a command line that cannot be read", () => {
  it.each([["many"], ["70000"], [""]])("is answered in one sentence: --port %s", async (port) => {
    const wrong = start({ args: ["--port", port] });
    expect(await wrong.exit).toBe(2);
    expect(wrong.output).toBe(`clauderon: --port takes a number from 0 to 65535, not "${port}".\n`);
  });
});

describe("a core that cannot start", () => {
  it("is said aloud with the reason, and tried again on request", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    const other = mkdtempSync(join(tmpdir(), "cld-"));
    const stuck = start({ home: other, args: ["--port", String(port)] });
    try {
      await expect.poll(() => stuck.ask("dialogs"), patient).toHaveLength(1);
      const [dialog] = await stuck.ask("dialogs");
      expect(dialog).toMatchObject({ message: "The Clauderon core does not run.", buttons: ["Try again", "Quit"] });
      expect(dialog?.detail).toContain(String(port));
      await expect.poll(async () => (await stuck.ask("tray"))?.toolTip).toBe("Clauderon: the core does not run");
      blocker.close();
      await stuck.ask("answerDialog", "Try again");
      await expect.poll(async () => (await stuck.ask("tray"))?.toolTip, patient).toBe("Clauderon: proxy on, 0 running");
      // Nothing runs: nobody loses anything, and nothing is asked.
      await stuck.ask("quit");
      expect(await stuck.exit).toBe(0);
    } finally {
      await stuck.kill();
      rmSync(other, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 180_000);
});
