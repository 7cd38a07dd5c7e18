import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";

/** Bytes a viewer may have unshown; xterm.js becomes sluggish from about half a megabyte and drops at fifty. */
export const creditBytes = 1024 * 1024;
/** A viewer that fell behind gets its new picture once it has shown all but this. */
const lowBytes = 256 * 1024;
/** While it skims, each picture is soon replaced: those that wait to be drawn are in vain. */
const skimmingLowBytes = 64 * 1024;
/** What it may have unshown besides the whole picture that ended its skimming, until it has shown everything. */
const triedBytes = 128 * 1024;
/** After a piece of output, what follows within this time goes out together. The first piece never waits. */
const coalesceMs = 4;
const maxPieceBytes = 256 * 1024;

/**
 * live: gets output as it comes. behind: gets nothing until it has shown enough. drawing: its picture is being made,
 * and what comes meanwhile waits for it.
 */
type State = "live" | "behind" | "drawing";

/** One who watches a terminal. Holds at most its credit and one picture in memory, however slow it is. */
export class Viewer {
  readonly id: string;
  readonly raw: boolean;
  cols: number;
  rows: number;
  #state: State = "behind";
  /** Sent or about to be, and not shown yet. */
  #unshown = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #lost = false;
  /** It fell behind while it was live, and got no whole picture since. */
  #skims = false;
  #rests = false;
  #credit = creditBytes;
  /** The end, held until what came before it is on its way. */
  #exit: { readonly exitCode: number | null } | null = null;
  readonly #emit: (event: TerminalEvent) => void;

  constructor(
    id: string,
    options: { readonly raw: boolean; readonly cols: number; readonly rows: number },
    emit: (event: TerminalEvent) => void,
  ) {
    this.id = id;
    this.raw = options.raw;
    this.cols = options.cols;
    this.rows = options.rows;
    this.#emit = emit;
  }

  /** Ready for a new picture. */
  get wantsPicture(): boolean {
    return this.#state === "behind" && !this.#rests && this.#unshown <= (this.#skims ? skimmingLowBytes : lowBytes);
  }

  /** More comes in than it can show: while that lasts, pictures of what is in sight serve it best. */
  get skims(): boolean {
    return this.#skims;
  }

  /** The picture is on its way: output from here on comes after it. */
  beginPicture(): void {
    this.#state = "drawing";
    this.#lost = false;
    this.#drop();
  }

  /** Asks for a new picture in place of the one it has. */
  spoil(): void {
    this.#state = "behind";
    this.#skims = false;
    this.#drop();
  }

  /** A picture of what is in sight, not of what scrolled out: it stays behind, and wants another after a rest. */
  endBriefPicture(snapshot: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== "drawing") return;
    this.#unshown += snapshot.length;
    this.#emit({ type: "snapshot", bytes: snapshot });
    this.#state = "behind";
    this.#rests = true;
  }

  endRest(): void {
    this.#rests = false;
  }

  endPicture(snapshot: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== "drawing") return;
    this.#unshown += snapshot.length;
    // Whether the flood is over shows when it keeps up: until then a little more tells as much as a megabyte.
    if (this.#skims) this.#credit = this.#unshown + triedBytes;
    this.#emit({ type: "snapshot", bytes: snapshot });
    this.#state = this.#lost ? "behind" : "live";
    this.#skims = this.#lost;
    this.#flush();
    this.#sayExit();
  }

  /** The program has ended: told after all that it wrote. */
  finish(exitCode: number | null): void {
    this.#exit ??= { exitCode };
    this.#sayExit();
  }

  push(bytes: Uint8Array): void {
    if (this.#state === "behind" || this.#lost || bytes.length === 0) return;
    if (this.#unshown + this.#pendingBytes + bytes.length > this.#credit) {
      this.#drop();
      if (this.#state === "drawing") this.#lost = true;
      else this.#state = "behind";
      this.#skims = true;
      return;
    }
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#state === "drawing") return;
    if (this.#timer === null || this.#pendingBytes >= maxPieceBytes) this.#flush();
  }

  /** More bytes were shown. A viewer that claims more than it got gains nothing. */
  ack(bytes: number): void {
    this.#unshown = Math.max(this.#unshown - bytes, 0);
    if (this.#unshown === 0) this.#credit = creditBytes;
  }

  tell(event: TerminalEvent): void {
    this.#flush();
    this.#emit(event);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#drop();
  }

  #sayExit(): void {
    if (!this.#exit || this.#state !== "live") return;
    this.tell({ type: "exit", ...this.#exit });
  }

  #drop(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #flush(): void {
    if (this.#state === "drawing" || this.#pendingBytes === 0) return;
    const bytes = together(this.#pending, this.#pendingBytes);
    this.#drop();
    this.#unshown += bytes.length;
    this.#emit({ type: "data", bytes });
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, coalesceMs);
  }
}

/** One array of its own: the carrier may take it, and the pieces belong to others too. */
function together(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  // Not from a pool, which others share, and not filled with zeros first.
  const all = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
