/** Bytes that come in pieces of any size, kept as one: as an object of its own, a piece of one byte costs a hundred. */
export class ByteCollector {
  #bytes = Buffer.alloc(0);
  /** How many have come. */
  length = 0;

  add(piece: Buffer): void {
    const needed = this.length + piece.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.length);
      this.#bytes = grown;
    }
    piece.copy(this.#bytes, this.length);
    this.length = needed;
  }

  /** All of them, still its own: to be read before more is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}
