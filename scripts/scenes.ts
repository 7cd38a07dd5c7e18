import type { Session } from "../src-shared/model/session.ts";
import { demoEvents } from "../tests/helpers/standIn/demo.ts";
import { hostile, morning, purse } from "../tests/helpers/standIn/people.ts";
import { hostileTraffic } from "../tests/helpers/standIn/traffic.ts";
import { addressWorld } from "./scenes/address.ts";
import { extremeWorlds } from "./scenes/extremes.ts";
import { full, type World } from "./scenes/scene.ts";
import { stateWorlds } from "./scenes/states.ts";

/** What happens while somebody looks elsewhere: besides these, two requests are held. */
function happenings(): Session[] {
  const ended = { state: "exited", activity: "unknown", endedAt: new Date().toISOString() } as const;
  const change = (name: string, part: Partial<Session>): Session => ({ ...named(name), ...part });
  const { error, selfTest } = named("infra-plan");
  return [
    change("upgrade-react-19", { activity: "waiting", agentWords: 'Shall I drop React 18? "yes"\u202e' }),
    change("openapi-codegen", { ...ended, exitCode: 137, error: "out of memory at 4 GiB" }),
    change("docs-sweep", { state: "error", activity: "unknown", startedAt: null, error, selfTest }),
    change("perf-order-index", { ...ended, exitCode: 0 }),
  ];
}

function named(name: string): Session {
  const found = morning().find((session) => session.name === name);
  if (!found) throw new Error(`The morning has no ${name}.`);
  return found;
}

