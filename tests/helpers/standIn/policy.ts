import type { ReplayEvent } from "../../../src-shared/contract/rules.ts";
import type { CatalogueEntry, Preset } from "../../../src-shared/model/policy.ts";

const entry = (id: string, path: string, why: string, action: CatalogueEntry["action"] = "deny"): CatalogueEntry => ({
  id: `builtin.github.${id}`,
  service: "github",
  hosts: ["api.github.com"],
  method: "POST",
  path,
  mutation: null,
  why,
  source: "https://docs.github.com/rest",
  action,
});

export const someCatalogue: readonly CatalogueEntry[] = [
  entry("deploy-keys", "/repos/*/*/keys", "a deploy key gives access for as long as nobody removes it"),
  entry("webhooks", "/repos/*/*/hooks", "a webhook sends data out after the session ended"),
  entry("user-keys", "/user/keys", "an SSH key acts as you, everywhere"),
  entry("collaborators", "/repos/*/*/collaborators/*", "another account gets access to the repository", "ask"),
];

export const somePresets: readonly { name: Preset; summary: string; effects: string[] }[] = [
  { name: "open", summary: "Everything but what creates lasting access.", effects: ["Unknown hosts are allowed."] },
  {
    name: "balanced",
    summary: "What agents need, and what is new is asked about.",
    effects: ["Unknown hosts are allowed without a credential.", "Calls that create lasting access are refused."],
  },
  { name: "strict", summary: "Only what a rule names.", effects: ["Unknown hosts are refused."] },
];

export const someReplay: ReplayEvent = {
  type: "result",
  checked: 118,
  skipped: 2,
  refused: 1,
  allowed: 0,
  other: 0,
  approved: 3,
  changes: [
    {
      seq: 41,
      timestamp: "2026-11-24T14:30:57.000Z",
      sessionName: "fix-retry-budget",
      method: "GET",
      host: "docs.northquay.dev",
      path: "/upgrade-notes",
      recorded: { decision: "allow", rule: "default-allow" },
      now: { decision: "allow", rule: "default-allow", reason: null },
      changed: { decision: "deny", rule: "preset-strict", reason: "no rule names this host" },
    },
  ],
};
