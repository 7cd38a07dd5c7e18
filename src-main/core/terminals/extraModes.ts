import type { Parser } from "./parser.ts";

const maxKeyboardStack = 16;

/**
 * What programs set and xterm's headless build does not keep: kitty's keyboard flags, xterm's modifyOtherKeys, and
 * colours. Needed to answer questions about them and to hand them to a viewer that comes later.
 */
export class ExtraModes {
  /** Each screen has its own stack of flags; the last entry is in force. */
  readonly #keyboard = { normal: [0], alternate: [0] };
  #modifyOtherKeys = 0;
  readonly #palette = new Map<number, string>();
  /** Foreground, background and cursor, by OSC number. */
  readonly #colours = new Map<number, string>();
  readonly #onAlternate: () => boolean;

  constructor(onAlternate: () => boolean) {
    this.#onAlternate = onAlternate;
  }

  /** Flags in force on the screen that is shown. */
  get keyboardFlags(): number {
    return this.#stack().at(-1) ?? 0;
  }

  get modifyOtherKeys(): number {
    return this.#modifyOtherKeys;
  }

  colour(code: number): string | undefined {
    return this.#colours.get(code);
  }

  paletteColour(index: number): string | undefined {
    return this.#palette.get(index);
  }

  listen(parser: Parser): void {
    parser.control({ prefix: ">", final: "u" }, ([flags = 0]) => {
      const stack = this.#stack();
      stack.push(flags & 31);
      if (stack.length > maxKeyboardStack) stack.shift();
    });
    parser.control({ prefix: "<", final: "u" }, ([count = 1]) => {
      const stack = this.#stack();
      stack.splice(Math.max(stack.length - Math.max(count, 1), 0));
      if (stack.length === 0) stack.push(0);
    });
    parser.control({ prefix: "=", final: "u" }, ([flags = 0, mode = 1]) => {
      const stack = this.#stack();
      const now = stack.pop() ?? 0;
      stack.push((mode === 2 ? now | flags : mode === 3 ? now & ~flags : flags) & 31);
    });
    parser.control({ prefix: ">", final: "m" }, ([resource, value = 0]) => {
      if (resource === 4) this.#modifyOtherKeys = Math.min(value, 3);
      // Without parameters all resources are reset; the parser reads a missing one as 0.
      if (!resource && value === 0) this.#modifyOtherKeys = 0;
    });
    parser.control({ prefix: ">", final: "n" }, ([resource]) => {
      if (resource === 4) this.#modifyOtherKeys = 0;
    });
    for (const code of [10, 11, 12]) {
      // "10;a;b" sets the background too.
      parser.command(code, (data) => {
        for (const [offset, spec] of data.split(";").entries())
          if (spec !== "?" && code + offset <= 12) this.#colours.set(code + offset, spec);
      });
      parser.command(code + 100, () => this.#colours.delete(code));
    }
    parser.command(4, (data) => {
      const fields = data.split(";");
      for (let index = 0; index + 1 < fields.length; index += 2) {
        const number = Number(fields[index]);
        if (fields[index + 1] !== "?" && number < 256) this.#palette.set(number, fields[index + 1]!);
      }
    });
    parser.command(104, (data) => {
      if (data === "") this.#palette.clear();
      else for (const index of data.split(";")) this.#palette.delete(Number(index));
    });
    parser.escape({ final: "c" }, () => this.#reset());
  }

  normal(): string {
    return pushes(this.#keyboard.normal);
  }

  alternate(): string {
    return pushes(this.#keyboard.alternate);
  }

  common(): string {
    const keys = this.#modifyOtherKeys > 0 ? `\x1b[>4;${this.#modifyOtherKeys}m` : "";
    const palette = [...this.#palette].map(([index, spec]) => `\x1b]4;${index};${spec}\x1b\\`);
    const colours = [...this.#colours].map(([code, spec]) => `\x1b]${code};${spec}\x1b\\`);
    return [keys, ...palette, ...colours].join("");
  }

  #stack(): number[] {
    return this.#onAlternate() ? this.#keyboard.alternate : this.#keyboard.normal;
  }

  #reset(): void {
    this.#keyboard.normal.splice(0, Infinity, 0);
    this.#keyboard.alternate.splice(0, Infinity, 0);
    this.#modifyOtherKeys = 0;
    this.#palette.clear();
    this.#colours.clear();
  }
}

function pushes(stack: readonly number[]): string {
  const [first = 0, ...rest] = stack;
  return (first > 0 ? `\x1b[=${first};1u` : "") + rest.map((flags) => `\x1b[>${flags}u`).join("");
}
