import { AppError } from "../../src-shared/rpc/errors.ts";

/** Docker's own, so that fingers need not learn new ones. */
export const defaultDetachKeys = "ctrl-p,ctrl-q";

/** All byte sequences by which terminals send one key; the first is the plain one. */
type Key = readonly Uint8Array[];

/** Reads `ctrl-p,ctrl-q` or `ctrl-a,d`: keys separated by commas, a character or `ctrl-` and a letter or `@[\]^_`. */
export function parseDetachKeys(text: string): readonly Key[] {
  return text.split(",").map((name) => {
    const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(name)?.[1];
    if (control) return controlKey(control.toLowerCase());
    if (/^[!-~]$/.test(name)) return [Buffer.from(name)];
    throw new AppError(
      "usage",
      `\`${name}\` is not a key for --detach-keys.`,
      "Write keys like `ctrl-p,ctrl-q` or `ctrl-a,d`: a character, or ctrl- and a letter.",
    );
  });
}

/** With kitty's keyboard protocol or modifyOtherKeys on, a control key arrives as a sequence. */
function controlKey(character: string): Key {
  const code = character.charCodeAt(0);
  const sequences = [`\x1b[${code};5u`, `\x1b[${code};5:1u`, `\x1b[27;5;${code}~`];
  return [Uint8Array.of(code & 31), ...sequences.map((sequence) => Buffer.from(sequence))];
}

/**
 * Watches typed bytes for the detach keys. A beginning is held back until the next key, or until `release`, shows that
 * it was meant for the program.
 */
export class DetachWatch {
  readonly #keys: readonly Key[];
  #matched = 0;
  #held: Uint8Array[] = [];

  constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  get holding(): boolean {
    return this.#held.length > 0;
  }

  /** What goes to the program, and whether the keys were completed; what follows them is dropped. */
  push(bytes: Uint8Array): { readonly forward: Uint8Array; readonly detached: boolean } {
    const forward: Uint8Array[] = [];
    let start = 0;
    let index = 0;
    while (index < bytes.length) {
      const length = this.#keyLength(bytes.subarray(index));
      if (length > 0) {
        forward.push(bytes.subarray(start, index));
        this.#held.push(bytes.subarray(index, index + length));
        index += length;
        start = index;
        if (++this.#matched === this.#keys.length) {
          this.#forget();
          return { forward: Buffer.concat(forward), detached: true };
        }
      } else if (this.#matched > 0) {
        // The same byte may begin the keys anew.
        forward.push(this.release());
      } else index++;
    }
    forward.push(bytes.subarray(start));
    return { forward: Buffer.concat(forward), detached: false };
  }

  /** Gives up what is held back. */
  release(): Uint8Array {
    const held = Buffer.concat(this.#held);
    this.#forget();
    return held;
  }

  #forget(): void {
    this.#held = [];
    this.#matched = 0;
  }

  #keyLength(bytes: Uint8Array): number {
    const encodings = this.#keys[this.#matched] ?? [];
    const found = encodings.find((encoding) => encoding.every((byte, index) => bytes[index] === byte));
    return found?.length ?? 0;
  }
}
