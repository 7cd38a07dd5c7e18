import type { Page } from "playwright-core";
import { startBrowser } from "../helpers/browser.ts";
import { describeDay } from "../helpers/dayInTheApp.ts";

describeDay("a browser tab", async (world) => {
  const browser = await startBrowser();
  let tab = await browser.open((await world.client.system.web({})).url);
  return {
    get page(): Page {
      return tab.page;
    },
    get complaints() {
      return tab.complaints;
    },
    async turnProxyOff() {
      await tab.page.getByRole("button", { name: /Proxy on/ }).click();
      await tab.page.getByRole("alertdialog").getByRole("button", { name: "Turn off" }).click();
    },
    async turnProxyOn() {
      await tab.page.getByRole("button", { name: "Turn on" }).click();
    },
    async comeBack() {
      // The door for browsers opens when it is asked for; until then the old tab knows nobody.
      const { url } = await (await world.daemon.client()).system.web({});
      await tab.page.close();
      tab = await browser.open(url);
    },
    dispose: () => browser.close(),
  };
});
