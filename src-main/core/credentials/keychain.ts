import { homedir } from "node:os";
import { join } from "node:path";

/** The operating system's store of secrets, under one service name. Calls reject when it cannot be used. */
export interface Keychain {
  get(account: string): Promise<string | null>;
  set(account: string, value: string): Promise<void>;
  /** True when there was something to delete. */
  remove(account: string): Promise<boolean>;
}

/** A locked keychain asks the person. A daemon that only reads does not wait for that. */
const readingMs = 5000;
/** Who stores a value, or unlocks it, is there to answer. */
const storingMs = 90_000;

/**
 * The keychain of this machine. The native module is loaded at the first call. Other home folders have their own
 * entries: a demonstration or a test must not meet the user's real tokens. Null when `CLAUDERON_KEYCHAIN=off`.
 */
export function systemKeychain(home: string, env: NodeJS.ProcessEnv): Keychain | null {
  if (env.CLAUDERON_KEYCHAIN === "off") return null;
  const service = home === join(homedir(), ".clauderon") ? "clauderon" : `clauderon ${home}`;
  const entry = async (account: string) => {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    // "store" is one of the credential's own names: another service's entry is named service/account.
    const slash = account.indexOf("/");
    const [where, who] = slash > 0 ? [account.slice(0, slash), account.slice(slash + 1)] : [service, account];
    // The kernel's keyring, the fallback on Linux, forgets everything at the next boot.
    return new AsyncEntry(where, who, { linux: { store: "secret-service" } });
  };
  return {
    get: (account) => limited(readingMs, async (signal) => (await entry(account)).getPassword(signal)),
    set: (account, value) => limited(storingMs, async (signal) => (await entry(account)).setPassword(value, signal)),
    remove: (account) => limited(storingMs, async (signal) => (await entry(account)).deletePassword(signal)),
  };
}

async function limited<T>(timeoutMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the keychain did not answer")), { once: true });
  });
  return Promise.race([call(signal), expired]);
}
