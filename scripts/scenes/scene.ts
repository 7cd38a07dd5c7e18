import type { Page } from "playwright-core";
import type { StandIn, StandInOptions } from "../../tests/helpers/standIn/core.ts";
import { FakeInbox, morningInbox } from "../../tests/helpers/standIn/inbox.ts";
import { claudeScreen, someChecks, someRules } from "../../tests/helpers/standIn/pages.ts";
import { morning, purse } from "../../tests/helpers/standIn/people.ts";
import { flying, trafficOf } from "../../tests/helpers/standIn/traffic.ts";

export interface Scene {
  readonly name: string;
  readonly address: string;
  /** Themes in which it belongs to the pictures of the documents. */
  readonly shown?: readonly ("dark" | "light")[];
  readonly prepare?: (page: Page, core: StandIn) => Promise<unknown>;
}

export interface World {
  readonly name: string;
  readonly options: () => StandInOptions;
  readonly scenes: readonly Scene[];
}

/** A morning's work with everything there. */
export const full = (): StandInOptions => {
  const sessions = morning();
  return {
    sessions,
    credentials: purse(),
    traffic: trafficOf(sessions, 900),
    rules: someRules,
    inbox: new FakeInbox(morningInbox()),
    doctor: someChecks,
    inFlight: flying(),
    screen: claudeScreen,
    unsaved: [
      ...["src/App.tsx", "src/main.tsx", "package.json"].map((path) => `uncommitted: ${path}`),
      ...["7d1e40c Render with the new root", "b02f9aa Drop the legacy context"].map(
        (line) => `unpushed commit: ${line}`,
      ),
    ],
    push: { branch: "clauderon/upgrade-react-19", remote: "https://github.com/acme/billing-web" },
  };
};

/** Presses a key where the list of a screen has the focus. */
export const pressIn =
  (list: string, ...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("grid", { name: list }).focus();
    for (const key of keys) await page.keyboard.press(key);
  };

export const attached = (page: Page): Promise<void> => page.getByText(/^\d+ × \d+$/).waitFor();
