import type { PolicyRule } from "../../../../src-shared/model/policy.ts";
import type { Injection, MethodPath, Policy } from "../../policy.ts";
import { catalogue, type Entry, entryAction } from "../catalogue/catalogue.ts";
import { hostMatches } from "./hostMatch.ts";
import { compilePath, type PathPattern } from "./pathMatch.ts";

export interface CompiledRule {
  readonly rule: PolicyRule;
  readonly methods: ReadonlySet<string> | null;
  readonly path: PathPattern | null;
}

export interface CompiledPath {
  readonly method: string;
  readonly pattern: PathPattern;
}

export interface CompiledEntry {
  readonly entry: Entry;
  readonly action: "deny" | "ask" | "allow";
  readonly pattern: PathPattern;
}

/** A policy narrowed to one host and port: all that a request there can meet. */
export interface HostPolicy {
  readonly rules: readonly CompiledRule[];
  /** Injections of this host and port. */
  readonly injections: readonly Injection[];
  /** Injections of this host on any port: what its answers are searched for. */
  readonly credentials: readonly Injection[];
  /** The host has injections, if only on another port: its credentials are pinned to ours. */
  readonly injected: boolean;
  readonly service: string | null;
  /** Calls of this host are the agent's thinking. */
  readonly model: boolean;
  /** What may be called here besides what a rule allows; null means everything. */
  readonly allowPaths: readonly CompiledPath[] | null;
  readonly withoutPlaceholder: ReadonlyMap<Injection, readonly CompiledPath[]>;
  /** Header fields in which this host takes a credential, lower case. */
  readonly credentialHeaders: ReadonlySet<string>;
  readonly queryNames: ReadonlySet<string>;
  readonly foreignRefused: boolean;
  /** An `[[upstream]]` entry sends this host's traffic elsewhere. */
  readonly rerouted: boolean;
  /** Calls of this host that create lasting access; those of GraphQL are told apart in its bodies. */
  readonly catalogue: readonly CompiledEntry[];
  readonly preset: Policy["preset"];
  /** All placeholders that exist, of any host. */
  readonly placeholders: Policy["placeholders"];
}

/** Enough for every host a busy session talks to; a session that invents names only empties the cache. */
const maxHosts = 4096;
const cache = new WeakMap<Policy, Map<string, HostPolicy>>();

/** Indexed once for each policy object and host: a policy is replaced as a whole, never changed. */
export function hostPolicy(policy: Policy, host: string, port: number): HostPolicy {
  const hosts = cache.get(policy) ?? new Map<string, HostPolicy>();
  if (hosts.size === 0) cache.set(policy, hosts);
  const key = `${host}:${port}`;
  const known = hosts.get(key);
  if (known) return known;
  if (hosts.size >= maxHosts) hosts.clear();
  const compiled = compile(policy, host, port);
  hosts.set(key, compiled);
  return compiled;
}

/** Where a credential is commonly carried, whatever the service. */
const commonCredentialHeaders = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "private-token"];

function compile(policy: Policy, host: string, port: number): HostPolicy {
  const ofHost = policy.injections.filter((injection) => hostMatches(injection.host, host));
  const injections = ofHost.filter((injection) => injection.port === port);
  const lists = injections.flatMap((injection) => (injection.allowPaths ? [injection.allowPaths] : []));
  const headers = ofHost.flatMap((injection) => [injection.header, ...injection.removeHeaders]);
  return {
    rules: policy.rules
      .filter((rule) => hostMatches(rule.host, host) && (rule.port === null || rule.port === port))
      .map((rule) => ({
        rule,
        methods: rule.methods && new Set(rule.methods),
        path: rule.path === null ? null : compilePath(rule.path),
      })),
    injections,
    credentials: ofHost,
    injected: ofHost.length > 0,
    service: ofHost[0]?.credentialId ?? null,
    model: ofHost.some((injection) => injection.model),
    allowPaths: lists.length === 0 ? null : compilePaths(lists.flat()),
    withoutPlaceholder: new Map(
      injections.map((injection) => [injection, compilePaths(injection.withoutPlaceholder)] as const),
    ),
    credentialHeaders: new Set(ofHost.length > 0 ? [...commonCredentialHeaders, ...headers] : []),
    queryNames: new Set(ofHost.flatMap((injection) => injection.queryNames)),
    foreignRefused: ofHost.some((injection) => injection.foreign === "refuse"),
    rerouted: policy.upstreams.some((upstream) => hostMatches(upstream.host, host) && upstream.port === port),
    catalogue: entriesOf(policy, host, new Set(ofHost.map(({ credentialId }) => credentialId))),
    preset: policy.preset,
    placeholders: policy.placeholders,
  };
}

/** By host; and by service, where the host is known from the user's configuration only. */
function entriesOf(policy: Policy, host: string, services: ReadonlySet<string>): CompiledEntry[] {
  const named = catalogue.filter(({ hosts }) => hosts.includes(host));
  const entries =
    named.length > 0 ? named : catalogue.filter(({ hosts, service }) => hosts.length === 0 && services.has(service));
  return entries.map((entry) => ({
    entry,
    action: entryAction(entry.id, policy),
    pattern: compilePath(entry.path),
  }));
}

function compilePaths(list: readonly MethodPath[]): CompiledPath[] {
  return list.map(({ method, path }) => ({ method, pattern: compilePath(path) }));
}
