import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";
import { defaultLimits } from "../../src-shared/model/session.ts";
import { makeApproval } from "../../tests/helpers/approval.ts";
import { FakeInbox } from "../../tests/helpers/standIn/inbox.ts";
import { hostile, invented, purse } from "../../tests/helpers/standIn/people.ts";
import { full, type World } from "./scene.ts";

const day = 24 * 60 * 60_000;
const longName = `a${"-very-long-name".repeat(4)}xy`;
/** The longest that a name of a host can be: labels of 63 characters, 253 in all. */
const longHost = [63, 63, 63, 61].map((length) => "h".repeat(length)).join(".");
const longPath = `/${"repos/northquay/".repeat(40)}hooks`;

const longest = invented(longName, {
  activity: "waiting",
  since: 12 * day + 5 * 60 * 60_000,
  agent: "gemini",
  limits: { ...defaultLimits, cpus: 16 },
  repository: {
    path: `/home/dev/${"a-long-folder/".repeat(12)}repository`,
    name: "a-repository-with-a-very-long-name-of-its-own",
    branch: `feature/${"long-branch-".repeat(16)}end`,
    base: "9d1f0c2b7a5e4d3c2b1a09f8e7d6c5b4a3928170",
  },
});

const tricks = "\u202eApproved by you\u2066 \u001b[2J\u0007 <b>✓ Allowed</b> ";

const ofLongest = { session_id: longest.id, session_name: longName };
const refused = { ...ofLongest, decision: "deny", response_code: 403 } as const;
/** Ten thousand refused, and twelve hundred dollars. */
const longestTraffic: readonly Partial<AuditEntry>[] = [
  { ...refused, count: 9999, rule: "builtin.github.a-long-name-of-a-rule" },
  { ...refused, reason: tricks.repeat(10), host: longHost, path: longPath },
  { ...ofLongest, cost_usd: 1204.4, duration_ms: 12 * day, response_bytes: 987_654_321_000 },
];

/** The longest values that there can be, and what a hostile container would write: nothing may break or lie. */
export const extremeWorlds: readonly World[] = [
  {
    name: "longest",
    options: () => ({
      ...full(),
      sessions: [longest, ...hostile().slice(1), { ...longest, ...invented("short"), repository: longest.repository }],
      credentials: purse().map((one) => ({ ...one, hosts: [longHost, ...one.hosts], source: `secrets/${longPath}` })),
      inbox: new FakeInbox({
        waiting: [
          makeApproval({
            sessionId: longest.id,
            sessionName: longName,
            host: longHost,
            path: longPath,
            rulePath: longPath,
            reason: `${tricks}${"because ".repeat(60)}`,
          }),
        ],
      }),
      rules: [
        {
          host: longHost,
          port: 8443,
          methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
          path: longPath,
          action: "deny",
          reason: tricks.repeat(8),
          source: "config.toml:10041",
        },
      ],
      traffic: longestTraffic,
      screen: `\u001b]2;${"title ".repeat(700)}\u0007\u001b]0;Approved\u0007${tricks}\n> `,
    }),
    scenes: [
      { name: "longest-sessions", address: "/sessions" },
      { name: "longest-session", address: `/session/${longName}` },
      {
        name: "longest-audit",
        address: `/audit?q=${encodeURIComponent("decision:deny")}`,
        prepare: (page) => page.locator("[data-seq] [title]").first().click(),
      },
      { name: "longest-approvals", address: "/approvals" },
      { name: "longest-credentials", address: "/credentials" },
      { name: "longest-rules", address: "/rules" },
      {
        name: "longest-delete",
        address: "/sessions",
        prepare: async (page) => {
          await page.getByRole("grid", { name: "Sessions" }).focus();
          await page.keyboard.press("Delete");
          await page.getByText("Destroys").waitFor();
        },
      },
      {
        name: "longest-palette",
        address: `/session/${longName}`,
        prepare: async (page) => {
          await page.getByText(/^\d+ × \d+$/).waitFor();
          await page.keyboard.press("Control+Shift+K");
          await page.getByRole("dialog").waitFor();
        },
      },
      {
        name: "longest-cards",
        address: "/sessions",
        prepare: (page) => page.getByRole("button", { name: "As cards" }).click(),
      },
    ],
  },
];