/** Each screen of the app in each state that matters, from invented data: no engine is needed. */
export const worlds: readonly World[] = [
  {
    name: "morning",
    options: full,
    scenes: [
      { name: "sessions", address: "/sessions", shown: ["dark", "light"] },
      { name: "session", address: "/session/fix-retry-budget", shown: ["dark"] },
      { name: "audit", address: "/audit", shown: ["dark"] },
      {
        name: "audit-detail",
        address: "/audit?q=decision%3Adeny",
        prepare: (page) => page.locator("[data-seq] [title]").first().click(),
      },
      {
        name: "audit-suggestions",
        address: "/audit?range=1h",
        prepare: async (page) => {
          await page.getByRole("combobox", { name: "Filter requests" }).fill("dec");
          await page.getByRole("option", { name: /decision:deny \d/ }).waitFor();
        },
      },
      {
        name: "audit-table",
        address: "/audit",
        prepare: async (page) => {
          await page.getByRole("button", { name: "As table" }).click();
          await page.getByRole("table", { name: "Requests over time" }).waitFor();
        },
      },
      {
        name: "audit-rule",
        address: "/audit#895",
        prepare: async (page) => {
          await page.getByRole("button", { name: /Write a rule/ }).click();
          await page.getByText(/It fits \d/).waitFor();
        },
      },
      { name: "audit-none-match", address: "/audit?q=host:nowhere.example" },
      { name: "create-session", address: "/sessions?new=" },
      { name: "credentials", address: "/credentials/chatgpt", shown: ["light"] },
      { name: "credentials-list", address: "/credentials" },
      { name: "approvals", address: "/approvals", shown: ["light"] },
      {
        name: "approvals-decided",
        address: "/approvals",
        prepare: (page) => page.getByRole("button", { name: /^Decided/ }).click(),
      },
      { name: "approvals-refused", address: "/approvals/refused-128409" },
      {
        name: "approvals-always",
        address: "/approvals",
        prepare: async (page) => {
          // An answer counts when all of them have been in sight for a while.
          await page.getByRole("radio", { name: /Allow always/ }).scrollIntoViewIfNeeded();
          await page.waitForTimeout(700);
          await page.getByRole("radio", { name: /Allow always/ }).click();
          await page.getByRole("alertdialog").waitFor();
        },
      },
      {
        name: "session-files",
        address: "/session/fix-retry-budget",
        prepare: (page) => page.getByRole("tab", { name: "Files" }).click(),
      },
      {
        name: "session-timeline",
        address: "/session/fix-retry-budget",
        prepare: (page) => page.getByRole("tab", { name: "Timeline" }).click(),
      },
      {
        name: "session-diff",
        address: "/session/fix-retry-budget?diff=",
        prepare: (page) => page.getByRole("dialog").getByText("shouldRetry").first().waitFor(),
      },
      { name: "session-held", address: "/session/ledger-export" },
      {
        name: "rules",
        address: "/rules#config.toml%3A41",
        prepare: async (page) => {
          await page.getByRole("textbox", { name: "Address" }).fill("https://api.github.com/repos/a/b/hooks");
          await page.keyboard.press("Enter");
          await page.getByRole("list", { name: "Rules that were tried" }).waitFor();
        },
      },
      { name: "rules-access", address: "/rules?part=access" },
      {
        name: "rules-replay",
        address: "/rules?part=preview",
        prepare: async (page) => {
          await page.getByRole("button", { name: "Replay the record with it" }).last().click();
          await page.getByText("would now be refused").waitFor();
        },
      },
      { name: "not-locked", address: "/session/infra-plan" },
      { name: "verify", address: "/audit?verify=", prepare: (page) => page.getByText("Newest hash").waitFor() },
      { name: "doctor", address: "/doctor", shown: ["light"] },
      { name: "settings", address: "/settings" },
      { name: "settings-policy", address: "/settings/proxy-and-network" },
      {
        name: "palette",
        address: "/session/fix-retry-budget",
        prepare: async (page) => {
          await page.getByText(/^\d+ × \d+$/).waitFor();
          await page.keyboard.press("Control+Shift+K");
          await page.getByRole("dialog").waitFor();
        },
      },
      {
        name: "keys",
        address: "/sessions",
        prepare: async (page) => {
          await page.getByRole("grid", { name: "Sessions" }).focus();
          await page.keyboard.press("?");
        },
      },
      {
        name: "delete",
        address: "/sessions",
        prepare: async (page) => {
          await page.getByRole("grid", { name: "Sessions" }).focus();
          await page.keyboard.press("Delete");
          await page.getByText("Destroys").waitFor();
        },
      },
      {
        name: "settings-notifications",
        address: "/settings/notifications",
        prepare: async (page) => {
          await page.getByRole("checkbox", { name: /^Add the agent's own words/ }).check();
          await page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
        },
      },
      { name: "docs", address: "/docs/configuration" },
      {
        name: "notices",
        address: "/sessions",
        prepare: async (page, core) => {
          // From how they were in the morning: what was so before is no news.
          for (const { name } of happenings()) core.setSession(named(name));
          for (const change of happenings()) core.setSession(change);
          await page.getByRole("button", { name: /^Notifications/ }).click();
          await page.getByRole("dialog", { name: "Notifications" }).getByText("perf-order-index finished").waitFor();
        },
      },
    ],
  },
  {
    name: "hostile",
    options: () => ({ ...full(), sessions: hostile(), traffic: hostileTraffic }),
    scenes: [
      { name: "hostile-sessions", address: "/sessions" },
      { name: "hostile-audit", address: "/audit", prepare: (page) => page.locator("[data-seq]").first().click() },
    ],
  },
  {
    name: "empty",
    options: () => ({
      credentials: purse().map((one) => ({ ...one, source: null, health: "not_set" as const })),
      handlers: {
        system: {
          demo: async function* () {
            yield* demoEvents();
          },
        },
      },
    }),
    scenes: [
      { name: "first-run", address: "/sessions" },
      {
        name: "demo",
        address: "/demo",
        prepare: async (page) => {
          await page.getByRole("button", { name: "Run it" }).click();
          await page.getByText("The token was never inside").waitFor();
        },
      },
      { name: "approvals-empty", address: "/approvals" },
      { name: "audit-empty", address: "/audit" },
      { name: "credentials-empty", address: "/credentials" },
      { name: "rules-empty", address: "/rules" },
    ],
  },
  {
    name: "trouble",
    options: full,
    scenes: [
      {
        name: "proxy-off",
        address: "/sessions",
        prepare: async (page, core) => {
          core.setStatus({ proxy: { enabled: false } });
          await page.getByText("Proxy is off.").waitFor();
        },
      },
      {
        name: "engine-down",
        address: "/sessions",
        prepare: async (page, core) => {
          core.setStatus({
            proxy: { enabled: true, configError: "config.toml line 44: unknown key `metods`, did you mean `methods`?" },
            engine: { ok: false, problem: "Docker does not answer (connection refused)." },
          });
          await page.getByText("does not answer").first().waitFor();
        },
      },
      {
        name: "core-offline",
        address: "/sessions",
        prepare: async (page, core) => {
          await core.close();
          await page.getByText("Lost contact").waitFor();
        },
      },
    ],
  },
];

/** With what is open over a screen, on its way, wrong, or as long as it can be. */
export const everyWorld: readonly World[] = [...worlds, addressWorld, ...stateWorlds, ...extremeWorlds];
