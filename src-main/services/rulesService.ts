import type { rulesContract } from "../../src-shared/contract/rules.ts";
import type { AccessMode } from "../../src-shared/model/session.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { PolicyKeeper } from "../core/policyKeeper.ts";
import { testUrl } from "../core/proxy/testUrl.ts";

export interface RulesServiceOptions {
  readonly policies: PolicyKeeper;
  /** Throws `session_not_found` for a name that means no session. */
  readonly findSession: (text: string) => { readonly accessMode: AccessMode };
}

export function createRulesService(options: RulesServiceOptions): ServiceHandlers<typeof rulesContract> {
  const { policies, findSession } = options;
  return {
    list: () => policies.list(),
    test: ({ url, method, session }) =>
      testUrl(url, method, policies.policy, session === undefined ? { accessMode: "write" } : findSession(session)),
  };
}
