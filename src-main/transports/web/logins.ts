import { createHash, randomBytes } from "node:crypto";

const tokenLifeMs = 60_000;
const failuresAMinute = 10;
/** Tabs that may be signed in at once; the oldest is signed out beyond it. */
const maxBearers = 64;

export type LoginResult =
  | { readonly ok: true; readonly bearer: string }
  | { readonly ok: false; readonly status: 401 | 429 };

/**
 * One-time tokens and the bearers they are exchanged for. Only digests are kept, and a digest is looked up in a table:
 * neither memory nor timing tells a value. A restart of the daemon signs every tab out.
 */
export class Logins {
  readonly #now: () => number;
  /** Digest of a token, to the time it ends. */
  readonly #tokens = new Map<string, number>();
  readonly #bearers = new Set<string>();
  #failures: number[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A token that is good for one exchange within 60 s. 256 bits, base64url. */
  newToken(): string {
    for (const [digest, end] of this.#tokens) if (end <= this.#now()) this.#tokens.delete(digest);
    const token = randomBytes(32).toString("base64url");
    this.#tokens.set(digestOf(token), this.#now() + tokenLifeMs);
    return token;
  }

  /** 429 after ten wrong tokens within a minute, also for a right one: guessing must not be a race. */
  exchange(token: string): LoginResult {
    const now = this.#now();
    this.#failures = this.#failures.filter((at) => now - at < 60_000);
    if (this.#failures.length >= failuresAMinute) return { ok: false, status: 429 };
    const digest = digestOf(token);
    const end = this.#tokens.get(digest);
    this.#tokens.delete(digest);
    if (end === undefined || end <= now) {
      this.#failures.push(now);
      return { ok: false, status: 401 };
    }
    const bearer = randomBytes(32).toString("base64url");
    this.#bearers.add(digestOf(bearer));
    const [oldest] = this.#bearers;
    if (this.#bearers.size > maxBearers && oldest !== undefined) this.#bearers.delete(oldest);
    return { ok: true, bearer };
  }

  isSignedIn(bearer: string): boolean {
    return this.#bearers.has(digestOf(bearer));
  }

  signOut(bearer: string): void {
    this.#bearers.delete(digestOf(bearer));
  }
}

function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("base64");
}
