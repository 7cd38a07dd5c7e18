import { createSecureContext, type SecureContext } from "node:tls";
import type { LeafMinter } from "./leafMinter.ts";

/** Hosts that one session may keep certificates for: the 257th pushes out the one used longest ago. */
const hostsPerSession = 256;

/**
 * TLS contexts by host name, least recently used first. Making one is synchronous, so parallel first connections to a
 * host share it. A context also holds the keys of its session tickets: keeping it is what makes resumption work.
 */
export class LeafContexts {
  readonly #minter: LeafMinter;
  readonly #limit: number;
  readonly #contexts = new Map<string, SecureContext>();

  constructor(minter: LeafMinter, limit: number = hostsPerSession) {
    this.#minter = minter;
    this.#limit = limit;
  }

  get size(): number {
    return this.#contexts.size;
  }

  has(host: string): boolean {
    return this.#contexts.has(host);
  }

  get(host: string): SecureContext {
    const known = this.#contexts.get(host);
    this.#contexts.delete(host);
    const context = known ?? this.#make(host);
    this.#contexts.set(host, context);
    if (this.#contexts.size > this.#limit) this.#contexts.delete(this.#contexts.keys().next().value as string);
    return context;
  }

  #make(host: string): SecureContext {
    const { certificatePem, keyPem } = this.#minter.mint(host);
    return createSecureContext({
      key: keyPem,
      cert: certificatePem,
      minVersion: "TLSv1.2",
      // Without a name of its own OpenSSL refuses to resume sessions of a server context.
      sessionIdContext: "clauderon",
    });
  }
}
