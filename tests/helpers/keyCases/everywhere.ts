import { expect } from "vitest";
import type { CommandIn } from "../../../src-renderer/keys/keymap.ts";
import { goTo, patient } from "../appPage.ts";
import { atTerminal } from "./terminal.ts";
import {
  atSessions,
  clipboard,
  dialog,
  expectAddress,
  expectCall,
  expectNoCall,
  focused,
  type KeyCase,
  type KeyWorld,
  regionInFocus,
  remember,
  sessionInFocus,
} from "./world.ts";

const atPalette = async (world: KeyWorld): Promise<void> => {
  await atTerminal(world);
  await world.page.keyboard.press("Control+Shift+K");
  await dialog(world, "Command palette");
};

const atDelete = async (world: KeyWorld): Promise<void> => {
  await atSessions(world);
  await world.page.keyboard.press("End");
  remember(world, "sessions.delete");
  const name = await sessionInFocus(world);
  await world.page.keyboard.press("Delete");
  await dialog(world, `Delete ${name}?`);
  await world.page.getByText("Work that exists nowhere else:").waitFor(patient);
};

const backInList = async (world: KeyWorld): Promise<void> => {
  await world.page.getByRole("alertdialog").waitFor({ state: "detached" });
  await expect.poll(() => focused(world), patient).toMatch(/^grid Sessions/);
};

/** A browser's own: there the app leaves it alone, and in a window it asks for it. */
const zoom = (level: number): KeyCase => ({
  begin: async (world) => {
    await atSessions(world);
    await world.page.evaluate(`(() => {
      window.prevented = null;
      addEventListener("keydown", (event) => { if (event.key !== "Control") window.prevented = event.defaultPrevented; });
    })()`);
  },
  seen: (world) =>
    world.inBrowser
      ? expect.poll(() => world.page.evaluate("window.prevented"), patient).toBe(false)
      : expect.poll(() => world.zoomLevel(), patient).toBe(level),
});

const sidebarWidth = ({ page }: KeyWorld): Promise<number> =>
  page.evaluate<number>('document.querySelector("nav[aria-label=Main]").clientWidth');
let widthBefore = 0;
const about = ({ page }: KeyWorld) => page.getByRole("complementary", { name: "About fix-retry-budget" });

export const everywhere: Readonly<
  Record<CommandIn<"app"> | CommandIn<"lists"> | CommandIn<"go"> | CommandIn<"palette"> | CommandIn<"dialogs">, KeyCase>
> = {
  "app.palette": { begin: atSessions, seen: (world) => dialog(world, "Command palette") },
  "app.nextNeedsYou": { begin: atSessions, seen: (world) => expectAddress(world, /^\/session\//) },
  "app.approvals": { begin: atTerminal, inTerminal: true, seen: (world) => expectAddress(world, "/approvals") },
  "app.sidebar": {
    begin: async (world) => {
      await atSessions(world);
      widthBefore = await sidebarWidth(world);
    },
    seen: async (world) => {
      await expect.poll(() => sidebarWidth(world), patient).not.toBe(widthBefore);
      await world.page.keyboard.press("Control+b");
      await expect.poll(() => sidebarWidth(world), patient).toBe(widthBefore);
    },
  },
  "app.sidePanel": {
    begin: async (world) => {
      await atTerminal(world);
      await about(world).waitFor(patient);
    },
    inTerminal: true,
    seen: async (world) => {
      await about(world).waitFor({ state: "detached" });
      await world.page.keyboard.press("Control+Shift+J");
      await about(world).waitFor(patient);
    },
  },
  "app.settings": { begin: atSessions, seen: (world) => expectAddress(world, "/settings") },
  "app.proxy": { begin: atSessions, seen: (world) => dialog(world, "Turn the proxy off?") },
  "app.nextRegion": {
    begin: atSessions,
    seen: async (world) => {
      await expect.poll(() => regionInFocus(world), patient).toBe("status");
      await world.page.keyboard.press("F6");
      await expect.poll(() => regionInFocus(world), patient).toBe("sidebar");
      await world.page.keyboard.press("F6");
      await expect.poll(() => focused(world), patient).toMatch(/^grid Sessions/);
    },
  },
  "app.previousRegion": {
    begin: atSessions,
    seen: (world) => expect.poll(() => regionInFocus(world), patient).toBe("sidebar"),
  },
  "app.zoomIn": zoom(0.5),
  "app.zoomOut": zoom(0),
  "app.zoomReset": zoom(0),
  "app.back": {
    begin: async (world) => {
      await atSessions(world);
      await world.page.keyboard.press(" ");
      await world.page.getByText("From the container, as it was written there").waitFor(patient);
    },
    seen: (world) => world.page.getByText("From the container, as it was written there").waitFor({ state: "detached" }),
  },

  "lists.help": { begin: atSessions, seen: (world) => dialog(world, "Keys") },
  "lists.go": {
    begin: atSessions,
    seen: async (world) => {
      await world.page.keyboard.press("d");
      await expectAddress(world, "/doctor");
    },
  },
  "go.sessions": {
    begin: async (world) => {
      await goTo(world.page, "/audit");
      await world.page.getByRole("grid", { name: /Requests/ }).focus();
    },
    seen: (world) => expectAddress(world, "/sessions"),
  },
  "go.audit": { begin: atSessions, seen: (world) => expectAddress(world, "/audit") },
  "go.approvals": { begin: atSessions, seen: (world) => expectAddress(world, "/approvals") },
  "go.rules": { begin: atSessions, seen: (world) => expectAddress(world, "/rules") },
  "go.credentials": { begin: atSessions, seen: (world) => expectAddress(world, "/credentials") },
  "go.doctor": { begin: atSessions, seen: (world) => expectAddress(world, "/doctor") },
  "go.refused": { begin: atSessions, seen: (world) => expectAddress(world, "/audit?q=decision%3Adeny") },

  "palette.copy": {
    begin: async (world) => {
      await atPalette(world);
      await world.page.keyboard.type(">stop");
      await world.page.getByRole("option", { name: /^Stop/ }).waitFor(patient);
    },
    seen: (world) => expect.poll(() => clipboard(world), patient).toBe("clauderon stop fix-retry-budget"),
  },
  "palette.widen": {
    begin: async (world) => {
      await atPalette(world);
      await world.page.getByRole("option", { name: /^Open a shell/ }).waitFor(patient);
    },
    seen: (world) => world.page.getByRole("option", { name: /^Open a shell/ }).waitFor({ state: "detached" }),
  },

  "dialogs.cancel": {
    begin: atDelete,
    seen: async (world) => {
      await backInList(world);
      expectNoCall(world, "sessions.delete");
    },
  },
  "dialogs.safe": {
    begin: atDelete,
    seen: async (world) => {
      await backInList(world);
      expectNoCall(world, "sessions.delete");
    },
  },
  "dialogs.destroy": { begin: atDelete, seen: (world) => expectCall(world, "sessions.delete") },
  "dialogs.divider": {
    begin: async (world) => {
      await atTerminal(world);
      await world.page.getByRole("separator", { name: "Width of the side panel" }).focus();
      widthBefore = (await about(world).boundingBox())?.width ?? 0;
    },
    seen: async (world) => {
      const width = async (): Promise<number> => (await about(world).boundingBox())?.width ?? 0;
      // One cell of 13 px letters, then five.
      await expect.poll(async () => Math.round(((await width()) - widthBefore) / 7.8), patient).toBe(1);
      await world.page.keyboard.press("Shift+ArrowRight");
      await expect.poll(async () => Math.round(((await width()) - widthBefore) / 7.8), patient).toBe(-4);
    },
  },
};
