import type { PolicyRule, Preset } from "../../../src-shared/model/policy.ts";
import type { HostAndPort } from "../credentials/builtIns.ts";
import type { ConfiguredSource } from "../credentials/definition.ts";
import {
  type ApprovalLimits,
  approvalLimitsSchema,
  type ProxyLimits,
  proxyLimitsSchema,
  type Upstream,
} from "../policy.ts";

import { type DiskLimits, defaultDiskLimits } from "../sessions/diskUse.ts";

/** A `[[credential]]` entry: a custom credential, or another source for a built-in one. */
export interface ConfiguredCredential {
  readonly id: string;
  readonly source: ConfiguredSource | null;
  /** Variable inside a session that carries the placeholder. */
  readonly env: string | null;
  readonly line: number;
}

/** An `[[inject]]` entry. */
export interface ConfiguredInjection {
  readonly credential: string;
  readonly host: string;
  readonly port: number;
  readonly header: string;
  readonly template: string;
  readonly line: number;
}

/** Everything that config.toml can say; docs/configuration.md lists the keys. Absent keys have their defaults. */
export interface Config {
  readonly proxy: { readonly port: number; readonly limits: ProxyLimits };
  readonly approvals: ApprovalLimits;
  /** Size at which audit.jsonl is rotated. */
  readonly audit: { readonly segmentBytes: number };
  /** How much a session may write. */
  readonly sessions: DiskLimits;
  /** Image that the agent image is built from; null means Debian, pulled or made. */
  readonly image: { readonly base: string | null };
  readonly grafana: HostAndPort | null;
  readonly upstreams: readonly Upstream[];
  readonly credentials: readonly ConfiguredCredential[];
  readonly injections: readonly ConfiguredInjection[];
  readonly rules: readonly PolicyRule[];
  readonly policy: {
    readonly preset: Preset;
    /** Ids of catalogue entries, or a beginning that ends in `*`. */
    readonly ask: readonly string[];
    readonly allow: readonly string[];
  };
  /** Tools of the provider's own that /v1/messages may name; null leaves requests untouched. */
  readonly anthropic: { readonly serverTools: readonly string[] | null };
}

export const defaultConfig: Config = {
  proxy: { port: 18_080, limits: proxyLimitsSchema.parse({}) },
  approvals: approvalLimitsSchema.parse({}),
  audit: { segmentBytes: 64 * 1024 * 1024 },
  sessions: defaultDiskLimits,
  image: { base: null },
  grafana: null,
  upstreams: [],
  credentials: [],
  injections: [],
  rules: [],
  policy: { preset: "balanced", ask: [], allow: [] },
  anthropic: { serverTools: null },
};
