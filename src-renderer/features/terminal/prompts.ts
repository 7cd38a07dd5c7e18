import type { IDecoration, IMarker, Terminal } from "@xterm/xterm";
import { looksLikePrompt, promptFrom } from "./promptLines.ts";

/** What a person sent is marked as it is sent; the oldest marks go first. */
const maxMarks = 500;

/**
 * The places in a terminal where a person's turns begin: what was sent from here, and lines that look like a prompt.
 * They are only places: what a program wrote there is not read as anything else.
 */
export class Prompts {
  readonly #terminal: Terminal;
  #sent: IMarker[] = [];
  #shown: { readonly marker: IMarker; readonly decoration: IDecoration | undefined } | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Something was typed: with Enter in it a turn begins at the cursor, and nothing is pointed at any more. */
  typed(text: string): void {
    this.#unmark();
    if (!text.includes("\r")) return;
    const marker = this.#terminal.registerMarker(0);
    if (!marker) return;
    this.#sent.push(marker);
    if (this.#sent.length > maxMarks) this.#sent.shift()?.dispose();
  }

  /** Scrolls to the prompt before or after; says which one of how many, in words. */
  go(by: 1 | -1): string {
    const buffer = this.#terminal.buffer.active;
    if (buffer.type === "alternate") return "The program draws the whole screen and keeps no prompts.";
    const lines = this.#lines();
    if (lines.length === 0) return "No prompt found.";
    const atEnd = buffer.viewportY >= buffer.baseY;
    // Whoever scrolled away from the one pointed at goes on from what is in sight.
    const pointedAt = this.#shown?.marker.line ?? -1;
    const inSight = pointedAt >= buffer.viewportY && pointedAt < buffer.viewportY + this.#terminal.rows;
    const shownAt = inSight ? pointedAt : -1;
    const from = shownAt >= 0 ? shownAt : atEnd ? buffer.length : buffer.viewportY;
    const line = promptFrom(lines, from, by);
    if (line !== null) this.#point(line);
    else if (by > 0) {
      this.#unmark();
      this.#terminal.scrollToBottom();
      return "The newest line.";
    } else if (shownAt < 0) return "No prompt further up.";
    return `Prompt ${lines.indexOf(line ?? shownAt) + 1} of ${lines.length}.`;
  }

  #lines(): number[] {
    const buffer = this.#terminal.buffer.active;
    this.#sent = this.#sent.filter(({ isDisposed }) => !isDisposed);
    const lines = new Set(this.#sent.map(({ line }) => line));
    for (let row = 0; row < buffer.length; row++) {
      const line = buffer.getLine(row);
      if (line && !line.isWrapped && looksLikePrompt(line.translateToString(true))) lines.add(row);
    }
    return [...lines].sort((one, other) => one - other);
  }

  #point(line: number): void {
    this.#unmark();
    const { active } = this.#terminal.buffer;
    const marker = this.#terminal.registerMarker(line - active.baseY - active.cursorY);
    this.#terminal.scrollToLine(line);
    if (!marker) return;
    const decoration = this.#terminal.registerDecoration({ marker, width: this.#terminal.cols });
    decoration?.onRender((element) => {
      element.dataset.prompt = "";
      element.classList.add("pointer-events-none", "shadow-[inset_2px_0_0_var(--accent)]");
    });
    this.#shown = { marker, decoration };
  }

  #unmark(): void {
    this.#shown?.decoration?.dispose();
    this.#shown?.marker.dispose();
    this.#shown = null;
  }
}
