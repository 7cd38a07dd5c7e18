import type { ClauderonContract } from "../../src-shared/contract/index.ts";
import type { DemoEvent } from "../../src-shared/model/demo.ts";
import type { Handlers } from "../../src-shared/rpc/contract.ts";
import type { Core } from "../core/createCore.ts";
import { runDoctor } from "../core/doctor/runDoctor.ts";
import { createApprovalsService } from "./approvalsService.ts";
import { createAuditService } from "./auditService.ts";
import { createCredentialsService } from "./credentialsService.ts";
import { createProxyService } from "./proxyService.ts";
import { createRulesService } from "./rulesService.ts";
import { createSessionsService } from "./sessionsService.ts";
import { createSystemService } from "./systemService.ts";
import { terminalsService } from "./terminalsService.ts";

export interface HandlersOptions {
  readonly version: string;
  readonly requestShutdown: () => void;
  readonly newWebLink: () => Promise<string>;
  readonly demo: (signal: AbortSignal) => AsyncIterable<DemoEvent>;
}

/** The whole contract, implemented over one core. */
export function createHandlers(core: Core, options: HandlersOptions): Handlers<ClauderonContract> {
  const { home, sessions } = core;
  return {
    system: createSystemService({
      home,
      images: core.images,
      engine: core.engine,
      proxyStatus: () => core.proxySwitch.status(),
      settings: () => core.policies.settings(),
      credentials: () => core.vault.list(),
      doctor: (signal) => runDoctor(core, signal),
      ...options,
    }),
    sessions: createSessionsService(sessions),
    terminals: terminalsService(core.terminals, sessions),
    audit: createAuditService({
      desk: core.audit.desk,
      owner: core.proxy,
      inFlight: (atMost) => core.proxy.inFlight(atMost),
      resolveSession: (text) => idOf(core, text),
    }),
    credentials: createCredentialsService(core.vault),
    rules: createRulesService({
      policies: core.policies,
      index: core.audit.recorded,
      findSession: (text) => sessions.facts(text),
      sessionFacts: (id) => sessions.factsOf(id),
    }),
    approvals: createApprovalsService({ desk: core.approvals, countAt: core.countRequestsAt }),
    proxy: createProxyService(core.proxySwitch),
  };
}

/** The log may know sessions that are gone: an unknown name is no error here. */
function idOf({ sessions }: Core, text: string): string | null {
  try {
    return sessions.find(text).id;
  } catch {
    return null;
  }
}
