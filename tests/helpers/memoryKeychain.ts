import type { Keychain } from "../../src-main/core/credentials/keychain.ts";

/**
 * A keychain for tests. `broken` fails every call, as one does where no keychain service runs. `lock` locks it as the secret
 * services do: to read what it has and to write, it asks for the password, and `onPrompt` is what the person does then.
 */
export function memoryKeychain(options: { broken?: boolean; onPrompt?: () => boolean } = {}): Keychain & {
  readonly entries: Map<string, string>;
  /** How often its prompt came. */
  readonly prompts: () => number;
  lock(): void;
} {
  let [isLocked, prompts] = [false, 0];
  const entries = new Map<string, string>();
  const call = async <T>(answer: () => T): Promise<T> => {
    if (options.broken) throw new Error("Couldn't access platform storage: AccessDenied");
    return answer();
  };
  const open = (): void => {
    if (!isLocked) return;
    prompts++;
    if (options.onPrompt?.() !== true)
      throw new Error("Couldn't access platform storage: Secret Service: unlock prompt was dismissed");
    isLocked = false;
  };
  return {
    entries,
    prompts: () => prompts,
    lock: () => {
      isLocked = true;
    },
    get: (account) =>
      call(() => {
        if (entries.has(account)) open();
        return entries.get(account) ?? null;
      }),
    set: (account, value) =>
      call(() => {
        open();
        entries.set(account, value);
      }),
    remove: (account) =>
      call(() => {
        if (entries.has(account)) open();
        return entries.delete(account);
      }),
  };
}
