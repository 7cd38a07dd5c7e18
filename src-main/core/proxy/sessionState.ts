import { LeafContexts } from "../certs/leafContexts.ts";
import type { LeafMinter } from "../certs/leafMinter.ts";
import type { ProxyLimits } from "../policy.ts";
import { IssuedTokens } from "./issuedTokens.ts";
import { SeenNames, TokenBucket } from "./limits.ts";
import type { ProxySession } from "./threadContract.ts";

/** Something that runs for a session and can be ended from outside. */
export interface Running {
  cut(reason: "off" | "session_ended"): void;
  /** Rules or what is known of the session have changed. */
  reconsider?(): void;
}

/** Hooks are small and rare; a flood of them is not a status. */
const hooksPerSecond = 20;

/** One session as the proxy sees it: who it is, what it used up, and what runs for it. */
export class SessionState {
  data: ProxySession;
  readonly leaves: LeafContexts;
  readonly connections = new Set<{ destroy(): void }>();
  readonly running = new Set<Running>();
  readonly names = new SeenNames();
  readonly issued = new IssuedTokens();
  readonly hooks: TokenBucket;
  /** Numbers of its own repositories at GitHub, learned from GitHub's answers. */
  readonly ownRepositoryIds = new Set<number>();
  /** Of pushes that were looked at: commits and trees that later ones may build on. */
  readonly pushed = { commits: new Set<string>(), trees: new Set<string>() };
  openModelRequests = 0;
  requests: TokenBucket;
  newNames: TokenBucket;
  #limits: ProxyLimits;

  constructor(data: ProxySession, limits: ProxyLimits, minter: LeafMinter) {
    const now = performance.now();
    this.data = data;
    this.leaves = new LeafContexts(minter);
    this.hooks = new TokenBucket(hooksPerSecond, now);
    this.#limits = limits;
    this.requests = new TokenBucket(limits.requestsPerSecond, now);
    this.newNames = new TokenBucket(limits.newNamesPerSecond, now);
  }

  get id(): string {
    return this.data.id;
  }

  get secretHash(): string {
    return this.data.secretHash;
  }

  get maxConnections(): number {
    return this.#limits.connections;
  }

  setLimits(limits: ProxyLimits): void {
    const now = performance.now();
    if (limits.requestsPerSecond !== this.#limits.requestsPerSecond)
      this.requests = new TokenBucket(limits.requestsPerSecond, now);
    if (limits.newNamesPerSecond !== this.#limits.newNamesPerSecond)
      this.newNames = new TokenBucket(limits.newNamesPerSecond, now);
    this.#limits = limits;
  }

  reconsider(): void {
    for (const running of [...this.running]) running.reconsider?.();
  }

  /** Cuts all that runs, and with `connections` also what is idle. */
  cut(reason: "off" | "session_ended", connections: boolean): void {
    for (const running of [...this.running]) running.cut(reason);
    if (connections) for (const connection of [...this.connections]) connection.destroy();
  }
}
