import type { KeychainStatus } from "../../../src-shared/model/credential.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Keychain } from "./keychain.ts";
import { faultOf, type KeychainFault } from "./keychainFault.ts";

/** Whether values are kept in files although there is a keychain: a person's choice, which outlives this process. */
export interface FilesChoice {
  get(): boolean;
  set(usesFiles: boolean): void;
}

const advice =
  "Unlock it with `clauderon credentials unlock`, which asks the system's own prompt, or keep values in files that only you can read: `clauderon credentials keep-in files`.";

export const keychainLocked = (): AppError => new AppError("keychain_locked", "The system keychain is locked.", advice);

/** An entry that is stored and removed: a keychain asks to be unlocked for writing, and not always for reading. */
const probe = "clauderon-unlock";

/** The system's keychain with what is known of it, and the choice to do without. */
export class KeychainKeeper {
  readonly #keychain: Keychain | null;
  readonly #choice: FilesChoice;
  #fault: KeychainFault | null = null;

  constructor(keychain: Keychain | null, choice: FilesChoice) {
    this.#keychain = keychain;
    this.#choice = choice;
  }

  status(): KeychainStatus {
    if (this.#keychain === null) return "off";
    if (this.#choice.get()) return "files";
    return this.#fault ?? "works";
  }

  /** What failed may work now. */
  forgetFault(): void {
    this.#fault = null;
  }

  /** Null where there is none, or no keychain; throws `keychain_locked` where this one may be in it. */
  async get(account: string): Promise<string | null> {
    const answer = await this.#try((keychain) => keychain.get(account));
    return answer?.value ?? null;
  }

  /** An entry that config.toml names, which no choice of where to keep values concerns. */
  async named(account: string): Promise<string | null> {
    const answer = await this.#try((keychain) => keychain.get(account), { isNamed: true });
    return answer?.value ?? null;
  }

  /** False where values are kept in files. Throws `keychain_locked`: a locked keychain is not gone around unasked. */
  async set(account: string, value: string): Promise<boolean> {
    // The person is there, and may have unlocked it since.
    if (this.#fault === "locked") this.#fault = null;
    return (await this.#try((keychain) => keychain.set(account, value))) !== null;
  }

  async remove(account: string): Promise<void> {
    if (this.#fault === "locked") this.#fault = null;
    await this.#try((keychain) => keychain.remove(account));
  }

  /** Has the system's own prompt ask. Throws `keychain_locked` when it stays locked. */
  async unlock(): Promise<void> {
    if (this.#keychain === null) return;
    this.#fault = null;
    const keychain = this.#keychain;
    try {
      await keychain.set(probe, "unlocked");
      await keychain.remove(probe);
    } catch (error) {
      this.#fault = faultOf(error);
      if (this.#fault === "absent") throw noKeychain();
      throw new AppError(
        "keychain_locked",
        "The system keychain is still locked: its prompt was closed, or cannot be shown where the core runs.",
        "Unlock it in the system's own settings, then try again; or keep values in files: `clauderon credentials keep-in files`.",
      );
    }
  }

  keepInFiles(usesFiles: boolean): void {
    this.#choice.set(usesFiles);
    this.#fault = null;
  }

  /** One failure is enough: other calls would fail alike, and slowly. */
  async #try<T>(
    call: (keychain: Keychain) => Promise<T>,
    { isNamed } = { isNamed: false },
  ): Promise<{ value: T } | null> {
    if (this.#keychain === null || this.#fault !== null || (this.#choice.get() && !isNamed)) return null;
    try {
      return { value: await call(this.#keychain) };
    } catch (error) {
      this.#fault = faultOf(error);
      if (this.#fault === "locked") throw keychainLocked();
      return null;
    }
  }
}

const noKeychain = (): AppError =>
  new AppError(
    "unavailable",
    "There is no system keychain that can be used here.",
    "Values are kept in files that only you can read (mode 0600).",
  );
