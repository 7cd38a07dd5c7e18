import { escapeLine } from "./escape.ts";
import type { Output } from "./output.ts";
import { truncate } from "./width.ts";

const barCells = 24;

/** Steps of something long, on stderr: one line drawn over on a terminal, else one line a step. */
export class Progress {
  readonly #output: Output;
  #shown = "";
  #drawn = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** `fraction` from 0 to 1; null where it is unknown. */
  async step(name: string, fraction: number | null = null): Promise<void> {
    const text = escapeLine(name);
    if (this.#output.canRedraw) {
      const bar = fraction === null ? "" : `${renderBar(fraction)} `;
      this.#drawn = true;
      await this.#output.draw(`\r\u001b[2K${truncate(`${bar}${text}`, this.#output.noteWidth - 1)}`);
    } else if (text !== this.#shown) {
      this.#shown = text;
      await this.#output.note(text);
    }
  }

  /** Takes the drawn line away, before anything else is printed. */
  async clear(): Promise<void> {
    if (!this.#drawn) return;
    this.#drawn = false;
    await this.#output.draw("\r\u001b[2K");
  }
}

/** `██████░░░░  42%` */
export function renderBar(fraction: number): string {
  const share = Math.min(1, Math.max(0, fraction));
  const full = Math.round(share * barCells);
  return `${"█".repeat(full)}${"░".repeat(barCells - full)} ${String(Math.round(share * 100)).padStart(3)}%`;
}
