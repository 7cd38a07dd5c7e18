import type { z } from "zod";
import type { ProxyStatus } from "../../../src-shared/contract/proxy.ts";
import type { createSessionInput, OutputEvent } from "../../../src-shared/contract/sessions.ts";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import type { Credential, KeychainStatus } from "../../../src-shared/model/credential.ts";
import type { Engine } from "../engine/engine.ts";
import type { HomePaths } from "../home.ts";
import type { Fetch } from "../hostFetch.ts";
import type { Images } from "../images/agentImage.ts";

/** What the checks ask of the running core. */
export interface DoctorPorts {
  readonly home: HomePaths;
  readonly engine: Pick<Engine, "info">;
  readonly images: Pick<Images, "status">;
  readonly vault: {
    list(): Credential[];
    test(id?: string): Promise<Credential[]>;
    readonly keychain: { status(): KeychainStatus };
  };
  readonly proxySwitch: { status(): Promise<ProxyStatus> };
  readonly policies: { readonly fetch: Fetch };
  readonly sessions: ProbeSessions;
}

/** Enough of the session manager to run one throw-away print session. */
export interface ProbeSessions {
  create(input: z.output<typeof createSessionInput>): Promise<{ readonly id: string }>;
  output(reference: string, signal: AbortSignal): AsyncIterable<OutputEvent>;
  delete(reference: string, options: { readonly force: boolean; readonly purge: boolean }): Promise<unknown>;
}

/** What a check says of one thing. */
export type CheckRow = Pick<DoctorCheck, "id" | "title" | "status" | "detail" | "fix">;

/** Yields one or more results. A check that throws counts as failed; it never ends the others. */
export interface Check {
  readonly id: string;
  readonly group: DoctorCheck["group"];
  readonly title: string;
  run(ports: DoctorPorts, signal: AbortSignal): Promise<Finding | readonly CheckRow[]>;
}

export interface Finding {
  readonly status: DoctorCheck["status"];
  readonly detail: string;
  readonly fix: string | null;
}

export const pass = (detail: string): Finding => ({ status: "pass", detail, fix: null });
export const warn = (detail: string, fix: string): Finding => ({ status: "warn", detail, fix });
export const fail = (detail: string, fix: string): Finding => ({ status: "fail", detail, fix });
export const skip = (detail: string): Finding => ({ status: "skip", detail, fix: null });
