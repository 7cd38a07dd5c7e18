import { setImmediate as turn } from "node:timers/promises";
import type { ReplayEvent, rulesContract } from "../../src-shared/contract/rules.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { RecordedRequests } from "../core/audit/auditHost.ts";
import type { PolicyKeeper } from "../core/policyKeeper.ts";
import type { SessionFacts } from "../core/proxy/exchange.ts";
import { presets } from "../core/proxy/presets.ts";
import { Replay } from "../core/proxy/replay.ts";
import { testUrl } from "../core/proxy/testUrl.ts";

export interface RulesServiceOptions {
  readonly policies: PolicyKeeper;
  readonly index: RecordedRequests;
  /** Throws `session_not_found` for a name that means no session. */
  readonly findSession: (text: string) => SessionFacts & { readonly id: string };
  /** Null for a session that is gone. */
  readonly sessionFacts: (id: string) => SessionFacts | null;
}

/** A session that nobody knows any more, or none. */
const anySession: SessionFacts = { accessMode: "write", workspace: null };
/** Small enough that a page does not hold up the thread. */
const page = 500;

export function createRulesService(options: RulesServiceOptions): ServiceHandlers<typeof rulesContract> {
  const { policies, findSession } = options;
  return {
    list: () => policies.list(),
    presets: () => ({
      active: policies.policy.preset,
      presets: presets.map((preset) => ({ ...preset, effects: [...preset.effects] })),
    }),
    test: ({ url, method, session }) => {
      const tested = testUrl(url, method, policies.policy, session === undefined ? anySession : findSession(session));
      return { ...tested, steps: [...tested.steps] };
    },
    replay: (input, { signal }) => replay(options, input, signal),
  };
}

async function* replay(
  { policies, index, findSession, sessionFacts }: RulesServiceOptions,
  input: Parameters<ServiceHandlers<typeof rulesContract>["replay"]>[0],
  signal: AbortSignal,
): AsyncGenerator<ReplayEvent> {
  const run = new Replay(policies.policy, policies.preview(input), input.limit);
  const session = input.session === undefined ? {} : { session: findSession(input.session).id };
  const known = new Map<string | null, SessionFacts>();
  const factsOf = (id: string | null): SessionFacts => {
    const facts = known.get(id) ?? (id === null ? null : sessionFacts(id)) ?? anySession;
    known.set(id, facts);
    return facts;
  };
  const newestSeq = await index.newestSeq;
  let before = newestSeq + 1;
  while (!signal.aborted) {
    const records = await index.page({ ...session, before, limit: page });
    for (const record of records) run.add(record, factsOf(record.session_id));
    if (records.length < page) break;
    before = records.at(-1)!.seq;
    yield { type: "progress", checked: run.checked, newestSeq };
    await turn();
  }
  yield run.result();
}
