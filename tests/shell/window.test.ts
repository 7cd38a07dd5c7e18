import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, startBrowser } from "../helpers/browser.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { DesktopApp } from "../helpers/desktopApp.ts";

let browser: Browser;
let daemon: DaemonProcess;
let app: DesktopApp;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser({ shared: true });
  daemon = new DaemonProcess();
  await daemon.start();
  app = new DesktopApp({ browser, home: daemon.home });
  page = await app.page();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
});
afterAll(async () => {
  await app?.kill();
  await daemon?.dispose();
  await browser?.close();
});

const address = async (): Promise<string | undefined> => (await app.ask("windows"))[0]?.url;

describe("the window", () => {
  it("shows the app without a sign-in, at the app's own address", async () => {
    expect(await address()).toBe("app://clauderon/sessions");
    expect(await app.ask("privileged")).toEqual(["app"]);
  });

  it("is made with a sandboxed, isolated page, before which Node is out of reach", async () => {
    const [window] = await app.ask("windows");
    expect(window?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
    expect(await app.ask("calls")).toContain("enableSandbox");
    const found = await page.evaluate<string[]>(
      "['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'doubleToMain'].filter((name) => name in window)",
    );
    expect(found).toEqual([]);
  });

  it("gives the page a bridge of four functions that it cannot change", async () => {
    expect(await page.evaluate("Object.keys(window.clauderon).sort()")).toEqual([
      "onBytes",
      "onCommand",
      "request",
      "send",
    ]);
    const changed = await page.evaluate(`(() => {
      const before = window.clauderon.send;
      try { window.clauderon.send = () => {}; } catch {}
      try { window.clauderon.more = 1; } catch {}
      try { window.clauderon = {}; } catch {}
      try { delete window.clauderon; } catch {}
      return window.clauderon.send === before && !("more" in window.clauderon);
    })()`);
    expect(changed).toBe(true);
  });

  it("serves its pages with a strict policy, and nothing that is not a page of the app", async () => {
    const headers = await page.evaluate<Record<string, string>>(
      "fetch('/sessions').then((answer) => Object.fromEntries(answer.headers))",
    );
    const policy = headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|ws:|http|\*/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    const status = (path: string, method = "GET"): Promise<number> =>
      page.evaluate(`fetch(${JSON.stringify(path)}, { method: "${method}" }).then(({ status }) => status)`);
    expect(await status("/../main/main.js")).toBe(404);
    expect(await status("/%2e%2e/main/main.js")).toBe(404);
    expect(await status("/login", "POST")).toBe(405);
  });

  it("runs no script from elsewhere and no text as code", async () => {
    // A while later: what a debugger evaluates may itself do so.
    const ran = await page.evaluate(`new Promise((resolve) => setTimeout(() => {
      try { resolve(eval("1")); } catch (error) { resolve(error.name); }
    }))`);
    expect(ran).toBe("EvalError");
    await expect(page.evaluate("fetch('https://elsewhere.example/')")).rejects.toThrow();
  });
});

describe("who may speak to the core", () => {
  const helloAs = async (frame: { url: string; parent: object | null } | null): Promise<void> => {
    await app.ask("sendAs", frame, "clauderon:bytes", "");
  };

  it.each([
    ["a page of the web", { url: "https://evil.example/", parent: null }],
    ["a host that looks like the app's", { url: "app://clauderon.example/sessions", parent: null }],
    ["another scheme", { url: "file:///etc/passwd", parent: null }],
    ["a frame inside the app's page", { url: "app://clauderon/sessions", parent: {} }],
    ["a frame that is gone", null],
  ])("not %s", async (_who, frame) => {
    // Had it been heard, the page's own channel would have ended, and the app would say that contact was lost.
    await helloAs(frame);
    await app.ask("sendAs", frame, "clauderon:bytes", randomBytes(40).toString("base64"));
    expect(await page.evaluate("document.body.innerText")).not.toContain("Lost contact");
    await page.getByRole("link", { name: "Credentials" }).click();
    await page.getByText("anthropic").first().waitFor();
    await page.getByRole("link", { name: "Sessions" }).first().click();
  });

  it("but the app's own page, whose bytes end its own channel when they are none of the protocol", async () => {
    await app.ask("sendAs", { url: "app://clauderon/sessions", parent: null }, "clauderon:bytes", "AAAAAAAA");
    await page.getByText("Lost contact with the Clauderon core.").waitFor();
    await page.getByText("Lost contact with the Clauderon core.").waitFor({ state: "detached" });
  });
});

describe("what the page cannot do", () => {
  it("open a window: an address of the web is asked about outside the page, and opened in the browser", async () => {
    await page.evaluate("void window.open('https://example.org/x?y=1')");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    const [dialog] = await app.ask("dialogs");
    expect(dialog?.detail).toContain("https://example.org/x?y=1");
    expect(dialog?.defaultButton).toBe("Cancel");
    await app.ask("answerDialog", "Cancel");
    expect(await app.ask("opened")).toEqual([]);
    await page.evaluate("void window.open('https://example.org/x?y=1')");
    await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
    await app.ask("answerDialog", "Open example.org");
    await expect.poll(() => app.ask("opened")).toEqual(["https://example.org/x?y=1"]);
    expect(await app.ask("windows")).toHaveLength(1);
  });

  it.each(["file:///etc/passwd", "javascript:alert(1)", "clauderon://session/x", "smb://host/share"])(
    "have %s opened",
    async (link) => {
      const before = await app.ask("opened");
      await page.evaluate(`void window.open(${JSON.stringify(link)})`);
      await page.evaluate("void window.open('http://after.example/')");
      // The question after it shows that the one before was passed over.
      await expect.poll(async () => (await app.ask("dialogs"))[0]?.detail).toContain("http://after.example/");
      expect(await app.ask("dialogs")).toHaveLength(1);
      await app.ask("answerDialog", "Cancel");
      expect(await app.ask("opened")).toEqual(before);
    },
  );

  it("leave the app's address", async () => {
    await page.evaluate("void (location.href = 'https://elsewhere.example/')");
    await page.evaluate("void (location.href = 'app://clauderon.example/')").catch(() => {});
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    expect(await address()).toBe("app://clauderon/sessions");
  });

  it("get a permission, but the one to copy", async () => {
    for (const permission of ["media", "geolocation", "notifications", "clipboard-read", "openExternal", "hid"])
      expect(await app.ask("askPermission", permission, "app://clauderon/"), permission).toEqual({
        request: false,
        check: false,
      });
    expect(await app.ask("askPermission", "clipboard-sanitized-write", "app://clauderon/")).toEqual({
      request: true,
      check: true,
    });
    expect(await app.ask("askPermission", "clipboard-sanitized-write", "https://evil.example/")).toEqual({
      request: false,
      check: false,
    });
  });
});

describe("links from outside", () => {
  it("lead to a session's screen, and do nothing else", async () => {
    await app.ask("openUrl", "clauderon://session/some-session");
    await expect.poll(address).toBe("app://clauderon/session/some-session");
  });

  it.each([
    "clauderon://session/some-session?stop",
    "clauderon://delete/some-session",
    "clauderon://session/..%2f..%2faudit",
    "https://session/other",
  ])("are passed over when they are anything else: %s", async (link) => {
    await app.ask("openUrl", link);
    expect(await address()).toBe("app://clauderon/session/some-session");
  });
});
