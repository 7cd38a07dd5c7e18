import type { Keychain } from "../../src-main/core/credentials/keychain.ts";

/** A keychain for tests. `broken` fails every call, as one does where no keychain service runs. */
export function memoryKeychain(options: { broken?: boolean } = {}): Keychain & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  const call = async <T>(answer: () => T): Promise<T> => {
    if (options.broken) throw new Error("Couldn't access platform storage: AccessDenied");
    return answer();
  };
  return {
    entries,
    get: (account) => call(() => entries.get(account) ?? null),
    set: (account, value) => call(() => void entries.set(account, value)),
    remove: (account) => call(() => entries.delete(account)),
  };
}
