import { afterEach, beforeEach, expect, test } from "vitest";
import { AuditIndex } from "../../../src-main/core/audit/auditIndex.ts";
import type { PolicyKeeper } from "../../../src-main/core/policyKeeper.ts";
import { createRulesService } from "../../../src-main/services/rulesService.ts";
import { type ReplayEvent, rulesContract } from "../../../src-shared/contract/rules.ts";
import type { Preset } from "../../../src-shared/model/policy.ts";
import { memoryChannelPair } from "../../../src-shared/rpc/channel.ts";
import { connectClient } from "../../../src-shared/rpc/client.ts";
import { serve } from "../../../src-shared/rpc/server.ts";
import { type AuditHome, auditHome } from "../../helpers/auditHome.ts";
import { policyFrom } from "../../helpers/policy.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const contract = { rules: rulesContract };
let at: AuditHome;
let index: AuditIndex;
let client: ReturnType<typeof connectClient<typeof contract>>;
/** The config.toml whose policy is in force. */
let inForce: string;

beforeEach(async () => {
  inForce = "";
  at = auditHome();
  await writeAuditLog(
    at.home,
    Array.from({ length: 1_200 }, (_, n) => ({
      ...(n % 3 === 0
        ? { host: "example.com", path: "/a", service: null, credential_id: null }
        : { path: "/v1/messages" }),
      ...(n === 7 ? { method: null } : {}),
      ...(n === 9 ? { host: "api.github.com", path: "/repos/a/b/hooks", decision: "deny" as const, rule: "old" } : {}),
      session_id: n % 2 ? "aaaaaaaaaaaa" : "bbbbbbbbbbbb",
      session_name: n % 2 ? "odd" : "even",
    })),
    200_000,
  );
  index = AuditIndex.open(at.home);
  await index.catchUp();
  client = connect();
});
afterEach(async () => {
  await index.close();
  await at[Symbol.asyncDispose]();
});

function connect() {
  const policies = {
    policy: policyFrom(inForce),
    preview: ({ config, preset }: { config?: string; preset?: Preset }) => ({
      ...policyFrom(config ?? ""),
      ...(preset ? { preset } : {}),
    }),
  } as unknown as PolicyKeeper;
  const facts = { id: "aaaaaaaaaaaa", accessMode: "write", workspace: null } as const;
  const rules = createRulesService({ policies, index, findSession: () => facts, sessionFacts: () => null });
  const [near, far] = memoryChannelPair();
  serve(far, contract, { rules }, { caller: "test" });
  return connectClient(near, contract);
}

async function replay(input: Parameters<typeof client.rules.replay>[0]) {
  const events: ReplayEvent[] = [];
  for await (const event of client.rules.replay(input)) events.push(event);
  const result = events.pop();
  if (result?.type !== "result") throw new Error("no result");
  return { result, progress: events };
}

test("a stricter preset: what would be refused is counted and the newest of it listed", async () => {
  const { result, progress } = await replay({ preset: "strict", limit: 2 });
  expect(result).toMatchObject({ checked: 1199, skipped: 1, refused: 399, allowed: 0, other: 1 });
  expect(result.changes.map(({ seq, host, method }) => ({ seq, host, method }))).toEqual([
    { seq: 1198, host: "example.com", method: "POST" },
    { seq: 1195, host: "example.com", method: "POST" },
  ]);
  expect(result.changes[0]).toMatchObject({
    now: { decision: "allow", rule: "default" },
    changed: { decision: "deny", rule: "preset-strict" },
  });
  expect(progress.length).toBeGreaterThan(1);
});

test("an opener one: what would pass, against what was recorded", async () => {
  const config = '[[rule]]\nhost = "api.github.com"\npath = "/repos/*/*/hooks"\naction = "allow"\n';
  const { result } = await replay({ config });
  expect(result).toMatchObject({ refused: 0, allowed: 1, other: 0 });
  expect(result.changes[0]).toMatchObject({
    seq: 10,
    recorded: { decision: "deny", rule: "old" },
    now: { rule: "builtin.github.webhooks" },
    changed: { decision: "allow", rule: "config.toml:1" },
  });
});

test("the same policy differs nowhere, and one session's requests can be asked about alone", async () => {
  expect((await replay({ config: "" })).result).toMatchObject({ checked: 1199, refused: 0, allowed: 0, changes: [] });
  expect((await replay({ preset: "strict", session: "odd" })).result.checked).toBe(599);
});

test("what an approval let pass counts as passed, though the grant has ended and the question has moved", async () => {
  await index.close();
  await at[Symbol.asyncDispose]();
  at = auditHome();
  await writeAuditLog(at.home, [
    { host: "api.github.com", path: "/repos/a/b/hooks", rule: "grant 5" },
    { host: "asked.example", path: "/", rule: "config.toml:1", service: null, credential_id: null },
    { host: "asked.example", path: "/", rule: "config.toml:1", service: null, credential_id: null, decision: "deny" },
  ]);
  index = AuditIndex.open(at.home);
  await index.catchUp();
  const asks = (line: number, more = ""): string =>
    `${"\n".repeat(line - 1)}[[rule]]\nhost = "asked.example"\naction = "ask"\n${more}`;
  inForce = asks(1);
  client = connect();
  const same = await replay({ config: asks(3) });
  expect(same.result).toMatchObject({ checked: 3, refused: 0, allowed: 0, approved: 2 });
  const closed = await replay({ config: '[[rule]]\nhost = "*"\naction = "deny"\n' });
  expect(closed.result).toMatchObject({ refused: 2, approved: 2 });
});

test("a mistake in the other configuration is told with its line", async () => {
  await expect(replay({ config: "[policy]\npresset = 1" })).rejects.toMatchObject({ code: "bad_config" });
});
