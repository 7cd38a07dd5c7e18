/*
 * Pictures of each screen in both themes, from a real daemon with real sessions against a stand-in of the API:
 * `npm run screenshots [FOLDER]`, default out/screenshots.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startAgentWorld } from "../tests/helpers/agentWorld.ts";
import { startBrowser } from "../tests/helpers/browser.ts";

const folder = process.argv[2] ?? "out/screenshots";
mkdirSync(folder, { recursive: true });

const screens = [
  ["sessions", "/sessions"],
  ["create-session", "/sessions?new="],
  ["session", "/session/upgrade-react-19"],
  ["audit", "/audit"],
  ["audit-none-match", "/audit?q=host:nowhere.example"],
  ["credentials", "/credentials"],
  ["rules", "/rules"],
  ["doctor", "/doctor"],
  ["settings", "/settings"],
] as const;

const rule = `[[rule]]\nhost = "api.github.com"\nmethods = ["POST"]\npath = "/repos/*/*/keys"\naction = "deny"\nreason = "deploy keys outlive the session"\n`;
const world = await startAgentWorld({ config: rule });
try {
  const { sessions, system } = world.client;
  await sessions.create({ name: "upgrade-react-19", prompt: "Please run `uname -sm; ls -a /workspace`" });
  await sessions.create({ name: "fix-retry-budget", prompt: "hello there", accessMode: "propose" });
  const ended = await sessions.create({ name: "ledger-export", mode: "print", prompt: "one answer" });
  for await (const event of sessions.output({ session: ended.id })) if (event.type === "exit") break;
  for (const theme of ["dark", "light"] as const) {
    const browser = await startBrowser({ theme });
    const { page } = await browser.open((await system.web({})).url);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    for (const [name, address] of screens) {
      await page.goto(new URL(address, page.url()).href);
      await page.getByRole("heading", { level: 1 }).waitFor();
      if (name === "session") await page.getByText("attaches").or(page.getByText("Closing the tab")).waitFor();
      if (name === "doctor")
        await page.getByText("Nothing failed").or(page.getByText("checks failed")).waitFor({ timeout: 90_000 });
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
    await page.goto(new URL("/sessions", page.url()).href);
    await page.keyboard.press("Control+K");
    await page.getByRole("dialog").waitFor();
    await page.screenshot({ path: join(folder, `palette-${theme}.png`) });
    await browser.close();
  }
} finally {
  await world.dispose();
}
