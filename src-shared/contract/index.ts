import type { Client } from "../rpc/contract.ts";
import { approvalsContract } from "./approvals.ts";
import { auditContract } from "./audit.ts";
import { credentialsContract } from "./credentials.ts";
import { proxyContract } from "./proxy.ts";
import { rulesContract } from "./rules.ts";
import { sessionsContract } from "./sessions.ts";
import { systemContract } from "./system.ts";
import { terminalsContract } from "./terminals.ts";

/** Raised whenever a client of the last release could misunderstand this one. */
export const protocolVersion = 1;

/** The product on one page: everything a window, the CLI, a browser or a program can do. */
export const contract = {
  system: systemContract,
  sessions: sessionsContract,
  terminals: terminalsContract,
  audit: auditContract,
  credentials: credentialsContract,
  rules: rulesContract,
  approvals: approvalsContract,
  proxy: proxyContract,
};

export type ClauderonContract = typeof contract;
export type ClauderonClient = Client<ClauderonContract>;
