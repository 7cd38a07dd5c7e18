import { expect } from "vitest";
import { startBrowser } from "../helpers/browser.ts";
import { describeDay } from "../helpers/dayInTheApp.ts";
import { DesktopApp } from "../helpers/desktopApp.ts";

describeDay("the desktop app", async (world) => {
  const browser = await startBrowser({ shared: true });
  const app = new DesktopApp({ browser, home: world.daemon.home });
  const page = await app.page();
  const chooseInTray = async (label: string): Promise<void> => {
    await expect
      .poll(async () => (await app.ask("tray"))?.items.some((item) => item.label.startsWith(label)))
      .toBe(true);
    await app.ask("chooseInTray", label);
  };
  return {
    page,
    complaints: app.complaints,
    async turnProxyOff() {
      await chooseInTray("Proxy is on");
      await expect.poll(() => app.ask("dialogs")).toHaveLength(1);
      await app.ask("answerDialog", "Turn off");
    },
    turnProxyOn: () => chooseInTray("Proxy is off"),
    // Nothing: the window comes back by itself, without a sign-in.
    comeBack: async () => {},
    async dispose() {
      await app.kill();
      await browser.close();
    },
  };
});
